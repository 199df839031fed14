package hearth.broker.bridge;

import hearth.broker.TestSettings;
import hearth.io.loop.ManualLoop;
import hearth.io.net.Channel;
import hearth.io.net.ChannelHandler;
import hearth.io.net.Connector;
import hearth.io.net.MemoryChannel;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.codec.ServerPacketDecoder;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A remote that behaves as clusters of others were seen to. */
final class ScriptedRemote {
  private final ManualLoop loop;
  final List<Connect> connects = new ArrayList<>();
  final List<Publish> published = new ArrayList<>();

  int pings;

  /** How often somebody has asked for a connection. */
  int attempts;

  /** What its CONNACK says. */
  Properties says = Properties.NONE;

  boolean sessionPresent;

  /** Versions that it closes the connection on, without a word. */
  Predicate<Connect> ignores = connect -> false;

  /** Messages that it closes the connection on. */
  Predicate<Publish> hates = publish -> false;

  QoS grants = QoS.EXACTLY_ONCE;

  final List<Subscribe> subscribes = new ArrayList<>();

  /** Subscriptions that it refuses. */
  Predicate<Subscription> refusesSubscription = subscription -> false;

  /** It says nothing to a SUBSCRIBE. */
  boolean ignoresSubscribe;

  /** It answers PUBACK to whatever comes. */
  boolean knowsNoQoS2;

  ReasonCode answers = ReasonCode.SUCCESS;

  /** Messages that it says nothing to. */
  Predicate<Publish> ignoresMessage = publish -> false;

  /** What its PUBCOMP says. */
  ReasonCode completes = ReasonCode.SUCCESS;

  /** It says nothing to a PUBREL. */
  boolean ignoresRelease;

  final List<PubRel> released = new ArrayList<>();

  /** It reads and says nothing any more. */
  boolean isDead;

  /** Nobody gets through to it. */
  boolean isUnreachable;

  /** It lets nobody in. */
  ReasonCode lets = ReasonCode.SUCCESS;

  /** Answers to messages wait until {@link #answerAll}. */
  boolean answersLater;

  /** How long it takes to answer a message. */
  Duration thinks = Duration.ZERO;

  private final List<Runnable> answersDue = new ArrayList<>();

  /** Its end of the connection by which it gets messages, and the bridge's. */
  MemoryChannel.Pair gets;

  /** All that there were of those. */
  final List<MemoryChannel.Pair> allGets = new ArrayList<>();

  /** The same of that by which it sends. */
  MemoryChannel.Pair sends;

  ScriptedRemote(ManualLoop loop) {
    this.loop = loop;
  }

  Connector way() {
    return (host, port, timeout) -> {
      attempts++;
      if (isUnreachable) {
        return CompletableFuture.failedFuture(new IOException("Connection refused"));
      }
      MemoryChannel.Pair pair = MemoryChannel.pair(loop, "bridge", "remote");
      pair.a().open(new Reader(pair));
      return CompletableFuture.completedFuture(pair.b());
    };
  }

  /** It answers what waits for an answer. */
  void answerAll() {
    List<Runnable> due = List.copyOf(answersDue);
    answersDue.clear();
    due.forEach(Runnable::run);
  }

  /** Sends a message, by 5.0. */
  void publish(Publish publish) {
    sends.a().write(PacketEncoder.encode(publish, MqttVersion.V5));
  }

  private final class Reader implements ChannelHandler {
    private final MemoryChannel.Pair connection;
    private final Channel channel;
    private final ServerPacketDecoder decoder =
        new ServerPacketDecoder(TestSettings.ROOMY.connection().packetSizes(), new TopicNames());
    private MqttVersion version;

    Reader(MemoryChannel.Pair connection) {
      this.connection = connection;
      this.channel = connection.a();
    }

    @Override
    public int onBytes(ByteBuffer bytes) {
      try {
        ControlPacket packet;
        while (channel.isOpen() && (packet = decoder.decode(bytes)) != null) {
          if (!isDead) {
            handle(packet);
          }
        }
        return decoder.bytesNeeded();
      } catch (MqttProtocolException e) {
        throw new AssertionError("the bridge sent what no client may: " + e.getMessage(), e);
      }
    }

    private void handle(ControlPacket packet) {
      if (packet instanceof Connect connect) {
        connects.add(connect);
        if (connect.clientIdentifier().contains("-in")) {
          sends = connection;
        } else {
          gets = connection;
          allGets.add(connection);
        }
        version = connect.version();
        if (ignores.test(connect)) {
          channel.close();
        } else {
          send(new ConnAck(sessionPresent && !connect.cleanStart(), lets, says));
        }
      } else if (packet instanceof Publish publish) {
        take(publish);
      } else if (packet instanceof PubRel release) {
        released.add(release);
        if (!ignoresRelease) {
          send(new PubComp(release.packetIdentifier(), completes));
        }
      } else if (packet instanceof Subscribe subscribe) {
        subscribes.add(subscribe);
        if (!ignoresSubscribe) {
          List<ReasonCode> codes = subscribe.subscriptions().stream().map(this::granted).toList();
          send(new SubAck(subscribe.packetIdentifier(), codes, Properties.NONE));
        }
      } else if (packet instanceof PingReq) {
        pings++;
        send(PingResp.INSTANCE);
      }
    }

    private ReasonCode granted(Subscription subscription) {
      return refusesSubscription.test(subscription)
          ? ReasonCode.UNSPECIFIED_ERROR
          : ReasonCode.granted(grants);
    }

    private void take(Publish publish) {
      if (hates.test(publish)) {
        channel.abort();
        return;
      }
      published.add(publish);
      if (ignoresMessage.test(publish)) {
        return;
      }
      if (answersLater) {
        answersDue.add(() -> answer(publish));
      } else if (!thinks.isZero()) {
        loop.schedule(thinks.toNanos(), () -> answer(publish));
      } else {
        answer(publish);
      }
    }

    private void answer(Publish publish) {
      if (publish.qos() == QoS.AT_LEAST_ONCE
          || (knowsNoQoS2 && publish.qos() != QoS.AT_MOST_ONCE)) {
        send(new PubAck(publish.packetIdentifier(), answers));
      } else if (publish.qos() == QoS.EXACTLY_ONCE) {
        send(new PubRec(publish.packetIdentifier(), answers));
      }
    }

    private void send(ControlPacket packet) {
      channel.write(PacketEncoder.encode(packet, version));
    }

    @Override
    public void onClosed(IOException cause) {}
  }
}
