package hearth.drivers.pwm;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.PinException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;

/**
 * A channel of the hardware's pulse width modulation, through the files of {@code /sys/class/pwm}.
 * The overlay {@code pwm} or {@code pwm-2chan} gives it its pin.
 */
public final class PwmChannel implements AutoCloseable {
  private final KernelFiles files;
  private final String chip;
  private final int channel;
  private final long periodNanos;

  private PwmChannel(KernelFiles files, String chip, int channel, long periodNanos) {
    this.files = files;
    this.chip = chip;
    this.channel = channel;
    this.periodNanos = periodNanos;
  }

  /**
   * Opens a channel with its first duty: it is set before the channel is switched on. A channel
   * that still runs, as after a restart of this program, is changed without a gap.
   *
   * @param chip its number, {@code /sys/class/pwm/pwmchipN}
   * @param channel its number on the chip
   * @param periodNanos of one pulse, 1,000,000 for 1 kHz
   * @param duty from 0 to 1
   * @throws PinException with the reason and what to do
   */
  public static PwmChannel open(
      KernelFiles files, int chip, int channel, long periodNanos, double duty) throws PinException {
    PwmChannel opened =
        new PwmChannel(files, "/sys/class/pwm/pwmchip" + chip, channel, periodNanos);
    opened.start(duty);
    return opened;
  }

  private void start(double duty) throws PinException {
    if (!files.exists(chip)) {
      throw PwmHeader.noChip();
    }
    if (!files.exists(folder())) {
      write(chip + "/export", channel);
    }
    // The kernel refuses a duty above the period, so the order depends on which grows; and before
    // 6.12 it refuses whatever is written while the period is 0, as a fresh channel's is
    // (pwm_apply_state() in drivers/pwm/core.c).
    long before = read(folder() + "/period");
    if (before > 0) {
      upright();
    }
    if (before > 0 && nanos(duty) <= before) {
      set(duty);
      write(folder() + "/period", periodNanos);
    } else {
      write(folder() + "/period", periodNanos);
      set(duty);
    }
    write(folder() + "/enable", 1);
  }

  /** Another program may have left it upside down, which would light what is to be dark. */
  private void upright() throws PinException {
    String path = folder() + "/polarity";
    if (text(path).equals("inversed")) {
      write(path, "normal");
    }
  }

  /**
   * Sets how much of the time the pin is high.
   *
   * @param duty from 0 to 1
   * @throws PinException where the kernel refuses
   */
  public void set(double duty) throws PinException {
    if (!(duty >= 0 && duty <= 1)) {
      throw new IllegalArgumentException("a duty is from 0 to 1, not " + duty);
    }
    write(folder() + "/duty_cycle", nanos(duty));
  }

  /** Gives the channel back running as it is. */
  @Override
  public void close() {
    // An unexport would stop the pulses: a light that is to stay on would go out.
  }

  private String folder() {
    return chip + "/pwm" + channel;
  }

  private long nanos(double duty) {
    return Math.round(duty * periodNanos);
  }

  private long read(String path) throws PinException {
    try {
      return Long.parseLong(text(path));
    } catch (NumberFormatException e) {
      throw unreadable(path, e);
    }
  }

  private String text(String path) throws PinException {
    try {
      return files.read(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static PinException unreadable(String path, Exception e) {
    return new PinException(
        Reason.IO, "The kernel's %s cannot be read: %s.".formatted(path, e.getMessage()), e);
  }

  private void write(String path, long number) throws PinException {
    write(path, String.valueOf(number));
  }

  private void write(String path, String word) throws PinException {
    try {
      files.write(path, word + "\n");
    } catch (AccessDeniedException e) {
      throw new PinException(
          Reason.PERMISSION,
          "This account may not write %s. Put it into the group gpio and log in again: sudo usermod -aG gpio $USER"
              .formatted(path),
          e);
    } catch (IOException e) {
      boolean taken = String.valueOf(e.getMessage()).contains("busy");
      throw new PinException(
          taken ? Reason.IN_USE : Reason.IO,
          "The kernel refused %s for %s: %s. Is the channel used by the fan, the audio jack or another program?"
              .formatted(word, path, e.getMessage()),
          e);
    }
  }
}
