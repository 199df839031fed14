package hearth.client;

import hearth.io.loop.ManualLoop;
import hearth.io.net.Channel;
import hearth.io.net.ChannelHandler;
import hearth.io.net.Connector;
import hearth.io.net.MemoryChannel;
import hearth.protocol.codec.PacketDecoder;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.codec.PacketSizes;
import hearth.protocol.codec.ServerPacketDecoder;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.delivery.InboundDelivery;
import hearth.protocol.delivery.OutboundDelivery;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
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
import hearth.protocol.topic.TopicNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A server of one client that keeps its session and delivers as it must, but whose connections
 * break at chosen packets. Packets of both directions are counted together, over all connections.
 */
final class FragileServer implements Connector {
  /** What becomes of the packet at which the connection breaks. */
  enum Last {
    ARRIVES,
    IS_LOST
  }

  /** What the client has published, repetitions of QoS 1 included. */
  final List<String> received = new ArrayList<>();

  private final ManualLoop loop;
  private final Set<Integer> cuts;
  private final Last last;
  private final QoS qos;
  private final List<String> toSend;
  private final InboundDelivery inbound = new InboundDelivery();
  private final OutboundDelivery<String> outbound = new OutboundDelivery<>(10);
  private boolean session;
  private boolean subscribed;
  private int packets;

  /**
   * @param cuts the numbers of the packets at which a connection breaks, the first being 1
   * @param toSend sent with this QoS once the client has subscribed
   */
  FragileServer(ManualLoop loop, Set<Integer> cuts, Last last, QoS qos, List<String> toSend) {
    this.loop = loop;
    this.cuts = cuts;
    this.last = last;
    this.qos = qos;
    this.toSend = toSend;
  }

  /** How many packets have been on the way so far. */
  int packets() {
    return packets;
  }

  int unacknowledged() {
    return outbound.size();
  }

  @Override
  public CompletableFuture<Channel> connect(String host, int port, long timeoutNanos) {
    MemoryChannel.Pair pair = MemoryChannel.pair(loop, "client", "server");
    pair.b().open(new Line(pair.b()));
    return CompletableFuture.completedFuture(pair.a());
  }

  private final class Line implements ChannelHandler {
    private final Channel channel;
    private final PacketDecoder decoder =
        new ServerPacketDecoder(
            new PacketSizes(
                Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
            new TopicNames());
    private boolean broken;

    Line(Channel channel) {
      this.channel = channel;
    }

    @Override
    public int onBytes(ByteBuffer bytes) {
      try {
        ControlPacket packet;
        while (!broken && (packet = decoder.decode(bytes)) != null) {
          arrived(packet);
        }
      } catch (MqttProtocolException e) {
        throw new AssertionError("the client broke the protocol", e);
      }
      if (broken) {
        bytes.position(bytes.limit());
      }
      return broken ? 0 : decoder.bytesNeeded();
    }

    @Override
    public void onClosed(IOException cause) {
      broken = true;
    }

    private void arrived(ControlPacket packet) {
      boolean cut = cuts.contains(++packets);
      broken = cut; // whatever is answered is lost
      if (!cut || last == Last.ARRIVES) {
        handle(packet);
      }
      if (cut) {
        channel.abort();
      }
    }

    private void send(ControlPacket packet) {
      if (broken) {
        return;
      }
      broken = cuts.contains(++packets);
      if (broken && last == Last.IS_LOST) {
        channel.abort();
        return;
      }
      channel.write(PacketEncoder.encode(packet, decoder.version()));
      if (broken) {
        channel.close(); // it arrives, and nothing that the client answers is heard
      }
    }

    private void handle(ControlPacket packet) {
      switch (packet.type()) {
        case CONNECT -> onConnect();
        case SUBSCRIBE -> onSubscribe((Subscribe) packet);
        case PUBLISH -> onPublish((Publish) packet);
        case PUBREL -> {
          int identifier = ((PubRel) packet).packetIdentifier();
          inbound.release(identifier);
          send(new PubComp(identifier));
        }
        case PUBACK -> outbound.acknowledged(((PubAck) packet).packetIdentifier());
        case PUBREC -> {
          int identifier = ((PubRec) packet).packetIdentifier();
          outbound.received(identifier);
          send(new PubRel(identifier));
        }
        case PUBCOMP -> outbound.completed(((PubComp) packet).packetIdentifier());
        default -> {}
      }
    }

    private void onConnect() {
      boolean present = session;
      session = true;
      send(new ConnAck(present, ReasonCode.SUCCESS, Properties.NONE));
      outbound.reconnected(10);
      outbound.repeat(
          (identifier, state, message) ->
              send(
                  state == DeliveryState.AWAITING_PUBCOMP
                      ? new PubRel(identifier)
                      : ScriptedServer.again(
                          ScriptedServer.publish("in", qos, identifier, message))));
    }

    private void onSubscribe(Subscribe subscribe) {
      send(
          new SubAck(
              subscribe.packetIdentifier(), List.of(ReasonCode.granted(qos)), Properties.NONE));
      if (!subscribed) {
        subscribed = true;
        for (String message : toSend) {
          send(ScriptedServer.publish("in", qos, outbound.add(message, qos), message));
        }
      }
    }

    private void onPublish(Publish publish) {
      int identifier = publish.packetIdentifier();
      if (publish.qos() == QoS.AT_LEAST_ONCE) {
        received.add(ScriptedServer.text(publish));
        send(new PubAck(identifier));
      } else {
        if (inbound.add(identifier)) {
          received.add(ScriptedServer.text(publish));
        }
        send(new PubRec(identifier));
      }
    }
  }
}
