package hearth.runtime.doctor;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.kernel.KernelFiles;
import java.io.IOException;
import java.util.List;

/** Whether the account of the service may do what it needs: that may be another than ours. */
final class ServiceAccount {
  private static final String ACCOUNT = "hearth";
  private static final String GROUP = "gpio";

  private ServiceAccount() {}

  /** A finding where the service's account is there; Raspberry Pi OS gives pins to a group. */
  static List<Finding> of(KernelFiles files) {
    String accounts = read(files, "/etc/passwd");
    String group =
        read(files, "/etc/group")
            .lines()
            .filter(line -> line.startsWith(GROUP + ":"))
            .findFirst()
            .orElse("");
    if (group.isEmpty() || accounts.lines().noneMatch(line -> line.startsWith(ACCOUNT + ":"))) {
      return List.of();
    }
    String members = group.substring(group.lastIndexOf(':') + 1);
    return List.of(
        List.of(members.split(",")).contains(ACCOUNT)
            ? new Finding(Severity.NOTE, "account", "The service's account is in the group gpio.")
            : new Finding(
                Severity.ERROR,
                "account",
                "The service's account hearth is not in the group gpio, which has the pins. Put it"
                    + " there: sudo usermod -aG gpio hearth && sudo systemctl restart hearth"));
  }

  private static String read(KernelFiles files, String path) {
    try {
      return files.read(path);
    } catch (IOException e) {
      return "";
    }
  }
}
