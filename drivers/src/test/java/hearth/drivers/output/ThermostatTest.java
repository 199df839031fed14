package hearth.drivers.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.drivers.output.Thermostat.Demand;
import hearth.drivers.output.Thermostat.Settings;
import hearth.drivers.output.Thermostat.State;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThermostatTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long PATIENCE = 600 * SECOND;

  private Thermostat thermostat = heating(FinalState.OFF);

  private static Thermostat heating(FinalState lost) {
    return new Thermostat(new Settings(0.5, lost, PATIENCE), 20, true, 0);
  }

  /** Each row of the table: the state before, what happens, the state after. */
  @ParameterizedTest
  @CsvSource({
    "OFF,     off,     OFF",
    "OFF,     cold,    OFF",
    "OFF,     between, OFF",
    "OFF,     warm,    OFF",
    "OFF,     silence, OFF",
    "WAITING, off,     OFF",
    "WAITING, heat,    WAITING",
    "WAITING, cold,    HEATING",
    "WAITING, between, IDLE",
    "WAITING, warm,    IDLE",
    "WAITING, silence, LOST",
    "IDLE,    off,     OFF",
    "IDLE,    heat,    IDLE",
    "IDLE,    cold,    HEATING",
    "IDLE,    between, IDLE",
    "IDLE,    warm,    IDLE",
    "IDLE,    silence, LOST",
    "HEATING, off,     OFF",
    "HEATING, heat,    HEATING",
    "HEATING, cold,    HEATING",
    "HEATING, between, HEATING",
    "HEATING, warm,    IDLE",
    "HEATING, silence, LOST",
    "LOST,    off,     OFF",
    "LOST,    heat,    LOST",
    "LOST,    cold,    HEATING",
    "LOST,    between, IDLE",
    "LOST,    warm,    IDLE",
    "LOST,    silence, LOST"
  })
  void theTable(State before, String what, State after) {
    bringTo(before);

    happens(what, 1_000 * SECOND);

    assertEquals(after, thermostat.state());
  }

  private void bringTo(State state) {
    switch (state) {
      case OFF -> happens("off", 0);
      case WAITING -> {}
      case IDLE -> happens("warm", 999 * SECOND);
      case HEATING -> happens("cold", 999 * SECOND);
      case LOST -> happens("silence", 999 * SECOND);
    }
    assertEquals(state, thermostat.state());
  }

  private void happens(String what, long now) {
    switch (what) {
      case "off" -> thermostat.heats(false, now);
      case "heat" -> thermostat.heats(true, now);
      case "cold" -> thermostat.measured(19.5, now);
      case "between" -> thermostat.measured(20.2, now);
      case "warm" -> thermostat.measured(20.5, now);
      default -> {
        thermostat.sensorFailed(now);
        thermostat.tick(now + PATIENCE);
      }
    }
  }

  @Test
  void aNewTargetIsJudgedAtOnce() {
    thermostat.measured(20.2, 0);
    thermostat.target(22, SECOND);
    assertEquals(Demand.ON, thermostat.demand());

    thermostat.target(18, 2 * SECOND);
    assertEquals(Demand.OFF, thermostat.demand());
  }

  @Test
  void whatIsKnownIsUsedWhenHeatIsWantedAgain() {
    thermostat.measured(15, 0);
    thermostat.heats(false, SECOND);
    assertEquals(Demand.OFF, thermostat.demand());

    thermostat.heats(true, 2 * SECOND);
    assertEquals(State.HEATING, thermostat.state());
  }

  @Test
  void whatIsTooOldIsNot() {
    thermostat.measured(15, 0);
    thermostat.sensorFailed(SECOND);
    thermostat.heats(false, 2 * SECOND);
    thermostat.heats(true, SECOND + PATIENCE);

    assertEquals(State.WAITING, thermostat.state());
    assertEquals(Demand.UNCHANGED, thermostat.demand());
    thermostat.tick(SECOND + PATIENCE);
    assertEquals(State.LOST, thermostat.state());
  }

  @Test
  void itHasThePatienceThatItIsGiven() {
    thermostat.measured(15, 0);
    assertEquals(OptionalLong.empty(), thermostat.nextTick());

    thermostat.sensorFailed(5 * SECOND);
    thermostat.sensorFailed(50 * SECOND);
    assertEquals(OptionalLong.of(5 * SECOND + PATIENCE), thermostat.nextTick());
    thermostat.tick(5 * SECOND + PATIENCE - 1);
    assertEquals(State.HEATING, thermostat.state());

    thermostat.tick(5 * SECOND + PATIENCE);
    assertEquals(State.LOST, thermostat.state());
    assertEquals(OptionalLong.empty(), thermostat.nextTick());
  }

  @ParameterizedTest
  @CsvSource({"ON, ON", "OFF, OFF", "KEEP, UNCHANGED"})
  void withoutASensorTheHeaterIsAsConfigured(FinalState lost, Demand demand) {
    thermostat = heating(lost);
    thermostat.tick(PATIENCE);

    assertEquals(demand, thermostat.demand());
  }
}
