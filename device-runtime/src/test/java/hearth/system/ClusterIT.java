package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A house that bridges to three nodes of Debian's RabbitMQ and NATS in network namespaces: nodes,
 * house and links are killed, a node is cut off from all and one from the others; then three houses
 * are a ring, and two hundred publish while a node dies. Nothing is lost, and another node has the
 * link within twice the deadline. In the profile {@code bounds} only.
 */
@Tag("soak")
class ClusterIT {
  private static final Path SCRIPT = Path.of("../broker-lite/bench/cluster-storm");

  /** Erlang starts slowly where others work, too. */
  private static final long TIMEOUT_MINUTES = 8;

  /** Beside those that happen in any case; the script's own number is sixty. */
  private static final String KILLS = "3";

  private static final Map<String, String> SERVERS =
      Map.of(
          "rabbitmq", "/usr/lib/rabbitmq/bin/rabbitmq-server",
          "nats", "/usr/sbin/nats-server");

  /** A container's root may not. */
  private static final String PROBE =
      "PATH=$PATH:/usr/sbin:/sbin; ip netns add hearth-probe-$$ || exit 1;"
          + " ip netns exec hearth-probe-$$ iptables -A INPUT -s 10.24.0.1 -j DROP; ended=$?;"
          + " ip netns del hearth-probe-$$; exit $ended";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"nats", "rabbitmq"})
  void nothingIsLostWhenNodesAndTheHouseDie(String kind) throws Exception {
    requireTools(kind);
    Path out = folder.resolve("out");
    Process script =
        new ProcessBuilder(SCRIPT.toString(), kind, KILLS)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertTrue(script.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES), () -> text(out));
    } finally {
      script.destroy();
    }
    System.out.print("ClusterIT: " + text(out));
    assertEquals(0, script.exitValue(), () -> text(out));
    assertTrue(text(out).contains(" sent, 0 lost, "), () -> text(out));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void requireTools(String kind) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of(SERVERS.get(kind))),
        "Debian's package " + kind + "-server is not installed");
    assumeTrue(
        runs("sh", "-c", PROBE),
        "no network namespaces with iptables can be made here (root, iproute2, iptables)");
  }

  private static boolean runs(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }
}
