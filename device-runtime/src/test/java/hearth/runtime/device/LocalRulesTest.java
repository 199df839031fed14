package hearth.runtime.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.drivers.pin.Level;
import hearth.drivers.pin.SimulatedChip.Transition;
import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rules act without a broker, and at once: the effect has the time of its cause, on a clock that
 * only the test moves, so that no timer and no answer from anywhere lies between.
 */
class LocalRulesTest {
  private static final String HOME =
      """
      sensors: [{kind: ds18b20, name: temperature}]
      lights: [{name: light, pin: 17}, {name: corridor, pin: 27}, {name: boiler, pin: 23}]
      buttons: [{name: button, pin: 22, on_press: toggle light}]
      binary_sensors:
        - {name: motion, pin: 24, pull: down, active: high, on_press: on corridor for 3min}
      climates: [{name: heating, sensor: temperature, heater: boiler, target_temperature: 20}]
      """;

  private final SimulatedHome home = new SimulatedHome();

  @BeforeEach
  void startWithoutABroker() throws Exception {
    home.killBroker();
    home.device(HOME, MqttVersion.V5).start();
    home.loop.runReady();
    home.loop.advance(Duration.ofSeconds(7));
  }

  @Test
  void aButtonTogglesALight() {
    press(22, Level.LOW);
    assertMovedAtOnce(17, Level.HIGH);

    press(22, Level.HIGH);
    home.loop.advance(Duration.ofSeconds(1));
    press(22, Level.LOW);
    assertMovedAtOnce(17, Level.LOW);
  }

  @Test
  void aMotionSensorLightsForThreeMinutes() {
    press(24, Level.HIGH);
    assertMovedAtOnce(27, Level.HIGH);

    press(24, Level.LOW);
    home.loop.advance(Duration.ofSeconds(179));
    assertEquals(Level.HIGH, home.chip.level(27));
    home.loop.advance(Duration.ofSeconds(1));
    assertMovedAtOnce(27, Level.LOW);
  }

  @Test
  void aReadingSwitchesTheHeater() {
    home.temperature = 15;

    home.loop.advance(Duration.ofSeconds(3)); // the next reading, ten seconds after the first

    assertMovedAtOnce(23, Level.HIGH);
  }

  private void press(int line, Level level) {
    home.chip.driveFromOutside(line, level);
    home.loop.runReady();
  }

  private void assertMovedAtOnce(int line, Level level) {
    var moves = home.chip.transitions(line);
    Transition last = moves.get(moves.size() - 1);
    assertEquals(level, last.level());
    assertEquals(home.loop.clock().nanoTime(), last.nanoTime());
  }
}
