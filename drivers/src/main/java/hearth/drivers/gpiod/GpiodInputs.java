package hearth.drivers.gpiod;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeEvent;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalInputProviderImpl;

/**
 * Pi4J's inputs with three differences: a pin that is shut down is released, as in {@link
 * GpiodOutputs}; an edge carries the time at which the kernel saw it; and an idle input wakes its
 * thread ten times a second, where Pi4J 2.8.0 does so a hundred times.
 */
final class GpiodInputs extends GpioDDigitalInputProviderImpl {
  @Override
  public DigitalInput create(DigitalInputConfig config) {
    DigitalInput input = new GpiodInput(GpiodLines.free(config.address()), this, config);
    context.registry().add(input);
    return input;
  }

  /** An edge with its time, in nanoseconds of {@link System#nanoTime}. */
  static final class Edge extends DigitalStateChangeEvent<DigitalInput> {
    private static final long serialVersionUID = 1;

    private final long nanoTime;

    Edge(DigitalInput source, DigitalState state, long nanoTime) {
      super(source, state);
      this.nanoTime = nanoTime;
    }

    long nanoTime() {
      return nanoTime;
    }
  }
}
