package hearth.drivers.pwm;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.output.Actuator;
import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.PinException;

/**
 * A light that can be dimmed. It remembers its brightness while it is off.
 *
 * <p>Eyes see a duty of a half as nearly full: the duty is {@code brightness ^ gamma}.
 */
public final class DimmableLight implements Actuator {
  private final PwmChannel channel;
  private final ActiveLevel active;
  private final double gamma;
  private double brightness;
  private boolean on;

  private DimmableLight(
      PwmChannel channel, ActiveLevel active, double gamma, double brightness, boolean on) {
    this.channel = channel;
    this.active = active;
    this.gamma = gamma;
    this.brightness = brightness;
    this.on = on;
  }

  /**
   * How a light is wired and seen.
   *
   * @param chip number of the PWM chip
   * @param channel number on the chip
   * @param hertz pulses a second; from about 200 on nobody sees them
   * @param gamma 1 for motors, 2.8 for light-emitting diodes
   */
  public record Wiring(int chip, int channel, int hertz, ActiveLevel active, double gamma) {
    public Wiring {
      if (hertz < 1 || !(gamma > 0)) {
        throw new IllegalArgumentException(
            "pulses a second and gamma are above 0, not %d and %s".formatted(hertz, gamma));
      }
    }
  }

  /**
   * Opens the light in its first state.
   *
   * @param brightness above 0, at most 1
   * @throws PinException with the reason and what to do
   */
  public static DimmableLight open(KernelFiles files, Wiring wiring, double brightness, boolean on)
      throws PinException {
    double duty = duty(wiring.active, wiring.gamma, requirePossible(brightness), on);
    PwmChannel channel =
        PwmChannel.open(files, wiring.chip, wiring.channel, 1_000_000_000L / wiring.hertz, duty);
    return new DimmableLight(channel, wiring.active, wiring.gamma, brightness, on);
  }

  @Override
  public void set(boolean newOn) throws PinException {
    channel.set(duty(active, gamma, brightness, newOn));
    on = newOn;
  }

  /**
   * Changes the brightness, at once where the light is on.
   *
   * @param newBrightness above 0, at most 1
   * @throws PinException where the kernel refuses; the brightness is then as before
   */
  public void setBrightness(double newBrightness) throws PinException {
    channel.set(duty(active, gamma, requirePossible(newBrightness), on));
    brightness = newBrightness;
  }

  /** The brightness that it has or will have when it is on, above 0, at most 1. */
  public double brightness() {
    return brightness;
  }

  @Override
  public boolean isOn() {
    return on;
  }

  @Override
  public void close() {
    channel.close();
  }

  private static double duty(ActiveLevel active, double gamma, double brightness, boolean on) {
    double lit = on ? Math.pow(brightness, gamma) : 0;
    return active == ActiveLevel.HIGH ? lit : 1 - lit;
  }

  private static double requirePossible(double brightness) {
    if (!(brightness > 0 && brightness <= 1)) {
      throw new IllegalArgumentException(
          "a brightness is above 0 and at most 1, not " + brightness);
    }
    return brightness;
  }
}
