package hearth.runtime.config;

/**
 * The section {@code dimming} of a light or {@code speed} of a fan: how much of the time it is on,
 * by pulse width modulation.
 *
 * @param level what people call how much it is on, which is the name of its topic
 * @param hertz pulses a second
 * @param gamma how its level becomes the share of time: {@code share = level ^ gamma}
 * @param scale the highest level on its topic, at which it is on all the time
 * @param chip the number of the kernel's chip; null for the one of the header
 * @param channel on the chip; null for the one of its pin
 */
public record DimmingSettings(
    Level level, int hertz, double gamma, int scale, Integer chip, Integer channel) {
  /** What people call how much it is on. */
  public enum Level {
    /** Of a light. */
    BRIGHTNESS,
    /** Of a fan, in percent, in Home Assistant's word. */
    PERCENTAGE
  }

  private static final int PERCENT = 100;

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

  // Intel's specification of fans with four wires: 21 to 28 kHz, which nobody hears.
  private static final Key<Integer> FREQUENCY_OF_FAN =
      Key.optional("frequency", Values.wholeNumber(20, 100_000), 25_000, "pulses a second");

  private static final Key<Integer> CHIP =
      Key.optional("chip", Values.wholeNumber(0, 99), null, "which /sys/class/pwm/pwmchip");

  private static final Key<Integer> CHANNEL =
      Key.optional("channel", Values.wholeNumber(0, 99), null, "which channel of the chip");

  static final Schema<DimmingSettings> SCHEMA =
      new Schema<>(
          "how it is dimmed",
          form ->
              new DimmingSettings(
                  Level.BRIGHTNESS,
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

  static final Schema<DimmingSettings> OF_FAN =
      new Schema<>(
          "how its speed is set",
          form ->
              new DimmingSettings(
                  Level.PERCENTAGE,
                  form.get(FREQUENCY_OF_FAN),
                  1,
                  PERCENT,
                  form.get(CHIP),
                  form.get(CHANNEL)),
          FREQUENCY_OF_FAN,
          CHIP,
          CHANNEL);

  /** Its level as a word and as the last level of its topic. */
  public String word() {
    return level == Level.BRIGHTNESS ? "brightness" : "percentage";
  }
}
