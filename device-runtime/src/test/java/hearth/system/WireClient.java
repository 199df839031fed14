package hearth.system;

import hearth.protocol.codec.ClientPacketDecoder;
import hearth.protocol.codec.PacketDecoder;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One Network Connection to a broker of this machine, packet by packet; it blocks. What a session
 * needs over its connections is kept by who uses it.
 */
final class WireClient implements AutoCloseable {
  private static final int SILENCE_TIMEOUT_MILLIS = 30_000;

  private final MqttVersion version;
  private final Socket socket;
  private final PacketDecoder decoder = new ClientPacketDecoder(Integer.MAX_VALUE);
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20).limit(0);

  WireClient(int port, MqttVersion version) throws IOException {
    this.version = version;
    decoder.version(version);
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(SILENCE_TIMEOUT_MILLIS);
  }

  /** Connects with a session that outlives its connections; gives Session Present. */
  boolean connectPersistent(String clientIdentifier) throws IOException {
    Properties properties =
        version.hasProperties()
            ? Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 0xFFFF_FFFFL).build()
            : Properties.NONE;
    return connect(clientIdentifier, false, properties);
  }

  /** Connects by 5.0 with a session that lasts for an hour after it; gives Session Present. */
  boolean connectForAnHour(String clientIdentifier) throws IOException {
    Properties hour = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600).build();
    return connect(clientIdentifier, false, hour);
  }

  /** Connects with a session that ends with this connection. */
  WireClient connectClean(String clientIdentifier) throws IOException {
    connect(clientIdentifier, true, Properties.NONE);
    return this;
  }

  private boolean connect(String clientIdentifier, boolean cleanStart, Properties properties)
      throws IOException {
    send(new Connect(version, cleanStart, 0, clientIdentifier, null, null, null, properties));
    ConnAck answer = read(ConnAck.class);
    if (answer.reasonCode() != ReasonCode.SUCCESS) {
      throw new AssertionError(clientIdentifier + " was not let in: " + answer);
    }
    return answer.sessionPresent();
  }

  /** Subscribes and waits for the SUBACK, on a connection to which nothing else comes. */
  WireClient subscribe(String filter, QoS qos) throws IOException {
    Subscription subscription = new Subscription(TopicFilter.of(filter), qos);
    send(new Subscribe(1, List.of(subscription), Properties.NONE));
    SubAck answer = read(SubAck.class);
    if (!answer.reasonCodes().equals(List.of(ReasonCode.granted(qos)))) {
      throw new AssertionError(filter + " was not granted: " + answer);
    }
    return this;
  }

  void publish(String topic, String payload, QoS qos, boolean retain, int packetIdentifier)
      throws IOException {
    send(
        new Publish(
            false,
            qos,
            retain,
            TopicName.of(topic),
            packetIdentifier,
            Properties.NONE,
            payload.getBytes(StandardCharsets.UTF_8)));
  }

  void send(ControlPacket packet) throws IOException {
    socket.getOutputStream().write(PacketEncoder.encode(packet, version));
  }

  /** The next packet, which must be of this type. */
  <P extends ControlPacket> P read(Class<P> type) throws IOException {
    ControlPacket packet = read();
    if (!type.isInstance(packet)) {
      throw new AssertionError(packet + " came, not " + type.getSimpleName());
    }
    return type.cast(packet);
  }

  /** Waits for the next packet. */
  ControlPacket read() throws IOException {
    for (; ; ) {
      ControlPacket packet = decode();
      if (packet != null) {
        return packet;
      }
      bytes.compact();
      int count = socket.getInputStream().read(bytes.array(), bytes.position(), bytes.remaining());
      if (count < 0) {
        throw new EOFException("the broker has closed the connection");
      }
      bytes.position(bytes.position() + count).flip();
    }
  }

  private ControlPacket decode() {
    try {
      return decoder.decode(bytes);
    } catch (MqttProtocolException e) {
      throw new AssertionError("the broker sent what no broker may: " + e.getMessage(), e);
    }
  }

  static String text(Publish publish) {
    return new String(publish.payload(), StandardCharsets.UTF_8);
  }

  /** Ends the connection without a word. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError("a socket cannot be closed", e);
    }
  }
}
