package hearth.drivers.gpiod;

import hearth.drivers.pin.PinException;
import hearth.drivers.pin.PinException.Reason;

/** Turns what Pi4J and libgpiod throw into sentences; both tell causes in message texts only. */
final class Pi4jFaults {
  private Pi4jFaults() {}

  static PinException atStart(Throwable thrown) {
    String text = messages(thrown);
    if (text.contains("Permission denied")) {
      return BoardCheck.notPermitted(thrown);
    }
    if (thrown instanceof UnsatisfiedLinkError || text.contains("native library")) {
      return new PinException(
          Reason.NATIVE_LIBRARY,
          "Pi4J's native library does not load: %s. It needs glibc 2.33 (Debian 12 or newer) and a temporary folder that allows programs: set -Djava.io.tmpdir to one without noexec."
              .formatted(thrown.getMessage()),
          thrown);
    }
    return new PinException(
        Reason.NO_CHIP,
        "Pi4J does not start: %s. Run gpiodetect and look for a chip whose label begins with pinctrl."
            .formatted(text),
        thrown);
  }

  static PinException atOpen(RuntimeException thrown, int line, String consumer) {
    if (thrown instanceof GpiodLines.Taken taken) {
      return PinException.inUse(line, consumer, taken.owner());
    }
    String text = messages(thrown);
    if (text.contains("busy")) {
      return PinException.inUse(line, consumer, "another program or a kernel driver");
    }
    if (text.contains("Invalid argument")) {
      return new PinException(
          Reason.NO_SUCH_LINE,
          "The chip has no usable line %d for %s. Use the BCM number of the pin (GPIO17 is 17), not its place on the header."
              .formatted(line, consumer),
          thrown);
    }
    if (text.contains("Permission denied")) {
      return BoardCheck.notPermitted(thrown);
    }
    return inUse(thrown, "open", line, consumer);
  }

  static PinException inUse(Exception thrown, String what, int line, String consumer) {
    return new PinException(
        Reason.IO,
        "The kernel refused to %s line %d of %s: %s. Look into the kernel's log with dmesg."
            .formatted(what, line, consumer, messages(thrown)),
        thrown);
  }

  /** The messages of an exception and its causes: the kernel's word is in the innermost. */
  private static String messages(Throwable thrown) {
    StringBuilder all = new StringBuilder(String.valueOf(thrown.getMessage()));
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      all.append(": ").append(cause.getMessage());
    }
    return all.toString();
  }
}
