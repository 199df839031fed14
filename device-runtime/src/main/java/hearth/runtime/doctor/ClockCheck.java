package hearth.runtime.doctor;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.kernel.KernelFiles;
import hearth.runtime.hardware.ClockState;

/** Whether the clock is right: a Raspberry Pi forgets the time with its power. */
final class ClockCheck {
  /** Where others that set the clock leave a file or a socket while they run. */
  private static final String[] OTHERS = {"/run/chrony", "/run/ntpd.pid", "/run/openntpd.pid"};

  private ClockCheck() {}

  static Finding of(KernelFiles files, boolean isRaspberryPi) {
    if (new ClockState(files).getAsBoolean()) {
      return new Finding(Severity.NOTE, "clock", "It was set by the network.");
    }
    for (String other : OTHERS) {
      if (files.exists(other)) {
        return new Finding(
            Severity.NOTE,
            "clock",
            "Another program than systemd-timesyncd sets it; chronyc tracking or ntpq -p tells how far it is.");
      }
    }
    return new Finding(
        Severity.WARNING,
        "clock",
        "Nobody has set it since the start"
            + (isRaspberryPi ? ", and a Raspberry Pi forgets the time with its power" : "")
            + ": times of messages may be wrong, and certificates refused. Is there a way to the"
            + " Internet? timedatectl tells more.");
  }
}
