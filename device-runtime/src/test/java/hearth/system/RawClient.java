package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client of MQTT 3.1.1 made of bytes: it can do all that no library would. */
final class RawClient implements AutoCloseable {
  static final byte[] DISCONNECT = {(byte) 0xE0, 0};
  static final byte[] PINGREQ = {(byte) 0xC0, 0};
  static final int CONNACK = 0x20;
  static final int PUBLISH = 0x30;
  static final int PUBACK = 0x40;
  static final int PUBREC = 0x50;
  static final int PUBREL = 0x62;
  static final int PUBCOMP = 0x70;
  static final int SUBACK = 0x90;
  static final int PINGRESP = 0xD0;

  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int WILL = 0x04;
  private static final int CLEAN = 0x02;
  private static final int LOGIN = 0xC0;

  private final Socket socket;

  /** Null where the packets go over the socket as they are. */
  private final WebSocketStreams webSocket;

  /** A packet that has come: its first byte, and what follows the length. */
  record Packet(int first, byte[] body) {}

  /** Connects the socket, from 127.0.0.1. */
  static RawClient open(int port) throws IOException {
    return from("127.0.0.1", port);
  }

  /** Connects the socket from an address of 127.0.0.0/8. */
  static RawClient from(String address, int port) throws IOException {
    return new RawClient(address, port, 0);
  }

  /** One whose kernel takes few bytes that nobody reads. */
  static RawClient narrow(String address, int port) throws IOException {
    return new RawClient(address, port, 4096);
  }

  private RawClient(String address, int port, int receiveBuffer) throws IOException {
    socket = new Socket();
    webSocket = null;
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
  }

  /** One on a socket that is connected already. */
  RawClient(Socket socket, boolean byWebSocket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    webSocket = byWebSocket ? new WebSocketStreams(socket) : null;
  }

  // ---- what it sends

  RawClient send(byte[] bytes) throws IOException {
    out().write(bytes);
    return this;
  }

  OutputStream out() throws IOException {
    return webSocket == null ? socket.getOutputStream() : webSocket.out();
  }

  private InputStream in() throws IOException {
    return webSocket == null ? socket.getInputStream() : webSocket.in();
  }

  /** CONNECT with a clean session, and its CONNACK. */
  RawClient connect(String clientIdentifier) throws IOException {
    send(connectPacket(clientIdentifier, true, 0, null));
    assertEquals(0, expect(CONNACK).body()[1], "the return code for " + clientIdentifier);
    return this;
  }

  /** CONNECT with a session that is kept; gives whether it was there already. */
  boolean resume(String clientIdentifier, String will) throws IOException {
    send(connectPacket(clientIdentifier, false, 0, will));
    Packet answer = expect(CONNACK);
    assertEquals(0, answer.body()[1], "the return code for " + clientIdentifier);
    return answer.body()[0] == 1;
  }

  RawClient subscribe(String filter, int qos) throws IOException {
    send(subscribePacket(filter, qos));
    assertEquals(qos, expect(SUBACK).body()[2], "the SUBACK for " + filter);
    return this;
  }

  /**
   * CONNECT (3.1).
   *
   * @param keepAlive in seconds
   * @param will the topic of a Will Message without payload, or null
   */
  static byte[] connectPacket(String clientIdentifier, boolean clean, int keepAlive, String will) {
    int flags = (clean ? CLEAN : 0) | (will == null ? 0 : WILL);
    byte[] start = {0, 4, 'M', 'Q', 'T', 'T', 4, (byte) flags, 0, (byte) keepAlive};
    byte[] willPart = will == null ? new byte[0] : join(text(will), text(""));
    return packet(0x10, join(start, text(clientIdentifier), willPart));
  }

  /** CONNECT with a clean session, a user name and a password. */
  static byte[] loginPacket(String clientIdentifier, String user, String password) {
    byte[] start = {0, 4, 'M', 'Q', 'T', 'T', 4, (byte) (LOGIN | CLEAN), 0, 0};
    return packet(0x10, join(start, text(clientIdentifier), text(user), text(password)));
  }

  static byte[] subscribePacket(String filter, int qos) {
    return packet(0x82, join(new byte[] {0, 1}, text(filter), new byte[] {(byte) qos}));
  }

  static byte[] publishPacket(String topic, int qos, boolean retain, int identifier, byte[] body) {
    byte[] id = qos == 0 ? new byte[0] : number(identifier);
    return packet(PUBLISH | qos << 1 | (retain ? 1 : 0), join(text(topic), id, body));
  }

  /** A packet that holds a Packet Identifier only. */
  static byte[] answer(int first, int identifier) {
    return packet(first, number(identifier));
  }

  private static byte[] number(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return join(number(bytes.length), bytes);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A packet with its Remaining Length (2.2.3). */
  static byte[] packet(int first, byte[] body) {
    return join(new byte[] {(byte) first}, counted(body));
  }

  /** Bytes after their number, a Variable Byte Integer. */
  static byte[] counted(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rest = body.length;
    do {
      out.write(rest % 128 | (rest >= 128 ? 0x80 : 0));
      rest /= 128;
    } while (rest > 0);
    out.writeBytes(body);
    return out.toByteArray();
  }

  // ---- what it gets

  Packet read() throws IOException {
    InputStream in = in();
    int first = in.read();
    if (first < 0) {
      throw new IOException("the broker has ended the connection");
    }
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.read();
      length |= (next & 0x7F) << shift;
      if ((next & 0x80) == 0) {
        return new Packet(first, in.readNBytes(length));
      }
    }
  }

  /** The next packet, which must begin with this byte; the flags of a PUBLISH are free. */
  Packet expect(int first) throws IOException {
    Packet packet = read();
    int seen = first == PUBLISH ? packet.first() & 0xF0 : packet.first();
    assertEquals(first, seen, "the first byte of a packet");
    return packet;
  }

  /** One byte of whatever comes. */
  int readByte() throws IOException {
    int next = in().read();
    if (next < 0) {
      throw new EOFException("the broker has ended the connection");
    }
    return next;
  }

  /** Whatever is there, at least one byte; how many, or -1 at the end. */
  int read(byte[] buffer) throws IOException {
    return in().read(buffer);
  }

  /** Whether a CONNACK comes that lets it in; else the connection ends. */
  boolean isServed() {
    try {
      Packet answer = read();
      return answer.first() == CONNACK && answer.body()[1] == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads what is there until the broker ends the connection; whether it does. */
  boolean isEndedByBroker() throws IOException {
    try {
      while (in().read() >= 0) {
        // the last words
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset
    }
  }

  /** Whether the broker has ended the connection; what it said before is read. */
  boolean isEndedByNow() {
    try {
      socket.setSoTimeout(1);
      boolean ended = isEndedByBroker();
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return ended;
    } catch (IOException e) {
      return true;
    }
  }

  // ---- how it goes

  /** As a device that loses its power and whose kernel then answers for it: a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** The connection is cut in order (FIN), without DISCONNECT. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
