package hearth.drivers.gpiod;

import com.pi4j.context.Context;
import com.pi4j.exception.ShutdownException;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.library.gpiod.internal.GpioLine;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutput;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutputProviderImpl;

/**
 * Pi4J's outputs with two differences: a pin that is shut down is released, so that it can be
 * opened again (Pi4J 2.8.0 holds every line until the whole context ends), and its state is what
 * the line says, where Pi4J repeats what was last asked for.
 */
final class GpiodOutputs extends GpioDDigitalOutputProviderImpl {
  @Override
  public DigitalOutput create(DigitalOutputConfig config) {
    GpioLine line = GpiodLines.free(config.address());
    DigitalOutput output = new Output(line, this, config);
    context.registry().add(output);
    return output;
  }

  private static final class Output extends GpioDDigitalOutput {
    private final GpioLine line;

    Output(GpioLine line, GpiodOutputs provider, DigitalOutputConfig config) {
      super(line, provider, config);
      this.line = line;
    }

    @Override
    public DigitalState state() {
      return DigitalState.getState(line.getValue());
    }

    @Override
    public DigitalOutput shutdown(Context context) throws ShutdownException {
      super.shutdown(context);
      GpiodLines.release(line);
      return this;
    }
  }
}
