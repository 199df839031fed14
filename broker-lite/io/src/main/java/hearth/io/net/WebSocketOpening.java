package hearth.io.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** One side of the opening handshake (RFC 6455, 4). */
interface WebSocketOpening {
  /** The subprotocols of MQTT: of 3.1.1 and 5.0, and of 3.1. */
  List<String> SUBPROTOCOLS = List.of("mqtt", "mqttv3.1");

  /** Ends the head of a message. */
  String END_OF_HEAD = "\r\n\r\n";

  /** What is sent first; null where the peer begins. */
  byte[] begin();

  /**
   * Reads what the peer says.
   *
   * @return what is sent in answer, of length 0 for nothing; null where more bytes are needed
   * @throws IOException where the peer is refused or refuses
   */
  byte[] read(ByteBuffer in) throws IOException;

  /** Who the other end is, where the opening tells more than the channel below; else null. */
  default Peer peer() {
    return null;
  }

  /** What a server makes of a client's key, to show that it understood. */
  static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      String text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
      byte[] digest = sha1.digest(text.getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-1", e);
    }
  }

  /** Whether a head asks for, or grants, the change to WebSocket. */
  static boolean upgrades(HttpHead head) {
    return head.lists("upgrade", "websocket") && head.lists("connection", "upgrade");
  }
}
