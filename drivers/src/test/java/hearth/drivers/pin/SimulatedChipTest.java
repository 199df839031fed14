package hearth.drivers.pin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.drivers.pin.PinException.Reason;
import hearth.drivers.pin.SimulatedChip.AfterClose;
import hearth.drivers.pin.SimulatedChip.Cause;
import hearth.drivers.pin.SimulatedChip.Transition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedChipTest extends GpioChipContract {
  private long now = 100;
  private SimulatedChip simulated;

  @Override
  protected GpioChip newChip() {
    simulated = SimulatedChip.likeRaspberryPi(() -> now);
    return simulated;
  }

  @Override
  protected void driveFromOutside(int line, Level level) {
    simulated.driveFromOutside(line, level);
  }

  @Override
  protected Level measured(int line) {
    return simulated.level(line);
  }

  @Test
  void everyChangeIsRememberedWithItsTimeAndCause() throws PinException {
    OutputPin pin = output(Level.HIGH);
    now = 200;
    pin.drive(Level.HIGH);
    pin.drive(Level.LOW);
    now = 300;
    driveFromOutside(IN, Level.HIGH);

    assertEquals(
        List.of(
            new Transition(OUT, Level.HIGH, Cause.OPENED, 100),
            new Transition(OUT, Level.LOW, Cause.DRIVEN, 200)),
        simulated.transitions(OUT));
    assertEquals(
        new Transition(IN, Level.HIGH, Cause.OUTSIDE, 300), simulated.transitions().get(2));
  }

  @Test
  void linesHaveTheirPullBeforeAnybodyOpensThem() {
    assertEquals(Level.HIGH, simulated.level(4));
    assertEquals(Level.LOW, simulated.level(OUT));
  }

  @Test
  void aPullGivesTheUndrivenInputItsLevel() throws PinException {
    List<Level> heard = new ArrayList<>();
    InputPin pin = chip.openInput(new InputRequest(IN, "button", Pull.UP));
    pin.onEdge((level, time) -> heard.add(level));
    assertEquals(Level.HIGH, pin.level());

    simulated.driveFromOutside(IN, Level.LOW);
    simulated.releaseFromOutside(IN);

    assertEquals(List.of(Level.LOW, Level.HIGH), heard);
  }

  @Test
  void anEdgeCarriesTheTimeOfTheChip() throws PinException {
    List<Long> times = new ArrayList<>();
    input().onEdge((level, time) -> times.add(time));

    now = 4711;
    driveFromOutside(IN, Level.HIGH);

    assertEquals(List.of(4711L), times);
  }

  @Test
  void aLineOfTheKernelIsRefusedWithItsOwner() {
    simulated.reserve(OUT, "spi0 CS0");

    PinException refused = assertThrows(PinException.class, () -> output(Level.LOW));

    assertEquals(Reason.IN_USE, refused.reason());
    assertEquals("spi0 CS0", simulated.owner(OUT));
  }

  @Test
  void aLineThatIsNotThereIsRefused() {
    PinException refused =
        assertThrows(
            PinException.class, () -> chip.openOutput(new OutputRequest(54, "relay", Level.LOW)));

    assertEquals(Reason.NO_SUCH_LINE, refused.reason());
  }

  @Test
  void drivingAgainstAnOutputIsAShortCircuit() throws PinException {
    output(Level.LOW);

    assertThrows(IllegalStateException.class, () -> driveFromOutside(OUT, Level.HIGH));
  }

  @Test
  void aClosedOutputKeepsItsLevelOnRaspberryPiOs() throws PinException {
    output(Level.HIGH).close();

    assertEquals(Level.HIGH, simulated.level(OUT));
    assertNull(simulated.owner(OUT));
  }

  @Test
  void aClosedOutputFallsBackToItsPullOnOtherKernels() throws PinException {
    SimulatedChip debian =
        new SimulatedChip(() -> now, 54, line -> Pull.DOWN, AfterClose.BECOMES_INPUT);
    debian.openOutput(new OutputRequest(OUT, "relay", Level.HIGH)).close();

    assertEquals(
        List.of(
            new Transition(OUT, Level.HIGH, Cause.OPENED, 100),
            new Transition(OUT, Level.LOW, Cause.CLOSED, 100)),
        debian.transitions());
  }
}
