package hearth.runtime.doctor;

import hearth.drivers.kernel.KernelFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose program listens on a TCP port of this machine, as the kernel tells everybody. */
final class PortOwner {
  /** TCP_LISTEN of include/net/tcp_states.h. */
  private static final String LISTEN = "0A";

  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int ACCOUNT = 7;

  private PortOwner() {}

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
