package hearth.runtime.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.Level;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import hearth.runtime.homie.HomieConvention;
import hearth.runtime.thing.MemoryStates;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HomieTest {
  private static final String BASE = "homie/5/home/";
  private static final String LIGHT = "lights: [{name: Light_1, pin: 17, label: Ceiling}]";
  private static final String EVERYTHING =
      """
      sensors:
        - {kind: ds18b20, name: temp}
        - {kind: uptime, name: uptime}
      lights: [{name: Light_1, pin: 17, label: Ceiling}, {name: light-1, pin: 27}]
      switches: [{name: boiler, pin: 5, layout: single}]
      buttons: [{name: button, pin: 22, long_press: 1s}]
      binary_sensors: [{name: door, pin: 23}]
      climates: [{name: heating, sensor: temp, heater: boiler, target_temperature: 20}]
      """;

  private final SimulatedHome home = new SimulatedHome();

  @BeforeEach
  void on() {
    home.homie = "yes";
  }

  @ParameterizedTest
  @EnumSource
  void everythingKeepsTheConvention(MqttVersion version) throws Exception {
    started(EVERYTHING, version);

    Map<String, String> retained = home.retained();
    assertEquals(List.of(), new HomieConvention().problemsOf(retained, BASE));
    assertEquals("ready", retained.get(BASE + "$state"));
    assertEquals("21.4", retained.get(BASE + "temp/value"));
    assertEquals("false", retained.get(BASE + "light-1/state"));
    assertEquals("false", retained.get(BASE + "light-1-2/state"));
    assertEquals("20", retained.get(BASE + "heating/target-temperature"));
  }

  @Test
  void theCheckFindsWhatIsWrong() throws Exception {
    started(EVERYTHING, MqttVersion.V5);
    Map<String, String> right = home.retained();

    for (Map.Entry<String, String> wrong :
        Map.of(
                "$state", "online",
                "$description", right.get(BASE + "$description").replace("float", "number"),
                "temp/value", "NaN",
                "light-1/state", "ON",
                "heating/mode", "warm",
                "lamp/state", "true")
            .entrySet()) {
      Map<String, String> with = new HashMap<>(right);
      with.put(BASE + wrong.getKey(), wrong.getValue());
      assertNotEquals(List.of(), new HomieConvention().problemsOf(with, BASE), wrong.getKey());
    }
  }

  @ParameterizedTest
  @EnumSource
  void itIsReadyWhenAllHasBeenSaid(MqttVersion version) throws Exception {
    started(LIGHT, version);

    List<String> said =
        home.seen.stream()
            .filter(line -> line.startsWith(BASE))
            .map(line -> line.substring(BASE.length()).split(" ")[0])
            .toList();
    assertEquals(List.of("$state", "$description", "light-1/state", "$state"), said.subList(0, 4));
    assertEquals(BASE + "$state ready", home.seen.get(home.seen.size() - 1));
  }

  @ParameterizedTest
  @EnumSource
  void itIsSetInHomiesWords(MqttVersion version) throws Exception {
    started(LIGHT, version);

    home.publish(BASE + "light-1/state/set", "true", false);
    assertEquals(Level.HIGH, home.chip.level(17));
    assertEquals("true", home.retained().get(BASE + "light-1/state"));
    assertEquals("ON", home.retained().get("home/Light_1"));

    home.publish(BASE + "light-1/state/set", "OFF", false);
    assertEquals(Level.HIGH, home.chip.level(17));
    home.publish("home/Light_1/set", "OFF", false);
    assertEquals("false", home.retained().get(BASE + "light-1/state"));
  }

  @Test
  void aBrightnessOfZeroIsReadBack() throws Exception {
    started("lights: [{name: lamp, pin: 18, dimming: {brightness_scale: 100}}]", MqttVersion.V5);

    home.publish(BASE + "lamp/brightness/set", "40.4", false);
    assertEquals("40", home.retained().get(BASE + "lamp/brightness"));
    assertEquals("true", home.retained().get(BASE + "lamp/state"));

    home.publish(BASE + "lamp/brightness/set", "0", false);
    assertEquals("0", home.retained().get(BASE + "lamp/brightness"));
    assertEquals("false", home.retained().get(BASE + "lamp/state"));
    assertEquals("40", home.retained().get("home/lamp/brightness"));

    home.publish("home/lamp/set", "ON", false);
    assertEquals("40", home.retained().get(BASE + "lamp/brightness"));
  }

  @Test
  void whatIsSetIsRoundedToTheNextStep() throws Exception {
    started(EVERYTHING, MqttVersion.V5);
    String target = BASE + "heating/target-temperature";

    home.publish(target + "/set", "20.3", false);
    assertEquals("20.5", home.retained().get(target));
    home.publish(target + "/set", "20.25", false);
    assertEquals("20.5", home.retained().get(target));
    home.publish(target + "/set", "31", false);
    assertEquals("20.5", home.retained().get(target));
  }

  @Test
  void theVersionOfTheDescriptionGoesUp() throws Exception {
    home.states = new MemoryStates();
    Device device = started(EVERYTHING, MqttVersion.V5);
    long first = version();
    device.reload(home.configuration(LIGHT, MqttVersion.V5));
    home.loop.runReady();
    assertEquals(first + 1, version());
    device.end(() -> {});
    home.loop.runReady();

    device = started(LIGHT, MqttVersion.V5);
    assertEquals(first + 1, version());
    device.end(() -> {});
    home.loop.runReady();

    started(EVERYTHING, MqttVersion.V5);
    assertEquals(first + 2, version());
  }

  private long version() {
    String document = home.retained().get(BASE + "$description");
    return Long.parseLong(document.replaceFirst(".*\"version\":(\\d+).*", "$1"));
  }

  @Test
  void cleanLeavesNothingOfTheTree() throws Exception {
    home.chip.reserve(27, "spi0 CS0");
    Device device = started(EVERYTHING, MqttVersion.V5);
    device.end(() -> {});
    home.loop.runReady();

    home.homie = "clean";
    started(EVERYTHING, MqttVersion.V5);

    assertEquals(
        List.of(),
        home.retained().keySet().stream().filter(topic -> topic.startsWith("homie/")).toList());
  }

  @Test
  void whatTheBrokerKeptSwitchesNothing() throws Exception {
    home.publish(BASE + "light-1/state/set", "true", true);
    started(LIGHT, MqttVersion.V5);

    assertEquals(Level.LOW, home.chip.level(17));
  }

  @ParameterizedTest
  @EnumSource
  void aLostConnectionIsLostAndAnOrderlyEndIsNot(MqttVersion version) throws Exception {
    Device device = started(LIGHT, version);
    home.publish(BASE + "$state", "lost", true); // a Will that comes late
    assertEquals("ready", home.retained().get(BASE + "$state"));

    device.end(() -> {});
    home.loop.runReady();
    assertEquals("disconnected", home.retained().get(BASE + "$state"));
    assertEquals("offline", home.retained().get("home/availability"));
  }

  @Test
  void aRestartedBrokerLearnsAllAgain() throws Exception {
    started(EVERYTHING, MqttVersion.V5);
    home.killBroker();
    home.startBroker();
    home.loop.advance(Duration.ofSeconds(20));

    assertEquals(List.of(), new HomieConvention().problemsOf(home.retained(), BASE));
    assertEquals("21.4", home.retained().get(BASE + "temp/value"));
  }

  @Test
  void aPressIsAnEventAndATroubleAnAlert() throws Exception {
    home.chip.reserve(17, "spi0 CS0");
    started(LIGHT + "\nbuttons: [{name: button, pin: 22}]", MqttVersion.V5);

    assertTrue(home.retained().get(BASE + "$alert/light-1").contains("spi0 CS0"));
    home.chip.driveFromOutside(22, Level.LOW);
    home.loop.runReady();
    assertTrue(home.seen.contains(BASE + "button/event PRESS"), home.seen::toString);
    home.seenMessages.stream()
        .filter(message -> message.topic().toString().equals(BASE + "button/event"))
        .forEach(message -> assertEquals(QoS.AT_MOST_ONCE, message.qos()));
    assertFalse(home.retained().containsKey(BASE + "button/event"));

    home.chip.reserve(17, null);
    home.loop.advance(Duration.ofSeconds(5));
    assertNull(home.retained().get(BASE + "$alert/light-1"));
  }

  @Test
  void whatIsGoneIsGoneNowAndAfterARestart() throws Exception {
    Device device = started(EVERYTHING, MqttVersion.V5);
    String before = home.retained().get(BASE + "$description");
    device.reload(
        home.configuration(LIGHT + "\nsensors: [{kind: ds18b20, name: temp}]", MqttVersion.V5));
    home.loop.runReady();
    assertNull(home.retained().get(BASE + "door/state"));
    assertNotEquals(before, home.retained().get(BASE + "$description"));
    assertEquals("ready", home.retained().get(BASE + "$state"));
    assertEquals(List.of(), new HomieConvention().problemsOf(home.retained(), BASE));
    device.end(() -> {});
    home.loop.runReady();

    started(LIGHT, MqttVersion.V5);

    assertNull(home.retained().get(BASE + "temp/value"));
    assertEquals(List.of(), new HomieConvention().problemsOf(home.retained(), BASE));
  }

  @Test
  void theAlertOfWhatIsGoneGoesToo() throws Exception {
    home.chip.reserve(17, "spi0 CS0");
    Device device = started(LIGHT, MqttVersion.V5);
    assertTrue(home.retained().containsKey(BASE + "$alert/light-1"));
    device.reload(home.configuration("switches: [{name: pump, pin: 27}]", MqttVersion.V5));
    home.loop.runReady();

    assertNull(home.retained().get(BASE + "$alert/light-1"));
  }

  private Device started(String things, MqttVersion version) throws Exception {
    Device device = home.device(things, version);
    device.start();
    home.loop.runReady();
    return device;
  }
}
