package hearth.drivers.pin;

import java.util.Objects;

/**
 * What opens an input.
 *
 * @param line number on the chip, on a Raspberry Pi the BCM number
 * @param consumer who asks, as {@code gpioinfo} shows it; never empty
 * @param pull the resistor that gives the undriven line its level; never null
 */
public record InputRequest(int line, String consumer, Pull pull) {
  public InputRequest {
    RequestChecks.check(line, consumer);
    Objects.requireNonNull(pull, "an input is never opened without saying its pull");
  }
}
