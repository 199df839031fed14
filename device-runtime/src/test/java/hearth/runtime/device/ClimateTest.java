package hearth.runtime.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.Level;
import hearth.protocol.packet.MqttVersion;
import hearth.runtime.hardware.StatesFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sensor, a relay on GPIO17 and a thermostat between them, at 20 °C and half a degree. */
class ClimateTest {
  private static final Duration READING = Duration.ofSeconds(10);
  private static final String HOME =
      """
      sensors: [{kind: ds18b20, name: temperature}]
      switches: [{name: boiler, pin: 17%s}, {name: cooler, pin: 27%s}]
      climates: [{name: heating, sensor: temperature, heater: boiler, target_temperature: 20%s}]
      """;

  @TempDir private Path folder;
  private final SimulatedHome home = new SimulatedHome();

  @Test
  void itHeatsBelowAndRestsAboveTheTarget() throws Exception {
    started("", "", "");
    reads(19.6);
    assertEquals(Level.LOW, home.chip.level(17));
    reads(19.5);
    assertEquals(Level.HIGH, home.chip.level(17));
    reads(20.4);
    assertEquals(Level.HIGH, home.chip.level(17));
    reads(20.5);
    assertEquals(Level.LOW, home.chip.level(17));
    assertEquals(2, home.chip.transitions(17).size());
  }

  @Test
  void itNeedsNoBroker() throws Exception {
    home.killBroker();
    started("", "", "");

    home.temperature = 15;
    home.loop.advance(READING);

    assertEquals(Level.HIGH, home.chip.level(17));
  }

  @ParameterizedTest
  @EnumSource
  void itTellsModeTargetAndAction(MqttVersion version) throws Exception {
    home.temperature = 15;
    home.device(HOME.formatted("", "", ""), version).start();
    home.loop.runReady();

    assertEquals("heat", home.retained().get("home/heating/mode"));
    assertEquals("20", home.retained().get("home/heating/target_temperature"));
    assertEquals("heating", home.retained().get("home/heating/action"));
    assertEquals("online", home.retained().get("home/heating/availability"));

    home.publish("home/heating/mode/set", "off", false);
    assertEquals("off", home.retained().get("home/heating/action"));
    assertEquals(Level.LOW, home.chip.level(17));

    home.publish("home/heating/mode/set", "heat", false);
    assertEquals(Level.HIGH, home.chip.level(17));
    assertEquals("heating", home.retained().get("home/heating/action"));
  }

  @Test
  void aReadingThatChangesNothingIsNotPublishedAgain() throws Exception {
    started("", "", "");
    home.seen.clear();

    reads(21);

    assertEquals(List.of("home/temperature 21.0"), home.seen);
  }

  @Test
  void theTargetIsSetAndAnswered() throws Exception {
    started("", "", "");
    home.seen.clear();

    home.publish("home/heating/target_temperature/set", "22.5", false);

    assertTrue(home.seen.contains("home/heating/target_temperature 22.5"), home.seen.toString());
    assertEquals(Level.HIGH, home.chip.level(17), "21.4 is too cold now");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "31", "warm", "NaN"})
  void whatIsNoTargetIsRefusedAndAnswered(String payload) throws Exception {
    started("", "", "");
    home.seen.clear();

    home.publish("home/heating/target_temperature/set", payload, false);

    assertTrue(home.seen.contains("home/heating/target_temperature 20"), home.seen.toString());
  }

  @Test
  void aRetainedTargetIsRefused() throws Exception {
    home.publish("home/heating/target_temperature/set", "30", true);
    started("", "", "");

    assertEquals("20", home.retained().get("home/heating/target_temperature"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"last", "configured"})
  void whatWasSetIsRememberedWhereWanted(String restore) throws Exception {
    home.states = StatesFile.read(folder.resolve("states"), Runnable::run);
    Device before = started("", "", ", restore: " + restore);
    home.publish("home/heating/target_temperature/set", "25.5", false);
    home.publish("home/heating/mode/set", "off", false);
    before.end(() -> {});
    home.loop.runReady();

    home.states = StatesFile.read(folder.resolve("states"), Runnable::run);
    started("", "", ", restore: " + restore);

    boolean last = restore.equals("last");
    assertEquals(last ? "25.5" : "20", home.retained().get("home/heating/target_temperature"));
    assertEquals(last ? "off" : "heat", home.retained().get("home/heating/mode"));
  }

  @Test
  void withoutItsSensorTheHeaterGoesOffAfterAWhile() throws Exception {
    started("", "", "");
    reads(15);
    home.temperature = Double.NaN;
    home.loop.advance(Duration.ofMinutes(9));
    assertEquals(Level.HIGH, home.chip.level(17));

    home.loop.advance(Duration.ofMinutes(2));
    assertEquals(Level.LOW, home.chip.level(17));
    assertEquals("offline", home.retained().get("home/heating/availability"));
    assertTrue(home.retained().get("home/heating/problem").contains("temperature"));

    home.temperature = 15;
    home.loop.advance(Duration.ofMinutes(1));
    assertEquals(Level.HIGH, home.chip.level(17));
    assertEquals("online", home.retained().get("home/heating/availability"));
  }

  @Test
  void aSensorThatNeverAnsweredIsLostToo() throws Exception {
    home.temperature = Double.NaN;
    started("", "", ", sensor_lost: on, sensor_lost_after: 1min");
    assertEquals(Level.LOW, home.chip.level(17));

    home.loop.advance(Duration.ofMinutes(1));
    assertEquals(Level.HIGH, home.chip.level(17));
  }

  @Test
  void itInsistsWithTheNextReading() throws Exception {
    started("", "", "");
    reads(15);
    home.publish("home/boiler/set", "OFF", false);
    assertEquals("idle", home.retained().get("home/heating/action"));

    reads(15.1);

    assertEquals(Level.HIGH, home.chip.level(17));
  }

  @Test
  void whileItIsOffTheHeaterIsEverybodysOwn() throws Exception {
    started("", "", ", mode: off");
    home.publish("home/boiler/set", "ON", false);

    reads(25);

    assertEquals(Level.HIGH, home.chip.level(17));
  }

  @Test
  void theHeatersTimesAndItsGroupHold() throws Exception {
    started(", min_on: 1min, interlock: air, interlock_wait: 20s", ", interlock: air", "");
    home.publish("home/cooler/set", "ON", false);
    reads(15);
    assertEquals(Level.LOW, home.chip.level(27));
    assertEquals(Level.LOW, home.chip.level(17), "it waits for the cooler to be off for 20 s");

    home.loop.advance(Duration.ofSeconds(20));
    assertEquals(Level.HIGH, home.chip.level(17));
    reads(25);
    assertEquals(Level.HIGH, home.chip.level(17), "it stays on for a minute");
    home.loop.advance(Duration.ofMinutes(1));
    assertEquals(Level.LOW, home.chip.level(17));
  }

  @Test
  void aHeaterThatOpensLateIsToldWhenItIsThere() throws Exception {
    home.temperature = 15;
    home.pinsAreBusy();
    started("", "", "");
    assertEquals(0, home.chip.transitions(17).size());

    home.pinsAreFree();

    assertEquals(Level.HIGH, home.chip.level(17));
    assertEquals("heating", home.retained().get("home/heating/action"));
  }

  @Test
  void aReloadThatChangesItMovesNoPin() throws Exception {
    Device device = started("", "", "");
    reads(15);

    device.reload(home.configuration(HOME.formatted("", "", ", hysteresis: 1"), MqttVersion.V5));
    reads(15.1);

    assertEquals(1, home.chip.transitions(17).size());
  }

  @Test
  void aHeaterThatNobodyWatchesAnyMoreGoesOff() throws Exception {
    Device device = started("", "", "");
    reads(15);

    String without = HOME.formatted("", "", "").lines().limit(2).reduce("", (a, b) -> a + b + "\n");
    device.reload(home.configuration(without, MqttVersion.V5));
    home.loop.runReady();

    assertEquals(Level.LOW, home.chip.level(17));
    assertEquals(null, home.retained().get("home/heating/action"));
  }

  @Test
  void aReconnectMovesNoPin() throws Exception {
    started("", "", "");
    reads(15);
    home.killBroker();
    home.startBroker();
    home.loop.advance(Duration.ofSeconds(30));

    assertEquals(1, home.chip.transitions(17).size());
  }

  private void reads(double temperature) {
    home.temperature = temperature;
    home.loop.advance(READING);
  }

  private Device started(String boiler, String cooler, String climate) throws Exception {
    Device device = home.device(HOME.formatted(boiler, cooler, climate), MqttVersion.V5);
    device.start();
    home.loop.runReady();
    return device;
  }
}
