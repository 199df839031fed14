package hearth.runtime.supervision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServiceManagerTest {
  /** Prints each datagram that comes to its socket; systemd's end of it. */
  private static final String RECEIVER =
      "my $name = $ENV{NOTIFY_SOCKET}; $name =~ s/^@/\\0/; $| = 1;"
          + "socket(my $in, 1, 2, 0) or die $!; bind($in, pack('S a*', 1, $name)) or die $!;"
          + "print qq(bound\\n); my $message; while (defined recv($in, $message, 100, 0)) {"
          + "print qq([$message]) =~ s/\\n/;/r, qq(\\n) }";

  @TempDir private Path folder;
  private Process receiver;

  @AfterEach
  void end() {
    if (receiver != null) {
      receiver.destroyForcibly();
    }
  }

  private BufferedReader receive(String socket) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("perl", "-e", RECEIVER).redirectErrorStream(true);
    builder.environment().put("NOTIFY_SOCKET", socket);
    receiver = builder.start();
    BufferedReader received =
        new BufferedReader(new InputStreamReader(receiver.getInputStream(), UTF_8));
    assertEquals("bound", received.readLine());
    return received;
  }

  @Test
  void tellsReadyAliveAndStopping() throws IOException {
    String socket = folder.resolve("notify").toString();
    assertReceived(receive(socket), socket);
  }

  @Test
  void knowsAbstractSockets() throws IOException {
    String socket = "@hearth-test-" + folder.getFileName();
    assertReceived(receive(socket), socket);
  }

  private static void assertReceived(BufferedReader received, String socket) throws IOException {
    ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", socket));
    manager.ready();
    manager.alive();
    manager.stopping();
    assertEquals("[READY=1;]", received.readLine());
    assertEquals("[WATCHDOG=1;]", received.readLine());
    assertEquals("[STOPPING=1;]", received.readLine());
  }

  @Test
  void isWatchedOnlyWhereTheManagerSaysSo() {
    assertEquals(Optional.empty(), ServiceManager.of(Map.of()).watchdog());
    assertEquals(
        Optional.of(Duration.ofSeconds(60)),
        ServiceManager.of(Map.of("NOTIFY_SOCKET", "/none", "WATCHDOG_USEC", "60000000"))
            .watchdog());
    assertEquals(
        Optional.empty(),
        ServiceManager.of(Map.of("NOTIFY_SOCKET", "/none", "WATCHDOG_USEC", "0")).watchdog());
  }

  @Test
  void goesOnWithoutAManager() {
    ServiceManager none = ServiceManager.of(Map.of());
    none.ready();
    none.stopping();
  }

  @Test
  void goesOnWhenTheSenderHasDied() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    ServiceManager manager = new ServiceManager(broken, null);
    manager.ready();
    manager.alive();
  }
}
