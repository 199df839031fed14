package hearth.drivers.gpiod;

import com.pi4j.io.gpio.digital.Digital;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalOutput;
import hearth.drivers.pin.EdgeListener;
import hearth.drivers.pin.InputPin;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.OutputPin;
import hearth.drivers.pin.Pin;
import hearth.drivers.pin.PinException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** A pin of Pi4J. */
abstract class Pi4jPin implements Pin {
  private final Pi4jGpioChip chip;
  private final Digital<?, ?, ?> digital;
  private final AtomicBoolean open = new AtomicBoolean(true);

  private Pi4jPin(Pi4jGpioChip chip, Digital<?, ?, ?> digital) {
    this.chip = chip;
    this.digital = digital;
  }

  String id() {
    return digital.id();
  }

  String consumer() {
    return id().substring(0, id().lastIndexOf('@'));
  }

  @Override
  public int line() {
    return digital.address().intValue();
  }

  @Override
  public Level level() throws PinException {
    requireOpen();
    try {
      return Pi4jGpioChip.levelOf(digital.state());
    } catch (RuntimeException e) {
      throw Pi4jFaults.inUse(e, "read", line(), consumer());
    }
  }

  @Override
  public void close() {
    if (open.getAndSet(false)) {
      chip.close(this);
    }
  }

  boolean isOpen() {
    return open.get();
  }

  void requireOpen() {
    if (!open.get()) {
      throw new IllegalStateException("line " + line() + " was closed");
    }
  }

  static final class Output extends Pi4jPin implements OutputPin {
    private final DigitalOutput output;

    Output(Pi4jGpioChip chip, DigitalOutput output) {
      super(chip, output);
      this.output = output;
    }

    @Override
    public void drive(Level level) throws PinException {
      Objects.requireNonNull(level, "level");
      requireOpen();
      try {
        output.state(Pi4jGpioChip.stateOf(level));
      } catch (RuntimeException e) {
        throw Pi4jFaults.inUse(e, "drive", line(), consumer());
      }
    }
  }

  static final class Input extends Pi4jPin implements InputPin {
    private volatile EdgeListener listener = (level, nanoTime) -> {};

    Input(Pi4jGpioChip chip, DigitalInput input, LongSupplier nanoTime) {
      super(chip, input);
      input.addListener(
          event -> {
            if (isOpen()) {
              long when =
                  event instanceof GpiodInputs.Edge edge ? edge.nanoTime() : nanoTime.getAsLong();
              listener.edge(Pi4jGpioChip.levelOf(event.state()), when);
            }
          });
    }

    @Override
    public void onEdge(EdgeListener newListener) {
      Objects.requireNonNull(newListener, "listener");
      requireOpen();
      listener = newListener;
    }
  }
}
