package hearth.runtime.doctor;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.kernel.KernelFiles;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ListenerSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whose program listens on a TCP port of this machine, as the kernel tells everybody. */
final class PortOwner {
  /** TCP_LISTEN of include/net/tcp_states.h. */
  private static final String LISTEN = "0A";

  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int ACCOUNT = 7;

  /** Accounts of brokers that a distribution starts by itself. */
  private static final Set<String> OTHER_BROKERS =
      Set.of("mosquitto", "emqx", "vernemq", "flashmq");

  private PortOwner() {}

  /** Whether another program's broker answers on a port of the configuration. */
  static List<Finding> findings(Configuration configuration, KernelFiles files) {
    List<Finding> findings = new ArrayList<>();
    if (configuration.broker() == null) {
      return findings;
    }
    for (ListenerSettings listener : configuration.broker().listeners()) {
      int port = listener.address().port();
      Optional<String> owner = of(files, port);
      owner
          .filter(OTHER_BROKERS::contains)
          .ifPresent(
              other ->
                  findings.add(
                      new Finding(
                          Severity.ERROR,
                          "broker",
                          "Port %d belongs to another broker, %s, and not to Hearth. Stop it, sudo systemctl disable --now %s, or give Hearth another port under 'listen:'."
                              .formatted(port, other, other))));
      owner
          .filter(account -> !OTHER_BROKERS.contains(account))
          .ifPresent(
              account ->
                  findings.add(
                      new Finding(
                          Severity.NOTE,
                          "broker",
                          "Port %d is served by the account %s.".formatted(port, account))));
    }
    return findings;
  }

  /** The name of the account, its number where it has none; empty where nobody listens. */
  static Optional<String> of(KernelFiles files, int port) {
    String suffix = ":%04X".formatted(port);
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .flatMap(table -> read(files, table).lines())
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length > ACCOUNT && words[STATE].equals(LISTEN))
        .filter(words -> words[LOCAL_ADDRESS].endsWith(suffix))
        .map(words -> nameOf(files, words[ACCOUNT]))
        .findFirst();
  }

  private static String nameOf(KernelFiles files, String number) {
    return read(files, "/etc/passwd")
        .lines()
        .map(line -> List.of(line.split(":")))
        .filter(account -> account.size() > 2 && account.get(2).equals(number))
        .map(account -> account.get(0))
        .findFirst()
        .orElse(number);
  }

  private static String read(KernelFiles files, String path) {
    try {
      return files.read(path);
    } catch (IOException e) {
      return "";
    }
  }
}
