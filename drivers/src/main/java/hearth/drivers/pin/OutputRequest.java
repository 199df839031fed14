package hearth.drivers.pin;

import java.util.Objects;

/**
 * What opens an output. The initial level is part of the request, since the kernel drives the line
 * the moment it is opened: a level that comes later has already switched the relay.
 *
 * @param line number on the chip, on a Raspberry Pi the BCM number
 * @param consumer who asks, as {@code gpioinfo} shows it; never empty
 * @param initial the level the line has from its first moment; never null
 */
public record OutputRequest(int line, String consumer, Level initial) {
  public OutputRequest {
    RequestChecks.check(line, consumer);
    Objects.requireNonNull(initial, "an output is never opened without its initial level");
  }
}
