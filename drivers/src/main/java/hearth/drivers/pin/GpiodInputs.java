package hearth.drivers.pin;

import com.pi4j.context.Context;
import com.pi4j.exception.ShutdownException;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.library.gpiod.internal.GpioDContext;
import com.pi4j.library.gpiod.internal.GpioLine;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalInput;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalInputProviderImpl;

/** Pi4J's inputs, released when they are shut down, as {@link GpiodOutputs}. */
final class GpiodInputs extends GpioDDigitalInputProviderImpl {
  @Override
  public DigitalInput create(DigitalInputConfig config) {
    GpioLine line = GpioDContext.getInstance().getOrOpenLine(config.address());
    DigitalInput input = new Input(line, this, config);
    context.registry().add(input);
    return input;
  }

  private static final class Input extends GpioDDigitalInput {
    private final GpioLine line;

    Input(GpioLine line, GpiodInputs provider, DigitalInputConfig config) {
      super(line, provider, config);
      this.line = line;
    }

    @Override
    public DigitalInput shutdown(Context context) throws ShutdownException {
      super.shutdown(context);
      GpioDContext.getInstance().closeLine(line);
      return this;
    }
  }
}
