package hearth.runtime.config;

/**
 * The section {@code dimming} of a light: it is switched and dimmed by pulse width modulation.
 *
 * @param hertz pulses a second
 * @param gamma how brightness becomes the share of time: {@code share = brightness ^ gamma}
 * @param scale the highest brightness on its topic, at which it is lit all the time
 * @param chip the number of the kernel's chip; null for the one of the header
 * @param channel on the chip; null for the one of its pin
 */
public record DimmingSettings(int hertz, double gamma, int scale, Integer chip, Integer channel) {
  private static final Key<Integer> FREQUENCY =
      Key.optional("frequency", Values.wholeNumber(20, 100_000), 1000, "pulses a second");

  private static final Key<Double> GAMMA =
      Key.optional(
          "gamma", Values.number(1, 4), 2.8, "how eyes see it; 1: lit for its share of the time");

  private static final Key<Integer> SCALE =
      Key.optional(
          "brightness_scale",
          Values.wholeNumber(1, 65_535),
          255,
          "the highest brightness on its topic");

  private static final Key<Integer> CHIP =
      Key.optional("chip", Values.wholeNumber(0, 99), null, "which /sys/class/pwm/pwmchip");

  private static final Key<Integer> CHANNEL =
      Key.optional("channel", Values.wholeNumber(0, 99), null, "which channel of the chip");

  static final Schema<DimmingSettings> SCHEMA =
      new Schema<>(
          "how it is dimmed",
          form ->
              new DimmingSettings(
                  form.get(FREQUENCY),
                  form.get(GAMMA),
                  form.get(SCALE),
                  form.get(CHIP),
                  form.get(CHANNEL)),
          FREQUENCY,
          GAMMA,
          SCALE,
          CHIP,
          CHANNEL);
}
