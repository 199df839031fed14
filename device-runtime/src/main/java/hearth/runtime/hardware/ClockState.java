package hearth.runtime.hardware;

import hearth.drivers.kernel.KernelFiles;
import java.util.function.BooleanSupplier;

/**
 * Whether a time server has set the wall clock since the start, as systemd-timesyncd tells it. A
 * Raspberry Pi without a network shows the time at which it was switched off.
 */
public record ClockState(KernelFiles files) implements BooleanSupplier {
  private static final String SYNCHRONISED = "/run/systemd/timesync/synchronized";

  @Override
  public boolean getAsBoolean() {
    return files.exists(SYNCHRONISED);
  }
}
