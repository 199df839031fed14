package hearth.runtime.hardware;

import hearth.drivers.kernel.KernelFiles;
import hearth.io.loop.Clock;
import java.io.IOException;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Whether a time server has set the wall clock since the start, as systemd-timesyncd tells it. A
 * Raspberry Pi without a network shows the time at which it was switched off.
 */
public record ClockState(KernelFiles files) implements BooleanSupplier {
  private static final String SYNCHRONISED = "/run/systemd/timesync/synchronized";

  /** A wall clock that shows less was never set since this was written. */
  public static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * Whether the wall clock may be believed: a time server has set it, it has a battery, or nobody
   * of this machine's system looks after it.
   */
  public boolean isBelievable(Clock clock) {
    return clock.wallTime().isAfter(EARLIEST)
        && (getAsBoolean() || hasBattery() || !files.exists("/run/systemd/timesync"));
  }

  private boolean hasBattery() {
    try {
      String seconds = files.read("/sys/class/rtc/rtc0/since_epoch").strip();
      return Long.parseLong(seconds) > EARLIEST.getEpochSecond();
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  @Override
  public boolean getAsBoolean() {
    return files.exists(SYNCHRONISED);
  }
}
