package hearth.runtime.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.Level;
import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceTest {
  private static final String LIGHT = "lights: [{name: light, pin: 17}]";
  private static final String SINGLE = "lights: [{name: light, pin: 17, layout: single}]";
  private static final String SENSOR = "sensors: [{kind: ds18b20, name: temperature}]";

  private final SimulatedHome home = new SimulatedHome();

  @ParameterizedTest
  @EnumSource
  void onlineIsSaidOnceCommandsComeInAndThenAllStates(MqttVersion version) throws Exception {
    started(LIGHT + "\n" + SENSOR, version);

    assertEquals("home/availability online", home.seen.get(0));
    assertEquals(
        Map.of(
            "home/availability", "online",
            "home/light", "OFF",
            "home/light/availability", "online",
            "home/temperature", "21.4",
            "home/temperature/availability", "online"),
        home.retained());
  }

  @ParameterizedTest
  @EnumSource
  void aCommandSwitchesAndIsAnswered(MqttVersion version) throws Exception {
    started(LIGHT, version);

    home.publish("home/light/set", "ON", false);

    assertEquals(Level.HIGH, home.chip.level(17));
    assertEquals("ON", home.retained().get("home/light"));
  }

  @ParameterizedTest
  @EnumSource
  void onOneTopicEachCommandIsAnsweredOnce(MqttVersion version) throws Exception {
    started(SINGLE, version);
    home.seen.clear();

    home.publish("home/light", "ON", false);
    home.publish("home/light", "TOGGLE", false);
    home.publish("home/light", "dim", false);

    assertEquals(
        List.of(
            "home/light ON",
            "home/light ON",
            "home/light TOGGLE",
            "home/light OFF",
            "home/light dim",
            "home/light OFF"),
        home.seen);
    assertEquals(Level.LOW, home.chip.level(17));
    assertEquals("OFF", home.retained().get("home/light"));
  }

  @ParameterizedTest
  @EnumSource
  void commandsInOneBurstLeaveStateAndPinAlike(MqttVersion version) throws Exception {
    started(SINGLE, version);

    for (int i = 0; i < 20; i++) {
      home.publish("home/light", i % 3 == 0 ? "OFF" : "ON", false);
    }

    assertEquals(Level.HIGH, home.chip.level(17));
    assertEquals("ON", home.retained().get("home/light"));
  }

  @ParameterizedTest
  @EnumSource
  void aLostConnectionMovesNoPin(MqttVersion version) throws Exception {
    started(SINGLE, version);
    home.publish("home/light", "ON", false);
    int transitions = home.chip.transitions().size();

    home.cutNewestOnTheClientsSide();
    home.loop.advance(Duration.ofSeconds(30));

    assertEquals(transitions, home.chip.transitions().size());
    assertEquals("ON", home.retained().get("home/light"));
  }

  @Test
  void anAnswerThatTheConnectionLostIsNoCommandOnTheNext() throws Exception {
    started(SINGLE, MqttVersion.V3_1_1);
    home.publish("home/light", "ON", false);
    // The answer OFF does not reach the broker; it comes with the next connection, and comes back.
    home.stallNewestOnTheBrokersSide();
    home.publish("home/light", "OFF", false);
    home.cutNewestOnTheClientsSide();
    int transitions = home.chip.transitions(17).size();

    home.loop.advance(Duration.ofSeconds(30));

    assertEquals(Level.LOW, home.chip.level(17));
    assertEquals("OFF", home.retained().get("home/light"));
    assertEquals(transitions, home.chip.transitions(17).size());
  }

  @ParameterizedTest
  @EnumSource
  void aQuickReconnectNeverEndsOnAStaleOffline(MqttVersion version) throws Exception {
    started(LIGHT, version);
    home.cutNewestOnTheClientsSide();
    home.loop.advance(Duration.ofSeconds(5));
    assertEquals("online", home.retained().get("home/availability"));

    // The Will of the lost connection, as a broker may publish it late.
    home.publish("home/availability", "offline", true);

    assertEquals("online", home.retained().get("home/availability"));
  }

  @ParameterizedTest
  @EnumSource
  void aRestartedBrokerLearnsAllAgain(MqttVersion version) throws Exception {
    started(LIGHT + "\n" + SENSOR, version);
    home.publish("home/light/set", "ON", false);
    int transitions = home.chip.transitions().size();

    home.killBroker();
    home.loop.advance(Duration.ofSeconds(20));
    home.startBroker();
    home.loop.advance(Duration.ofSeconds(20));

    Map<String, String> retained = home.retained();
    assertEquals("online", retained.get("home/availability"));
    assertEquals("ON", retained.get("home/light"));
    assertEquals("21.4", retained.get("home/temperature"));
    assertEquals(transitions, home.chip.transitions().size());
    home.publish("home/light/set", "OFF", false);
    assertEquals(Level.LOW, home.chip.level(17));
  }

  @Test
  void aRetainedCommandDoesNotSwitchAtTheStart() throws Exception {
    home.publish("home/light/set", "ON", true);
    started(LIGHT, MqttVersion.V5);

    assertEquals(Level.LOW, home.chip.level(17));
    assertEquals("OFF", home.retained().get("home/light"));
  }

  @Test
  void aChangedConfigurationMovesNoPinOfWhatDidNotChange() throws Exception {
    Device device = started(LIGHT, MqttVersion.V5);
    home.publish("home/light/set", "ON", false);

    reload(device, "# a line more\n" + SENSOR + "\n" + LIGHT);

    assertEquals("21.4", home.retained().get("home/temperature"));
    assertEquals(Level.HIGH, home.chip.level(17));
    assertEquals(1, home.chip.transitions(17).size());
    home.publish("home/light/set", "OFF", false);
    assertEquals(Level.LOW, home.chip.level(17));
  }

  @Test
  void whatIsGoneFromTheConfigurationIsGoneFromTheBroker() throws Exception {
    Device device = started(SENSOR + "\n" + LIGHT, MqttVersion.V5);

    reload(device, LIGHT);

    assertEquals(
        Map.of(
            "home/availability", "online",
            "home/light", "OFF",
            "home/light/availability", "online"),
        home.retained());
  }

  @Test
  void aChangedLightObeysOnItsNewTopicOnly() throws Exception {
    Device device = started(LIGHT, MqttVersion.V5);
    reload(device, "lights: [{name: light, pin: 17, command_topic: home/other}]");

    home.publish("home/light/set", "ON", false);
    assertEquals(Level.LOW, home.chip.level(17));
    home.publish("home/other", "ON", false);
    assertEquals(Level.HIGH, home.chip.level(17));
  }

  @Test
  void reconnectsAreCounted() throws Exception {
    started("sensors: [{kind: reconnects, name: reconnects, decimals: 0}]", MqttVersion.V5);
    assertEquals("0", home.retained().get("home/reconnects"));

    home.killBroker();
    home.startBroker();
    home.loop.advance(Duration.ofSeconds(30));

    assertEquals("1", home.retained().get("home/reconnects"));
  }

  @Test
  void aLateWillIsNoReconnect() throws Exception {
    Device device = started(LIGHT, MqttVersion.V5);

    home.publish("home/availability", "offline", true);

    assertEquals("online", home.retained().get("home/availability"));
    assertEquals(0, device.reconnects());
  }

  @Test
  void whatWasNeverStartedEndsToo() throws Exception {
    boolean[] ended = {false};
    home.device(LIGHT + "\n" + SENSOR, MqttVersion.V5).end(() -> ended[0] = true);
    home.loop.runReady();
    assertTrue(ended[0]);
  }

  private void reload(Device device, String things) throws Exception {
    device.reload(home.configuration(things, MqttVersion.V5));
    home.loop.runReady();
  }

  @ParameterizedTest
  @EnumSource
  void anOrderlyEndSaysOfflineBeforeAPinMoves(MqttVersion version) throws Exception {
    Device device = started(LIGHT, version);
    home.publish("home/light/set", "ON", false);
    boolean[] ended = new boolean[1];

    device.end(() -> ended[0] = true);
    home.loop.runReady();

    assertTrue(ended[0]);
    assertEquals("offline", home.retained().get("home/availability"));
    assertEquals("home/availability offline", home.seen.get(home.seen.size() - 1));
    assertEquals(Level.LOW, home.chip.level(17));
  }

  @Test
  void itEndsWithoutABrokerToo() throws Exception {
    home.killBroker();
    Device device = started(LIGHT, MqttVersion.V5);
    boolean[] ended = new boolean[1];

    device.end(() -> ended[0] = true);
    home.loop.runReady();

    assertTrue(ended[0]);
  }

  private Device started(String things, MqttVersion version) throws Exception {
    Device device = home.device(things, version);
    device.start();
    home.loop.runReady();
    return device;
  }
}
