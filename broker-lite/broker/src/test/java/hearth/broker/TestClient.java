package hearth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.net.ChannelHandler;
import hearth.io.net.MemoryChannel;
import hearth.protocol.codec.ClientPacketDecoder;
import hearth.protocol.codec.PacketDecoder;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A peer that says what the test says, and shows what it got, packet by packet. */
public final class TestClient {
  private final Scenario scenario;
  private final MemoryChannel channel;
  private final MqttVersion version;
  private final PacketDecoder decoder = new ClientPacketDecoder(Integer.MAX_VALUE);
  private final Deque<ControlPacket> received = new ArrayDeque<>();
  private boolean closed;
  private Runnable whenReceived = () -> {};

  TestClient(Scenario scenario, MemoryChannel channel, MqttVersion version) {
    this.scenario = scenario;
    this.channel = channel;
    this.version = version;
    decoder.version(version);
    channel.open(new Reader());
  }

  private final class Reader implements ChannelHandler {
    @Override
    public int onBytes(ByteBuffer bytes) {
      try {
        ControlPacket packet;
        while ((packet = decoder.decode(bytes)) != null) {
          received.add(packet);
          whenReceived.run();
        }
        return decoder.bytesNeeded();
      } catch (MqttProtocolException e) {
        throw new AssertionError("the broker sent what no broker may: " + e.getMessage(), e);
      }
    }

    @Override
    public void onClosed(IOException cause) {
      closed = true;
    }
  }

  // ---- what it sends

  public TestClient send(ControlPacket packet) {
    return sendBytes(PacketEncoder.encode(packet, version));
  }

  public TestClient sendBytes(byte[] bytes) {
    channel.write(bytes);
    scenario.settle();
    return this;
  }

  /** Sends without waiting for what comes of it, so that others can send at the same time. */
  public TestClient sendMeanwhile(byte[] bytes) {
    channel.write(bytes);
    return this;
  }

  public TestClient connect(String clientIdentifier, boolean cleanStart) {
    return connect(connectPacket(clientIdentifier, cleanStart, null, Properties.NONE));
  }

  /** Sends CONNECT and takes the CONNACK, which must let it in. */
  public TestClient connect(Connect packet) {
    send(packet);
    ConnAck answer = expect(ConnAck.class);
    assertEquals(ReasonCode.SUCCESS, answer.reasonCode());
    return this;
  }

  public Connect connectPacket(
      String clientIdentifier, boolean cleanStart, Will will, Properties properties) {
    return new Connect(version, cleanStart, 0, clientIdentifier, will, null, null, properties);
  }

  public TestClient publish(String topic, String payload, QoS qos, boolean retain, int identifier) {
    return send(
        new Publish(
            false,
            qos,
            retain,
            TopicName.of(topic),
            identifier,
            Properties.NONE,
            payload.getBytes(StandardCharsets.UTF_8)));
  }

  public TestClient publish(String topic, String payload) {
    return publish(topic, payload, QoS.AT_MOST_ONCE, false, 0);
  }

  /** Subscribes and takes the SUBACK, which must grant it. */
  public TestClient subscribe(String filter, QoS qos) {
    return subscribe(new Subscription(TopicFilter.of(filter), qos), Properties.NONE);
  }

  public TestClient subscribe(Subscription subscription, Properties properties) {
    send(new Subscribe(7, List.of(subscription), properties));
    SubAck answer = expect(SubAck.class);
    assertEquals(List.of(ReasonCode.granted(subscription.qos())), answer.reasonCodes());
    return this;
  }

  public void disconnect() {
    send(Disconnect.NORMAL);
    assertTrue(closed);
  }

  /** The network is gone, without a word. */
  public void cut() {
    cutMeanwhile();
    scenario.settle();
  }

  /** The same, within a turn of the loop. */
  public void cutMeanwhile() {
    channel.abort();
  }

  /** It reads no more. */
  public void stall() {
    channel.stall();
  }

  public void unstall() {
    channel.unstall();
    scenario.settle();
  }

  // ---- what it got

  /** Runs this with each packet that comes from now on. */
  public void whenReceived(Runnable action) {
    whenReceived = action;
  }

  /** The next packet, which must be of this type. */
  public <P extends ControlPacket> P expect(Class<P> type) {
    assertFalse(received.isEmpty(), () -> "nothing came, and " + type.getSimpleName() + " should");
    ControlPacket packet = received.poll();
    assertTrue(type.isInstance(packet), () -> packet + " came, not " + type.getSimpleName());
    return type.cast(packet);
  }

  /** The next packet, which must be this one. */
  public void expect(ControlPacket packet) {
    assertEquals(packet, expect(packet.getClass()));
  }

  /** The next packet, which must be a PUBLISH of this. */
  public Publish expectPublish(String topic, String payload) {
    Publish publish = expect(Publish.class);
    assertEquals(topic, publish.topic() == null ? null : publish.topic().toString());
    assertEquals(payload, text(publish));
    return publish;
  }

  public static String text(Publish publish) {
    return new String(publish.payload(), StandardCharsets.UTF_8);
  }

  public void expectNothing() {
    assertTrue(received.isEmpty(), () -> "there came " + received);
  }

  public int receivedCount() {
    return received.size();
  }

  public void expectClosed() {
    expectNothing();
    assertTrue(closed, "the connection is still open");
  }

  public boolean isClosed() {
    return closed;
  }
}
