package hearth.bench;

import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A client of MQTT 3.1.1, or of 5.0 with all that a reader can ask for, that costs as little as can
 * be: it makes no object for a packet, and it answers QoS 1 and 2 in the bytes. It blocks until it
 * is connected and subscribed, and then takes part in a selector.
 */
final class LoadClient implements AutoCloseable {
  /** Hears of what the broker sends. */
  interface Listener {
    /** A message of ours has come. */
    void arrived(LoadClient client, int stream, long number, long due);
  }

  static final int CLIENTS_PER_ADDRESS = 250;
  private static final int OUT_BYTES = 64 * 1024;
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;
  private static final int PUBREC = 5;
  private static final int PUBREL = 6;
  private static final int PUBCOMP = 7;

  private static final int SUBSCRIPTION_IDENTIFIER = 300;

  private final MqttVersion version;
  private final SocketChannel socket;
  private final int number;
  private Listener listener;
  private SelectionKey key;
  private ByteBuffer out;
  private byte[] rest = {};
  private int lastIdentifier;
  private int inFlight;

  /**
   * Connects. On loopback each some hundred clients have an address of their own, since brokers
   * limit how many come from one.
   *
   * @param number of this client among those of the run
   */
  LoadClient(int port, int number, String clientIdentifier, boolean cleanSession)
      throws IOException {
    this(port, number, clientIdentifier, cleanSession, MqttVersion.V3_1_1);
  }

  /**
   * Connects, as the other constructor.
   *
   * @param version 5.0 asks for Topic Aliases and Subscription Identifiers
   */
  LoadClient(
      int port, int number, String clientIdentifier, boolean cleanSession, MqttVersion version)
      throws IOException {
    this.number = number;
    this.version = version;
    socket = SocketChannel.open();
    socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    byte[] from = {127, 0, 0, (byte) (1 + number / CLIENTS_PER_ADDRESS)};
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
    socket.connect(
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    send(
        new Connect(
            version,
            cleanSession,
            0,
            clientIdentifier,
            null,
            null,
            null,
            asking(Property.TOPIC_ALIAS_MAXIMUM, 10)));
    byte[] connAck = receivePacket();
    if (connAck[1] != 0) {
      throw new IOException("the broker refused the connection with return code " + connAck[1]);
    }
  }

  int number() {
    return number;
  }

  /** Subscribes; nothing may have been published to the filters yet. */
  void subscribe(QoS qos, List<String> filters) throws IOException {
    for (int from = 0; from < filters.size(); from += 100) {
      List<Subscription> some =
          filters.subList(from, Math.min(from + 100, filters.size())).stream()
              .map(
                  filter ->
                      new Subscription(
                          TopicFilter.of(filter),
                          qos,
                          false,
                          false,
                          Subscription.RetainHandling.SEND))
              .toList();
      Properties identifier = asking(Property.SUBSCRIPTION_IDENTIFIER, SUBSCRIPTION_IDENTIFIER);
      send(new Subscribe(1, some, identifier));
      byte[] subAck = receivePacket();
      if (subAck[subAck.length - 1] != qos.level()) {
        throw new IOException("the broker did not grant a subscription");
      }
    }
  }

  private Properties asking(Property property, int value) {
    return version.hasProperties() ? Properties.NONE.with(property, value) : Properties.NONE;
  }

  /** Publishes so many small retained messages; each sixteenth is waited for. */
  void retain(int topics, String pattern, String payload) throws IOException {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < topics; i++) {
      TopicName topic = TopicName.of(String.format(Locale.ROOT, pattern, i % 3, i / 3 % 100, i));
      QoS qos = i % 16 == 15 || i == topics - 1 ? QoS.AT_LEAST_ONCE : QoS.AT_MOST_ONCE;
      int identifier = qos == QoS.AT_MOST_ONCE ? 0 : 1;
      send(new Publish(false, qos, true, topic, identifier, Properties.NONE, bytes));
      if (identifier != 0) {
        receive(4);
      }
    }
  }

  private void send(ControlPacket packet) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(PacketEncoder.encode(packet, version));
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  /** What follows the fixed header of a packet. */
  private byte[] receivePacket() throws IOException {
    int length = receive(2)[1];
    if (length < 0) {
      length = (length & 0x7F) | receive(1)[0] << 7;
    }
    return receive(length);
  }

  private byte[] receive(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (socket.read(bytes) < 0) {
        throw new EOFException("the broker closed the connection");
      }
    }
    return bytes.array();
  }

  /** From now on it does not block; the selector's owner calls {@link #ready}. */
  void join(Selector selector, Listener messages) throws IOException {
    listener = messages;
    socket.configureBlocking(false);
    key = socket.register(selector, SelectionKey.OP_READ, this);
  }

  /** Messages of QoS 1 and 2 that it has sent and that are not completed. */
  int inFlight() {
    return inFlight;
  }

  boolean hasRoom(int bytes) {
    return out == null || out.remaining() >= bytes;
  }

  /** Queues a PUBLISH; the payload starts with the stream, the number and when it was due. */
  void publish(EncodedPublish packet, int payloadOffset, int stream, long message, long due) {
    ByteBuffer buffer = out();
    int start = buffer.position();
    buffer.put(packet.bytes());
    buffer.putInt(start + payloadOffset, stream);
    buffer.putLong(start + payloadOffset + 4, message);
    buffer.putLong(start + payloadOffset + 12, due);
    if (packet.packetIdentifierOffset() >= 0) {
      lastIdentifier = lastIdentifier % 0xFFFF + 1;
      buffer.putShort(start + packet.packetIdentifierOffset(), (short) lastIdentifier);
      inFlight++;
    }
  }

  private ByteBuffer out() {
    if (out == null) {
      out = ByteBuffer.allocateDirect(OUT_BYTES);
    }
    return out;
  }

  /** Writes what is queued as far as the socket takes it. */
  void flush() throws IOException {
    if (out == null || out.position() == 0) {
      return;
    }
    out.flip();
    socket.write(out);
    out.compact();
    int wanted = SelectionKey.OP_READ | (out.position() > 0 ? SelectionKey.OP_WRITE : 0);
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  /** Reads all that is there, then flushes. */
  void ready(ByteBuffer shared) throws IOException {
    boolean full = true;
    while (full) {
      shared.clear().put(rest);
      if (socket.read(shared) < 0) {
        throw new EOFException("the broker closed a connection");
      }
      full = !shared.hasRemaining();
      shared.flip();
      takePackets(shared);
      if (rest.length != shared.remaining()) {
        rest = new byte[shared.remaining()];
      }
      shared.get(rest);
    }
    flush();
  }

  private void takePackets(ByteBuffer in) {
    while (in.remaining() >= 2) {
      int start = in.position();
      int length = in.get(start + 1);
      int header = 2;
      if (length < 0) {
        if (in.remaining() < 3) {
          return;
        }
        length = (length & 0x7F) | in.get(start + 2) << 7;
        header = 3;
      }
      if (in.remaining() < header + length) {
        return;
      }
      take(in, start, start + header);
      in.position(start + header + length);
    }
  }

  private void take(ByteBuffer in, int start, int body) {
    int firstByte = in.get(start) & 0xFF;
    switch (firstByte >>> 4) {
      case PUBLISH -> takePublish(in, firstByte >>> 1 & 3, body);
      case PUBACK, PUBCOMP -> inFlight--;
      case PUBREC -> answer(PUBREL << 4 | 2, in.getShort(body));
      case PUBREL -> answer(PUBCOMP << 4, in.getShort(body));
      default -> {}
    }
  }

  private void takePublish(ByteBuffer in, int qos, int body) {
    int payload = body + 2 + in.getShort(body);
    if (qos > 0) {
      answer((qos == 1 ? PUBACK : PUBREC) << 4, in.getShort(payload));
      payload += 2;
    }
    if (version.hasProperties()) {
      int length = in.get(payload);
      payload += length < 0 ? 2 + ((length & 0x7F) | in.get(payload + 1) << 7) : 1 + length;
    }
    listener.arrived(this, in.getInt(payload), in.getLong(payload + 4), in.getLong(payload + 12));
  }

  private void answer(int firstByte, short identifier) {
    if (!hasRoom(4)) {
      throw new IllegalStateException("the broker does not read its acknowledgements");
    }
    out().put((byte) firstByte).put((byte) 2).putShort(identifier);
  }

  /** Ends in order, once all its answers are written, and waits for the broker's end. */
  void disconnect() throws IOException {
    key.cancel();
    out().put((byte) 0xE0).put((byte) 0).flip();
    while (out.hasRemaining()) {
      socket.write(out);
    }
    ByteBuffer ignored = ByteBuffer.allocate(OUT_BYTES);
    while (socket.read(ignored.clear()) >= 0) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
