package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server has put into its answers steers no terminal and forges no line. */
class HostileServerTest {
  private static final String REASON = "\u001b[2J\u009b31m\nhearth pub: all is well\r\u202e";

  private final StringWriter told = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"pub -t a -m b", "sub -t a", "pub -d -t a -m b", "sub -d -t a"})
  void aReasonStringIsShownAndNotObeyed(String command) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> refuse(server), "server");
      answering.start();
      List<String> words = new ArrayList<>(List.of(command.split(" ")));
      words.addAll(List.of("-V", "5", "-h", "127.0.0.1", "-p", "" + server.getLocalPort()));
      PrintWriter out = new PrintWriter(told, true);
      assertEquals(
          135, HearthCommand.execute(words.toArray(new String[0]), out, out), told::toString);
      answering.join();
    }
    String text = told.toString();
    assertTrue(text.contains("\\u{1b}[2J"), text);
    assertTrue(
        text.codePoints().allMatch(c -> c == '\n' || c == '\t' || (c >= ' ' && c != 0x9b)), text);
    assertTrue(text.indexOf('\u202e') < 0, text);
  }

  /** CONNACK with Not authorized and a Reason String. */
  private static void refuse(ServerSocket server) {
    byte[] reason = REASON.getBytes(StandardCharsets.UTF_8);
    int properties = 3 + reason.length;
    try (Socket socket = server.accept()) {
      socket.getInputStream().read(new byte[1024]);
      socket.getOutputStream().write(new byte[] {0x20, (byte) (3 + properties), 0, (byte) 0x87});
      socket.getOutputStream().write(new byte[] {(byte) properties, 0x1F, 0, (byte) reason.length});
      socket.getOutputStream().write(reason);
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
