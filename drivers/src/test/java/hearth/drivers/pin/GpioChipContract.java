package hearth.drivers.pin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.PinException.Reason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every chip keeps, simulated or real. */
public abstract class GpioChipContract {
  protected static final int OUT = 17;
  protected static final int IN = 22;

  protected GpioChip chip;

  /** A chip whose lines are all free. */
  protected abstract GpioChip newChip();

  /** A finger on the line. */
  protected abstract void driveFromOutside(int line, Level level);

  /** What a volt meter shows on the line. */
  protected abstract Level measured(int line);

  /** Until a chip that tells its edges later has told them. */
  protected void await(BooleanSupplier effect) {
    assertTrue(effect.getAsBoolean());
  }

  @BeforeEach
  void openChip() {
    chip = newChip();
  }

  @AfterEach
  void closeChip() {
    chip.close();
  }

  protected OutputPin output(Level initial) throws PinException {
    return chip.openOutput(new OutputRequest(OUT, "relay", initial));
  }

  protected InputPin input() throws PinException {
    return chip.openInput(new InputRequest(IN, "button", Pull.NONE));
  }

  @Test
  void anOutputHasItsInitialLevelFromTheStart() throws PinException {
    OutputPin pin = output(Level.HIGH);

    assertEquals(Level.HIGH, pin.level());
    assertEquals(Level.HIGH, measured(OUT));
    assertEquals(OUT, pin.line());
  }

  @Test
  void anOutputIsDrivenAndReadBack() throws PinException {
    OutputPin pin = output(Level.LOW);

    pin.drive(Level.HIGH);
    assertEquals(Level.HIGH, pin.level());
    assertEquals(Level.HIGH, measured(OUT));
    pin.drive(Level.LOW);
    assertEquals(Level.LOW, pin.level());
    assertEquals(Level.LOW, measured(OUT));
  }

  @Test
  void aRequestWithoutLevelPullOrOwnerCannotBeMade() {
    assertThrows(NullPointerException.class, () -> new OutputRequest(OUT, "relay", null));
    assertThrows(NullPointerException.class, () -> new InputRequest(IN, "button", null));
    assertThrows(IllegalArgumentException.class, () -> new OutputRequest(-1, "relay", Level.LOW));
    assertThrows(IllegalArgumentException.class, () -> new OutputRequest(OUT, " ", Level.LOW));
  }

  @Test
  void aLineHasOneOwner() throws PinException {
    OutputPin pin = output(Level.HIGH);

    PinException refused =
        assertThrows(
            PinException.class, () -> chip.openInput(new InputRequest(OUT, "button", Pull.UP)));

    assertEquals(Reason.IN_USE, refused.reason());
    assertEquals(
        "Line 17 is not free for button: relay has it. Choose another pin, or stop what uses it"
            + " (gpioinfo shows the owners).",
        refused.getMessage());
    assertEquals(Level.HIGH, pin.level());
  }

  @Test
  void aClosedPinCanBeOpenedAgainInEitherDirection() throws PinException {
    output(Level.HIGH).close();
    chip.openInput(new InputRequest(OUT, "button", Pull.DOWN)).close();
    OutputPin again = output(Level.HIGH);

    assertEquals(Level.HIGH, again.level());
  }

  @Test
  void aClosedPinIsNotUsed() throws PinException {
    OutputPin out = output(Level.LOW);
    out.close();
    out.close();
    InputPin in = input();
    in.close();

    assertThrows(IllegalStateException.class, () -> out.drive(Level.HIGH));
    assertThrows(IllegalStateException.class, out::level);
    assertThrows(IllegalStateException.class, in::level);
    assertThrows(IllegalStateException.class, () -> in.onEdge((level, time) -> {}));
  }

  @Test
  void anInputTellsEachChangeOnce() throws Exception {
    List<Level> heard = new CopyOnWriteArrayList<>();
    driveFromOutside(IN, Level.LOW);
    InputPin pin = input();
    pin.onEdge((level, time) -> heard.add(level));

    driveFromOutside(IN, Level.HIGH);
    await(() -> heard.size() == 1);
    assertEquals(Level.HIGH, pin.level());
    driveFromOutside(IN, Level.HIGH);
    driveFromOutside(IN, Level.LOW);
    await(() -> heard.size() == 2);

    assertEquals(List.of(Level.HIGH, Level.LOW), heard);
    assertEquals(Level.LOW, pin.level());
  }

  @Test
  void theNewListenerReplacesTheOld() throws PinException {
    List<String> heard = new CopyOnWriteArrayList<>();
    driveFromOutside(IN, Level.LOW);
    InputPin pin = input();
    pin.onEdge((level, time) -> heard.add("old"));
    pin.onEdge((level, time) -> heard.add("new"));

    driveFromOutside(IN, Level.HIGH);
    await(() -> !heard.isEmpty());

    assertEquals(List.of("new"), heard);
  }

  @Test
  void aListenerMayCloseItsOwnPin() throws PinException {
    List<Level> heard = new CopyOnWriteArrayList<>();
    driveFromOutside(IN, Level.LOW);
    InputPin pin = input();
    pin.onEdge(
        (level, time) -> {
          pin.close();
          heard.add(level);
        });

    driveFromOutside(IN, Level.HIGH);
    await(() -> !heard.isEmpty());

    assertThrows(IllegalStateException.class, pin::level);
  }

  @Test
  void noEdgeIsToldAfterTheClose() throws PinException {
    List<Level> heard = new CopyOnWriteArrayList<>();
    driveFromOutside(IN, Level.LOW);
    InputPin pin = input();
    pin.onEdge((level, time) -> heard.add(level));
    pin.close();
    driveFromOutside(IN, Level.HIGH);
    input().close();

    assertEquals(List.of(), heard);
  }

  @Test
  void closingTheChipClosesItsPins() throws PinException {
    OutputPin out = output(Level.HIGH);
    InputPin in = input();

    chip.close();
    chip.close();

    assertThrows(IllegalStateException.class, out::level);
    assertThrows(IllegalStateException.class, in::level);
  }
}
