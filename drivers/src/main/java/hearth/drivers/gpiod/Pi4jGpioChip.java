package hearth.drivers.gpiod;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import hearth.drivers.dht.DhtWire;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.InputPin;
import hearth.drivers.pin.InputRequest;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.OutputPin;
import hearth.drivers.pin.OutputRequest;
import hearth.drivers.pin.Pin;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.PinException.Reason;
import hearth.drivers.pin.Pull;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The pins of a Raspberry Pi through Pi4J's gpiod plugin.
 *
 * <p>Pi4J is kept on a short lead: it finds no providers by itself, it installs no shutdown hook,
 * and it is told no shutdown level, since what an output does at the end is driven by its owner
 * before the pin is closed.
 */
public final class Pi4jGpioChip implements GpioChip {
  private final Context context;
  private final String description;
  private final LongSupplier nanoTime;
  private final Map<Integer, Pi4jPin> open = new HashMap<>();

  /**
   * A chip over a context of one provider for outputs and one for inputs.
   *
   * @param context becomes the chip's own: closing the chip shuts it down
   * @param nanoTime monotonic nanoseconds, for edges
   */
  public Pi4jGpioChip(Context context, String description, LongSupplier nanoTime) {
    this.context = context;
    this.description = description;
    this.nanoTime = nanoTime;
  }

  /**
   * The chip of the Raspberry Pi that this program runs on.
   *
   * @param files the kernel's files, by which the board and its permissions are looked at before
   *     Pi4J is started
   * @throws PinException where the machine is no Raspberry Pi, or the account may not use its pins
   */
  public static Pi4jGpioChip ofRaspberryPi(KernelFiles files) throws PinException {
    String model = BoardCheck.requireUsablePins(files, System.getProperty("os.arch"));
    try {
      Context context =
          Pi4J.newContextBuilder()
              .noAutoDetect()
              .disableShutdownHook()
              .add(new GpiodOutputs(), new GpiodInputs())
              .build();
      return new Pi4jGpioChip(context, model, System::nanoTime);
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      throw Pi4jFaults.atStart(e);
    }
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public OutputPin openOutput(OutputRequest request) throws PinException {
    return open(request.line(), request.consumer(), id -> output(id, request));
  }

  @Override
  public InputPin openInput(InputRequest request) throws PinException {
    return open(request.line(), request.consumer(), id -> input(id, request));
  }

  /**
   * The wire of a DHT on a line of this machine, by gpiod itself: other providers of Pi4J cannot.
   * The line is taken while the part is asked, and free between.
   */
  public DhtWire dhtWire(int line) {
    DhtWire wire = new GpiodDhtWire(line);
    return () -> {
      // gpiod's own memory is gone once the context is shut down.
      synchronized (context) {
        if (context.isShutdown()) {
          throw new PinException(Reason.NO_CHIP, "The pins were given back already.");
        }
        return wire.ask();
      }
    };
  }

  private Pi4jPin.Output output(String id, OutputRequest request) {
    DigitalOutput output =
        context.create(
            DigitalOutput.newConfigBuilder(context)
                .id(id)
                .address(request.line())
                .initial(stateOf(request.initial()))
                .build());
    return new Pi4jPin.Output(this, output);
  }

  private Pi4jPin.Input input(String id, InputRequest request) {
    DigitalInput input =
        context.create(
            DigitalInput.newConfigBuilder(context)
                .id(id)
                .address(request.line())
                .pull(pullOf(request.pull()))
                .debounce(0L)
                .build());
    return new Pi4jPin.Input(this, input, nanoTime);
  }

  private synchronized <P extends Pi4jPin> P open(
      int line, String consumer, Function<String, P> opener) throws PinException {
    Pi4jPin owned = open.get(line);
    if (owned != null) {
      throw PinException.inUse(line, consumer, owned.consumer());
    }
    // Pi4J's identifier is what the kernel shows as consumer, and has to be unique.
    String id = consumer + "@" + line;
    try {
      P pin = opener.apply(id);
      open.put(line, pin);
      return pin;
    } catch (RuntimeException e) {
      throw Pi4jFaults.atOpen(e, line, consumer);
    }
  }

  /** Not under the lock: an input waits here for its listener, which may need the chip. */
  void close(Pi4jPin pin) {
    context.shutdown(pin.id());
    synchronized (this) {
      open.remove(pin.line());
    }
  }

  @Override
  public void close() {
    List<Pi4jPin> pins;
    synchronized (this) {
      pins = List.copyOf(open.values());
    }
    pins.forEach(Pin::close);
    synchronized (context) {
      if (!context.isShutdown()) {
        context.shutdown();
      }
    }
  }

  static DigitalState stateOf(Level level) {
    return level == Level.HIGH ? DigitalState.HIGH : DigitalState.LOW;
  }

  static Level levelOf(DigitalState state) {
    return state.isHigh() ? Level.HIGH : Level.LOW;
  }

  private static PullResistance pullOf(Pull pull) {
    return switch (pull) {
      case NONE -> PullResistance.OFF;
      case UP -> PullResistance.PULL_UP;
      case DOWN -> PullResistance.PULL_DOWN;
    };
  }
}
