package hearth.runtime.doctor;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether the service runs, as systemd tells it. */
public final class ServiceState {
  /** The question to systemd that {@link #ofService} understands the answer to. */
  public static final List<String> QUESTION =
      List.of(
          "systemctl",
          "show",
          "hearth.service",
          "--property=LoadState,ActiveState,SubState,Result,ExecMainStatus,NRestarts");

  /**
   * EX_CONFIG of sysexits.h, with which a service ends whose configuration is wrong; systemd does
   * not try it again.
   */
  public static final int WRONG_CONFIGURATION = 78;

  private ServiceState() {}

  /** What systemd's answer means; nothing where there is no such service. */
  public static List<Finding> ofService(String answer) {
    Map<String, String> is = new HashMap<>();
    answer
        .lines()
        .filter(line -> line.contains("="))
        .forEach(line -> is.put(line.substring(0, line.indexOf('=')), after(line)));
    if (!"loaded".equals(is.get("LoadState"))) {
      return List.of();
    }
    boolean isWaiting = "auto-restart".equals(is.get("SubState"));
    return switch (is.getOrDefault("ActiveState", "")) {
      case "active" -> List.of(finding(Severity.NOTE, "It runs."));
      case "failed" -> List.of(finding(Severity.ERROR, failed(is)));
      case "inactive" ->
          List.of(
              finding(Severity.WARNING, "It does not run. Start it: sudo systemctl start hearth"));
      default ->
          isWaiting
              ? List.of(
                  finding(
                      Severity.ERROR,
                      "It has ended %s times and is started again and again. journalctl -u hearth -n 20 tells why."
                          .formatted(is.getOrDefault("NRestarts", "several"))))
              : List.of(finding(Severity.NOTE, "It is being started or ended just now."));
    };
  }

  private static String failed(Map<String, String> is) {
    return Integer.toString(WRONG_CONFIGURATION).equals(is.get("ExecMainStatus"))
        ? "It has failed, since its configuration is wrong: hearth check tells where. Then: sudo"
            + " systemctl restart hearth"
        : "It has failed (%s). journalctl -u hearth -n 20 tells why; then: sudo systemctl restart hearth"
            .formatted(is.getOrDefault("Result", "unknown"));
  }

  private static String after(String line) {
    return line.substring(line.indexOf('=') + 1);
  }

  private static Finding finding(Severity severity, String text) {
    return new Finding(severity, "service", text);
  }
}
