package hearth.system;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** WebSocket over a socket as a client speaks it: each write is a frame, which is not masked. */
final class WebSocketStreams {
  /** The request with which it begins. */
  static final byte[] OPENING =
      ("GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Protocol: mqtt\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private static final byte[] NO_MASK = new byte[4];
  private static final int BINARY = 0x82;
  private static final int CLOSE = 0x88;
  private static final int MASKED = 0x80;
  private static final int LENGTH_OF_TWO = 126;

  private final InputStream from;
  private final OutputStream to;

  /** Of the payload of the current frame. */
  private int left;

  /** Opens it. */
  WebSocketStreams(Socket socket) throws IOException {
    from = new BufferedInputStream(socket.getInputStream());
    to = socket.getOutputStream();
    to.write(OPENING);
    int last = 0;
    while (last != 0x0D0A_0D0A) {
      last = last << 8 | byteOrEnd();
    }
  }

  private int byteOrEnd() throws IOException {
    int next = from.read();
    if (next < 0) {
      throw new EOFException("the broker has ended the connection");
    }
    return next;
  }

  /** What comes in data frames; it ends with the broker's Close. */
  InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        while (left == 0) {
          int first = from.read();
          if (first < 0 || first == CLOSE) {
            return -1;
          }
          left = byteOrEnd();
          if (left == LENGTH_OF_TWO) {
            left = byteOrEnd() << 8 | byteOrEnd();
          }
        }
        left--;
        return byteOrEnd();
      }
    };
  }

  OutputStream out() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] head = {(byte) BINARY, (byte) (MASKED | length)};
        if (length >= LENGTH_OF_TWO) {
          byte[] two = {(byte) (length >> 8), (byte) length};
          head = RawClient.join(new byte[] {(byte) BINARY, (byte) (MASKED | LENGTH_OF_TWO)}, two);
        }
        byte[] payload = new byte[length];
        System.arraycopy(bytes, offset, payload, 0, length);
        to.write(RawClient.join(head, NO_MASK, payload));
      }
    };
  }
}
