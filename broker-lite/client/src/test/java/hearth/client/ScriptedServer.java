package hearth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.ManualLoop;
import hearth.io.net.Channel;
import hearth.io.net.ChannelHandler;
import hearth.io.net.Connector;
import hearth.io.net.MemoryChannel;
import hearth.protocol.codec.PacketDecoder;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.codec.PacketSizes;
import hearth.protocol.codec.ServerPacketDecoder;
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
import hearth.protocol.topic.TopicName;
import hearth.protocol.topic.TopicNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The server's part of a conversation, spoken by a test line by line: {@link #hears} what the
 * client says, {@link #says} what it is answered, {@link #passes} time. All on one manual loop.
 *
 * <pre>
 * client.publish(message);
 * Publish publish = server.hears(Publish.class);
 * server.says(new PubAck(publish.packetIdentifier()));
 * </pre>
 */
final class ScriptedServer implements Connector {
  final ManualLoop loop = new ManualLoop();
  private final ArrayDeque<ControlPacket> heard = new ArrayDeque<>();
  private final ArrayDeque<CompletableFuture<Channel>> held = new ArrayDeque<>();
  private MqttVersion version;
  private Line line;
  private int connections;
  private IOException unreachable;
  private boolean silent;

  /** The server's end of one connection. */
  private final class Line implements ChannelHandler {
    final MemoryChannel channel;
    final PacketDecoder decoder =
        new ServerPacketDecoder(
            new PacketSizes(
                Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
            new TopicNames());
    boolean closed;
    IOException cause;

    Line(MemoryChannel channel) {
      this.channel = channel;
      channel.open(this);
    }

    @Override
    public int onBytes(ByteBuffer bytes) {
      try {
        ControlPacket packet;
        while ((packet = decoder.decode(bytes)) != null) {
          version = decoder.version();
          heard.add(packet);
        }
        return decoder.bytesNeeded();
      } catch (MqttProtocolException e) {
        throw new AssertionError("the client broke the protocol", e);
      }
    }

    @Override
    public void onClosed(IOException why) {
      closed = true;
      cause = why;
    }
  }

  /** A client of this server with a seeded source of random numbers. */
  MqttClientBuilder client() {
    return MqttClient.builder()
        .loop(loop)
        .connector(this)
        .topicAliasMaximum(0)
        .random(new Random(1));
  }

  /**
   * A client of this version with a fixed name that comes back after 1 s, 2 s, 4 s, at most 8 s.
   */
  MqttClientBuilder faithfulClient(MqttVersion speaks) {
    MqttClientBuilder builder =
        client()
            .version(speaks)
            .clientIdentifier("thermometer")
            .cleanStart(false)
            .reconnect(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8), new NoJitter()));
    return speaks == MqttVersion.V5 ? builder.sessionExpiryInterval(3600) : builder;
  }

  /** Always 0, which leaves the delays as they are. */
  private static final class NoJitter extends Random {
    private static final long serialVersionUID = 1L;

    @Override
    protected int next(int bits) {
      return 0;
    }
  }

  @Override
  public CompletableFuture<Channel> connect(String host, int port, long timeoutNanos) {
    connections++;
    if (unreachable != null) {
      return CompletableFuture.failedFuture(unreachable);
    }
    CompletableFuture<Channel> opening = new CompletableFuture<>();
    if (silent) {
      held.add(opening);
      return opening;
    }
    MemoryChannel.Pair pair = MemoryChannel.pair(loop, "client", "server");
    line = new Line(pair.b());
    opening.complete(pair.a());
    return opening;
  }

  /** How often the client has tried to connect. */
  int connections() {
    return connections;
  }

  /** Connecting fails from now on, or no longer where null. */
  void unreachable(IOException why) {
    unreachable = why;
  }

  /** Connecting is not answered at all. */
  void silent(boolean yes) {
    silent = yes;
  }

  /** The next packet, which must be of this type. */
  <P extends ControlPacket> P hears(Class<P> type) {
    loop.runReady();
    ControlPacket packet = heard.poll();
    assertNotNull(packet, "expected " + type.getSimpleName() + " but the client says nothing");
    return assertInstanceOf(type, packet);
  }

  /** The next packet, which must be this one. */
  void hears(ControlPacket expected) {
    assertEquals(expected, hears(expected.getClass()));
  }

  void hearsNothing() {
    loop.runReady();
    assertNull(heard.peek());
  }

  void says(ControlPacket... packets) {
    for (ControlPacket packet : packets) {
      line.channel.write(PacketEncoder.encode(packet, version));
    }
    loop.runReady();
  }

  /**
   * Bytes as they are.
   *
   * @param hex with or without spaces
   */
  void saysBytes(String hex) {
    line.channel.write(HexFormat.of().parseHex(hex.replace(" ", "")));
    loop.runReady();
  }

  /** The network breaks; what is on the way is lost. */
  void cuts() {
    line.channel.abort();
    loop.runReady();
  }

  /** The server ends its side in order. */
  void hangsUp() {
    line.channel.close();
    loop.runReady();
  }

  /** Nothing more arrives at the server until {@link #listens}: the client's writes pile up. */
  void stopsListening() {
    line.channel.pauseReading();
  }

  void listens() {
    line.channel.resumeReading();
    loop.runReady();
  }

  /** The client has closed the connection in order. */
  void seesTheEnd() {
    loop.runReady();
    assertTrue(line.closed, "the connection is still open");
    assertNull(line.cause);
  }

  /** The connection is closed, in whatever way. */
  void seesItClosed() {
    loop.runReady();
    assertTrue(line.closed, "the connection is still open");
  }

  void seesItOpen() {
    loop.runReady();
    assertTrue(!line.closed, "the connection is closed");
  }

  void passes(Duration time) {
    loop.advance(time);
  }

  /** Accepts a connection. */
  Connect accepts(boolean sessionPresent, Properties properties) {
    Connect connect = hears(Connect.class);
    says(new ConnAck(sessionPresent, ReasonCode.SUCCESS, properties));
    return connect;
  }

  /** Connects the client with a new session. */
  Connect accepts(MqttClient client) {
    client.connect();
    return accepts(false, Properties.NONE);
  }

  /** Connects the client with one limit of the server. */
  void acceptsWith(MqttClient client, Property property, Object value) {
    client.connect();
    accepts(false, Properties.builder().add(property, value).build());
  }

  /** Subscribes the client and grants it. */
  Subscribe grants(MqttClient client, SubscribeRequest request) {
    client.subscribe(request);
    Subscribe subscribe = hears(Subscribe.class);
    says(
        new SubAck(
            subscribe.packetIdentifier(),
            List.of(ReasonCode.granted(request.subscription().qos())),
            Properties.NONE));
    return subscribe;
  }

  /** A PUBLISH of the server. */
  static Publish publish(String topic, QoS qos, int packetIdentifier, String payload) {
    return publish(topic, qos, packetIdentifier, payload, Properties.NONE);
  }

  static Publish publish(
      String topic, QoS qos, int packetIdentifier, String payload, Properties properties) {
    return new Publish(
        false,
        qos,
        false,
        topic == null ? null : TopicName.of(topic),
        packetIdentifier,
        properties,
        payload.getBytes(StandardCharsets.UTF_8));
  }

  static Publish again(Publish publish) {
    return new Publish(
        true,
        publish.qos(),
        publish.retain(),
        publish.topic(),
        publish.packetIdentifier(),
        publish.properties(),
        publish.payload());
  }

  static String text(Publish publish) {
    return new String(publish.payload(), StandardCharsets.UTF_8);
  }

  /** The result of a future that must be there. */
  <T> T result(CompletableFuture<T> future) {
    loop.runReady();
    assertTrue(future.isDone(), "the future is not done");
    return future.join();
  }

  /** The failure of a future that must have failed. */
  MqttException failure(CompletableFuture<?> future) {
    loop.runReady();
    assertTrue(future.isCompletedExceptionally(), "the future has not failed");
    try {
      future.get();
    } catch (ExecutionException e) {
      return assertInstanceOf(MqttException.class, e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("unreachable");
  }
}
