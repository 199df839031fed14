package hearth.io.net;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header of the PROXY protocol, by which a proxy tells whose connection it passes on: version
 * 1, a line of text, or version 2, in bytes (haproxy.org/download/2.9/doc/proxy-protocol.txt).
 *
 * @param client the address of the client; null where the proxy speaks for itself
 * @param port the client's port
 */
record ProxyHeader(InetAddress client, int port) {
  /** Of a proxy that looks whether we are there, or does not know its client. */
  private static final ProxyHeader OF_ITSELF = new ProxyHeader(null, Peer.NO_PORT);

  private static final byte[] SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };

  private static final int MAX_LINE = 107;
  private static final int HEAD = 16;

  /** What a version 2 header may carry besides addresses; real ones carry far less. */
  private static final int MAX_LENGTH = 4096;

  private static final int TCP_4 = 0x11;
  private static final int TCP_6 = 0x21;

  /** Reads a header where all of it is there, else returns null and takes nothing. */
  static ProxyHeader read(ByteBuffer in) throws IOException {
    if (!in.hasRemaining()) {
      return null;
    }
    byte first = in.get(in.position());
    if (first == 'P') {
      return readLine(in);
    }
    if (first == SIGNATURE[0]) {
      return readBytes(in);
    }
    throw new IOException("it does not begin with a header of the PROXY protocol (proxy_protocol)");
  }

  // ---- version 1

  private static ProxyHeader readLine(ByteBuffer in) throws IOException {
    int start = in.position();
    int max = Math.min(in.remaining(), MAX_LINE);
    for (int i = 1; i < max; i++) {
      if (in.get(start + i - 1) == '\r' && in.get(start + i) == '\n') {
        byte[] line = new byte[i - 1];
        in.get(line).position(start + i + 1);
        return ofLine(new String(line, StandardCharsets.ISO_8859_1));
      }
    }
    if (max == MAX_LINE) {
      throw malformed();
    }
    return null;
  }

  /** {@code PROXY TCP4 client server port port}. */
  private static ProxyHeader ofLine(String line) throws IOException {
    String[] words = line.split(" ", -1);
    if (words.length >= 2 && words[0].equals("PROXY") && words[1].equals("UNKNOWN")) {
      return OF_ITSELF;
    }
    boolean isTcp = words.length == 6 && (words[1].equals("TCP4") || words[1].equals("TCP6"));
    InetAddress client = isTcp && words[0].equals("PROXY") ? NumericAddress.of(words[2]) : null;
    if (client == null || !words[4].matches("[0-9]{1,5}")) {
      throw malformed();
    }
    return new ProxyHeader(client, Integer.parseInt(words[4]) & 0xFFFF);
  }

  // ---- version 2

  private static ProxyHeader readBytes(ByteBuffer in) throws IOException {
    int start = in.position();
    for (int i = 0; i < Math.min(SIGNATURE.length, in.remaining()); i++) {
      if (in.get(start + i) != SIGNATURE[i]) {
        throw malformed();
      }
    }
    if (in.remaining() < HEAD) {
      return null;
    }
    int command = in.get(start + 12) & 0xFF;
    int length = in.getShort(start + 14) & 0xFFFF;
    if (command >> 4 != 2 || (command & 0x0F) > 1 || length > MAX_LENGTH) {
      throw malformed();
    }
    if (in.remaining() < HEAD + length) {
      return null;
    }
    byte[] addresses = new byte[length];
    in.position(start + HEAD).get(addresses);
    boolean isProxied = (command & 0x0F) == 1;
    return isProxied ? ofBytes(in.get(start + 13) & 0xFF, addresses) : OF_ITSELF;
  }

  private static ProxyHeader ofBytes(int family, byte[] addresses) throws IOException {
    if (family != TCP_4 && family != TCP_6) {
      return OF_ITSELF; // a socket of this machine, or it does not say
    }
    int size = family == TCP_4 ? 4 : 16;
    if (addresses.length < 2 * size + 4) {
      throw malformed();
    }
    int port = ByteBuffer.wrap(addresses).getShort(2 * size) & 0xFFFF;
    return new ProxyHeader(InetAddress.getByAddress(Arrays.copyOf(addresses, size)), port);
  }

  private static IOException malformed() {
    return new IOException("its header of the PROXY protocol is malformed");
  }

  /** The client as its peer; the proxy where it speaks for itself, or does not know for whom. */
  Peer peer(Peer proxy) {
    return client == null ? proxy.throughItself() : Peer.through(proxy, client, port);
  }
}
