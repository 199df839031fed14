package hearth.drivers.pin;

import java.util.Objects;

/** A pin of the simulated chip. Its state belongs to the chip's lock. */
abstract class SimulatedPin implements Pin {
  final SimulatedChip chip;
  final SimulatedLine line;
  private boolean closed;

  private SimulatedPin(SimulatedChip chip, SimulatedLine line) {
    this.chip = chip;
    this.line = line;
  }

  @Override
  public int line() {
    return line.number;
  }

  @Override
  public Level level() {
    synchronized (chip) {
      requireOpen();
      return line.level;
    }
  }

  @Override
  public void close() {
    synchronized (chip) {
      if (!closed) {
        closed = true;
        chip.giveBack(line);
      }
    }
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("line " + line.number + " was closed");
    }
  }

  static final class Output extends SimulatedPin implements OutputPin {
    Output(SimulatedChip chip, SimulatedLine line) {
      super(chip, line);
    }

    @Override
    public void drive(Level level) {
      Objects.requireNonNull(level, "level");
      synchronized (chip) {
        requireOpen();
        chip.drive(line, level);
      }
    }
  }

  static final class Input extends SimulatedPin implements InputPin {
    private volatile EdgeListener listener = (level, nanoTime) -> {};

    Input(SimulatedChip chip, SimulatedLine line) {
      super(chip, line);
    }

    @Override
    public void onEdge(EdgeListener newListener) {
      Objects.requireNonNull(newListener, "listener");
      synchronized (chip) {
        requireOpen();
        listener = newListener;
      }
    }

    void edge(SimulatedChip.Transition transition) {
      listener.edge(transition.level(), transition.nanoTime());
    }
  }
}
