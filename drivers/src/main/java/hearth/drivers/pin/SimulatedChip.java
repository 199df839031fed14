package hearth.drivers.pin;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * A chip of memory, as strict as the kernel and stricter: a line opened twice, an output opened as
 * an input, a pin used after its close and a driven line driven against from outside are errors. It
 * knows the level a volt meter would show on each line and remembers every change of it.
 *
 * <p>Listeners are called on the thread that drives the line, after the chip has changed.
 */
public final class SimulatedChip implements GpioChip {
  /** What a line does once its owner gives it back. */
  public enum AfterClose {
    /** Keeps its level, as with the kernels of Raspberry Pi OS. */
    KEEPS_DRIVING,
    /** Becomes an input with its boot-time pull, as with Debian's kernels. */
    BECOMES_INPUT
  }

  /** Why a level changed. */
  public enum Cause {
    /** A request opened the line with this level or this pull. */
    OPENED,
    /** The owner of the output drove it. */
    DRIVEN,
    /** The owner gave the line back. */
    CLOSED,
    /** The world outside: a finger, a wire. */
    OUTSIDE
  }

  /** A change of a line's level. */
  public record Transition(int line, Level level, Cause cause, long nanoTime) {}

  private final LongSupplier nanoTime;
  private final AfterClose afterClose;
  private final List<SimulatedLine> lines = new ArrayList<>();
  private final List<Transition> transitions = new ArrayList<>();

  /**
   * A chip.
   *
   * @param nanoTime monotonic nanoseconds, for the record of transitions and for edges
   * @param lineCount how many lines it has, numbered from 0
   * @param bootPull the pull of each line before anybody opens it
   */
  public SimulatedChip(
      LongSupplier nanoTime, int lineCount, IntFunction<Pull> bootPull, AfterClose afterClose) {
    this.nanoTime = nanoTime;
    this.afterClose = afterClose;
    for (int line = 0; line < lineCount; line++) {
      lines.add(new SimulatedLine(line, bootPull.apply(line)));
    }
  }

  /** A chip like a Raspberry Pi's: 54 lines, 0 to 8 pulled up at boot and the others down. */
  public static SimulatedChip likeRaspberryPi(LongSupplier nanoTime) {
    return new SimulatedChip(
        nanoTime, 54, line -> line <= 8 ? Pull.UP : Pull.DOWN, AfterClose.KEEPS_DRIVING);
  }

  @Override
  public String description() {
    return "simulated chip with " + lines.size() + " lines";
  }

  @Override
  public synchronized OutputPin openOutput(OutputRequest request) throws PinException {
    SimulatedLine line = free(request.line(), request.consumer());
    SimulatedPin.Output pin = new SimulatedPin.Output(this, line);
    line.ownedBy(request.consumer(), pin);
    change(line, Cause.OPENED, () -> line.driveInside(request.initial()));
    return pin;
  }

  @Override
  public synchronized InputPin openInput(InputRequest request) throws PinException {
    SimulatedLine line = free(request.line(), request.consumer());
    SimulatedPin.Input pin = new SimulatedPin.Input(this, line);
    line.ownedBy(request.consumer(), pin);
    change(line, Cause.OPENED, () -> line.listenInside(request.pull()));
    return pin;
  }

  /**
   * The world outside drives a line: a finger presses a button, a door opens its contact.
   *
   * @throws IllegalStateException where the line is an output: on a board this is a short circuit
   */
  public void driveFromOutside(int line, Level level) {
    moveFromOutside(line, level);
  }

  /** The world outside lets a line go: its level is now up to its pull. */
  public void releaseFromOutside(int line) {
    moveFromOutside(line, null);
  }

  /** Somebody else has the line, as the kernel's own drivers do: it cannot be opened. */
  public synchronized void reserve(int line, String owner) {
    lines.get(line).ownedBy(owner, null);
  }

  /** What a volt meter shows on the line. */
  public synchronized Level level(int line) {
    return lines.get(line).level;
  }

  /** Who has the line, or null. */
  public synchronized String owner(int line) {
    return lines.get(line).owner;
  }

  /** All changes of levels so far, oldest first. */
  public synchronized List<Transition> transitions() {
    return List.copyOf(transitions);
  }

  /** The changes of one line so far, oldest first. */
  public synchronized List<Transition> transitions(int line) {
    return transitions.stream().filter(transition -> transition.line() == line).toList();
  }

  @Override
  public synchronized void close() {
    lines.stream().map(line -> line.pin).filter(Objects::nonNull).toList().forEach(Pin::close);
  }

  synchronized void drive(SimulatedLine line, Level level) {
    change(line, Cause.DRIVEN, () -> line.driveInside(level));
  }

  synchronized void giveBack(SimulatedLine line) {
    line.ownedBy(null, null);
    if (afterClose == AfterClose.BECOMES_INPUT || !line.isOutput()) {
      change(line, Cause.CLOSED, () -> line.listenInside(line.bootPull));
    }
  }

  private void moveFromOutside(int number, Level level) {
    SimulatedPin.Input hears;
    Transition transition;
    synchronized (this) {
      SimulatedLine line = lines.get(number);
      if (line.isOutput() && level != null) {
        throw new IllegalStateException(
            "line " + number + " is an output of " + line.owner + ": a short circuit");
      }
      transition = change(line, Cause.OUTSIDE, () -> line.driveOutside(level));
      hears = line.pin instanceof SimulatedPin.Input input ? input : null;
    }
    if (transition != null && hears != null) {
      hears.edge(transition);
    }
  }

  private Transition change(SimulatedLine line, Cause cause, Runnable what) {
    Level before = line.level;
    what.run();
    if (line.level == before) {
      return null;
    }
    Transition transition = new Transition(line.number, line.level, cause, nanoTime.getAsLong());
    transitions.add(transition);
    return transition;
  }

  private SimulatedLine free(int number, String consumer) throws PinException {
    if (number >= lines.size()) {
      throw PinException.noSuchLine(number, lines.size());
    }
    SimulatedLine line = lines.get(number);
    if (line.owner != null) {
      throw PinException.inUse(number, consumer, line.owner);
    }
    return line;
  }
}
