package hearth.io.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TcpListenerTest {
  /** More than a Java process needs for itself, and less than with the connections. */
  private static final int DESCRIPTORS = 64;

  @Test
  void withoutDescriptorsAcceptingPausesAndGoesOn() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command =
        "ulimit -n "
            + DESCRIPTORS
            + " && exec '"
            + java
            + "' -Xmx64m -cp \"$CP\" "
            + CrowdedListener.class.getName();
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
    builder.environment().put("CP", System.getProperty("java.class.path"));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<Socket> sockets = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      int port = Integer.parseInt(out.readLine());
      for (int i = 0; i < DESCRIPTORS; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      int accepted = awaitFailure(out);
      assertTrue(accepted < DESCRIPTORS);
      // It tried once and waits: a loop that spins would say so again and again.
      for (int i = 0; i < accepted; i++) {
        sockets.get(i).close();
      }
      assertAllAreServed(out, accepted);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
      process.destroy();
    }
  }

  private static int awaitFailure(BufferedReader out) throws IOException {
    int accepted = 0;
    String line;
    while ((line = out.readLine()).equals("accepted")) {
      accepted++;
    }
    assertTrue(line.startsWith("failed: "), line);
    return accepted;
  }

  private static void assertAllAreServed(BufferedReader out, int before) throws IOException {
    int accepted = before;
    int failures = 0;
    int closed = 0;
    while (accepted < DESCRIPTORS || closed < before) {
      String line = out.readLine();
      accepted += line.equals("accepted") ? 1 : 0;
      closed += line.equals("closed") ? 1 : 0;
      failures += line.startsWith("failed: ") ? 1 : 0;
    }
    assertEquals(before, closed);
    assertTrue(failures <= 5, "it failed " + failures + " times more");
  }
}
