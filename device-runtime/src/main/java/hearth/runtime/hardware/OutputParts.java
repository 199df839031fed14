package hearth.runtime.hardware;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.output.Actuator;
import hearth.drivers.output.Switch;
import hearth.drivers.pin.PinException;
import hearth.drivers.pwm.DimmableLight;
import hearth.drivers.pwm.PwmHeader;
import hearth.runtime.config.DimmingSettings;
import hearth.runtime.config.OutputSettings;

/** Opens what an output of the configuration switches: a pin, or a channel of pulses. */
public final class OutputParts {
  private OutputParts() {}

  /**
   * Opens it in its first state; a light that is dimmed at its full brightness.
   *
   * @param consumer the name that {@code gpioinfo} shows
   * @throws PinException with the reason and what to do
   */
  public static Actuator open(OutputSettings output, ChipSource chips, String consumer, boolean on)
      throws PinException {
    return output.dimming() == null
        ? Switch.open(chips.chip(), output.pin(), consumer, output.active(), on)
        : dimmable(output, chips, 1, on);
  }

  /**
   * Opens a light that is dimmed.
   *
   * @param brightness above 0, at most 1
   * @throws PinException with the reason and what to do
   */
  public static DimmableLight dimmable(
      OutputSettings output, ChipSource chips, double brightness, boolean on) throws PinException {
    KernelFiles files = chips.pwm();
    DimmingSettings dimming = output.dimming();
    int chip = dimming.chip() != null ? dimming.chip() : PwmHeader.chip(files);
    int channel =
        dimming.channel() != null ? dimming.channel() : PwmHeader.channel(files, output.pin());
    return DimmableLight.open(
        files,
        new DimmableLight.Wiring(chip, channel, dimming.hertz(), output.active(), dimming.gamma()),
        brightness,
        on);
  }
}
