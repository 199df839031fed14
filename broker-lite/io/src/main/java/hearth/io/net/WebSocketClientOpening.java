package hearth.io.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** The opening handshake as a client sees it (RFC 6455, 4.1). */
final class WebSocketClientOpening implements WebSocketOpening {
  private final WebSocketLayer.Settings settings;
  private final String host;
  private final int port;
  private final String key;

  WebSocketClientOpening(
      WebSocketLayer.Settings settings, String host, int port, RandomGenerator random) {
    this.settings = settings;
    this.host = host;
    this.port = port;
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    this.key = Base64.getEncoder().encodeToString(nonce);
  }

  @Override
  public byte[] begin() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return ("GET "
            + (settings.path() == null ? "/" : settings.path())
            + " HTTP/1.1\r\nHost: "
            + shown
            + ":"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
            + "\r\nSec-WebSocket-Key: "
            + key
            + "\r\nSec-WebSocket-Protocol: mqtt" // [MQTT-6.0.0-3]
            + END_OF_HEAD)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public byte[] read(ByteBuffer in) throws IOException {
    if (in.hasRemaining() && in.get(in.position()) != 'H') {
      throw new IOException("the server speaks no WebSocket at this port");
    }
    HttpHead response = HttpHead.read(in, settings.maximumHeadBytes());
    if (response == null) {
      return null;
    }
    if (!response.firstLine().startsWith("HTTP/1.1 101")) {
      throw new IOException("the server answered: " + response.firstLine());
    }
    boolean understood =
        WebSocketOpening.upgrades(response)
            && response.field("sec-websocket-accept").equals(WebSocketOpening.accept(key))
            && response.field("sec-websocket-extensions").isEmpty();
    if (!understood) {
      throw new IOException("the server's answer is not that of a WebSocket server");
    }
    if (!response.field("sec-websocket-protocol").equals("mqtt")) {
      throw new IOException("the server does not speak the WebSocket subprotocol mqtt");
    }
    return new byte[0];
  }
}
