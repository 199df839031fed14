package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is not let in hears why in the protocol's words, and the log has one line of it. */
class RefusalsIT {
  private static final int LEVEL_3_1_1 = 4;
  private static final int CLEAN = 0x02;
  private static final int USER_AND_PASSWORD = 0xC0;

  private static HearthProcess broker;

  @BeforeAll
  static void start(@TempDir Path folder) {
    Path users = folder.resolve("passwd");
    try (HearthProcess passwd =
        HearthProcess.start("passwd", "-c", "-b", users.toString(), "anna", "right")) {
      assertEquals(0, passwd.awaitEnd(), passwd::told);
    }
    broker =
        HearthProcess.ready(
            "broker", "--listen", "127.0.0.1:0", "--password-file", users.toString());
  }

  @AfterAll
  static void end() {
    broker.close();
  }

  @Test
  void theRightPasswordIsLetIn() throws IOException {
    assertEquals(0, answer(LEVEL_3_1_1, CLEAN | USER_AND_PASSWORD, "right-one", "anna", "right"));
  }

  @Test
  void aWrongPasswordIsAnsweredWith4() throws IOException {
    assertEquals(4, answer(LEVEL_3_1_1, CLEAN | USER_AND_PASSWORD, "guesser", "anna", "wrong"));

    assertOneLine("guesser");
  }

  @Test
  void anUnknownProtocolLevelIsAnsweredWith1() throws IOException {
    assertEquals(1, answer(9, CLEAN, "from-the-future", null, null));

    broker.awaitLog("warn .*127\\.0\\.0\\.1.*(version|level)");
  }

  @Test
  void anIdentifierThatCannotBeIsAnsweredWith2() throws IOException {
    // Without a name there is nothing to keep the session by [MQTT-3.1.3-8].
    assertEquals(2, answer(LEVEL_3_1_1, USER_AND_PASSWORD, "", "anna", "right"));

    broker.awaitLog("warn .*127\\.0\\.0\\.1.*[Cc]lient [Ii]dentifier");
  }

  @Test
  void aClientThatMayNotIsAnsweredWith5() throws IOException {
    assertEquals(5, answer(LEVEL_3_1_1, CLEAN, "nobody", null, null));

    assertOneLine("nobody");
  }

  @Test
  void aMalformedPacketEndsItsConnectionAndNoOther() throws IOException {
    try (Socket other = new Socket(InetAddress.getLoopbackAddress(), broker.port());
        Socket guilty = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
      other
          .getOutputStream()
          .write(connect(LEVEL_3_1_1, CLEAN | USER_AND_PASSWORD, "other", "anna", "right"));
      assertEquals(0, returnCode(other));
      guilty
          .getOutputStream()
          .write(connect(LEVEL_3_1_1, CLEAN | USER_AND_PASSWORD, "guilty", "anna", "right"));
      assertEquals(0, returnCode(guilty));

      guilty.getOutputStream().write(new byte[] {(byte) 0xF3, 0}); // a packet of no kind
      assertEquals(-1, guilty.getInputStream().read());

      other.getOutputStream().write(new byte[] {(byte) 0xC0, 0});
      assertEquals(0xD0, other.getInputStream().read()); // PINGRESP
    }
    assertOneLine("guilty");
  }

  @Test
  void theLastRefusalsAreToldToWhoMayKnow() throws IOException {
    answer(LEVEL_3_1_1, CLEAN, "stranger", null, null);

    try (HearthProcess refusals =
        HearthProcess.start("refusals", "-p", "" + broker.port(), "-u", "anna", "-P", "right")) {
      assertEquals(0, refusals.awaitEnd(), refusals::told);
      assertTrue(
          refusals.lines().stream()
              .anyMatch(
                  line ->
                      line.matches(
                          "20.*Z refused client 'stranger' from 127\\.0\\.0\\.1 to connect: it gave"
                              + " no user name, and one is needed here")),
          refusals::told);
    }
    try (HearthProcess refusals = HearthProcess.start("refusals", "-p", "" + broker.port())) {
      assertEquals(5, refusals.awaitEnd(), refusals::told);
    }
  }

  private static void assertOneLine(String clientIdentifier) {
    String line = "warn .*" + clientIdentifier;
    broker.awaitLog(line);
    assertEquals(1, broker.logCount(line), broker::told);
    assertTrue(broker.logCount(line + ".*127\\.0\\.0\\.1") == 1, broker::told);
  }

  private static int answer(
      int level, int flags, String clientIdentifier, String user, String password)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
      socket.getOutputStream().write(connect(level, flags, clientIdentifier, user, password));
      return returnCode(socket);
    }
  }

  private static int returnCode(Socket socket) throws IOException {
    byte[] connack = socket.getInputStream().readNBytes(4);
    assertEquals(4, connack.length, "no CONNACK came");
    assertEquals(0x20, connack[0]);
    assertEquals(2, connack[1]);
    return connack[3];
  }

  /** CONNECT as section 3.1 of MQTT 3.1.1 draws it. */
  private static byte[] connect(
      int level, int flags, String clientIdentifier, String user, String password)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeUTF("MQTT");
    out.writeByte(level);
    out.writeByte(flags);
    out.writeShort(60); // Keep Alive
    out.writeUTF(clientIdentifier);
    if (user != null) {
      out.writeUTF(user);
      out.writeUTF(password);
    }
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(0x10);
    packet.write(body.size());
    body.writeTo(packet);
    return packet.toByteArray();
  }
}
