package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.delivery.OutboundDelivery;
import hearth.protocol.delivery.PacketIdentifiers;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The sending half of a session. Every message goes through one queue, so that they leave in the
 * order of publishing, whether a server is there or not. On the loop's thread but for {@link
 * #publish} and what only asks.
 */
final class Publisher {
  /** With more than this unsent, messages stay in the queue, where they can be counted. */
  private static final int MOST_PENDING_BYTES = 256 * 1024;

  private static final int BATCH = 64;

  private final EventLoop loop;
  private final ClientListener listener;
  private final int mostInFlight;
  private final OutboundQueue queue;
  private final OutboundDelivery<Outgoing> delivery;
  private final OutboundDelivery.Action<Outgoing> sendAgain = this::sendAgain;
  private final Runnable pump = this::pump;
  private final AtomicBoolean pumpPosted = new AtomicBoolean();
  private final Outgoing[] batch = new Outgoing[BATCH];

  private Connection connection;
  private Connected limits;
  private PublishAliases aliases;
  private int window;
  private boolean stalled;
  private volatile int inFlight;
  private volatile MqttException closed;

  /** A message on the way when its session was lost. */
  private record Stray(int packetIdentifier, DeliveryState state, Outgoing message) {}

  Publisher(EventLoop loop, MqttClientBuilder options, PacketIdentifiers packetIdentifiers) {
    this.loop = loop;
    this.listener = options.listener;
    this.mostInFlight = options.mostInFlight;
    this.queue =
        new OutboundQueue(options.mostQueuedMessages, options.mostQueuedBytes, options.overflow);
    this.delivery = new OutboundDelivery<>(mostInFlight, packetIdentifiers);
  }

  /** From any thread. */
  CompletableFuture<PublishResult> publish(Message message) {
    Outgoing outgoing = new Outgoing(message, loop.clock().nanoTime());
    if (closed != null) {
      outgoing.completeExceptionally(closed);
      return outgoing;
    }
    List<Outgoing> dropped = queue.add(outgoing);
    if (!dropped.isEmpty()) {
      loop.execute(() -> dropped.forEach(this::overflowed));
    }
    postPump();
    return outgoing;
  }

  private void overflowed(Outgoing outgoing) {
    drop(
        outgoing,
        new MqttException(
            "the message to '" + outgoing.message.topic() + "' was dropped: the queue is full"));
  }

  private void drop(Outgoing outgoing, MqttException why) {
    outgoing.completeExceptionally(why);
    listener.onDropped(outgoing.message, why);
  }

  /** Messages that wait to be sent. From any thread. */
  int queued() {
    return queue.size();
  }

  long queuedBytes() {
    return queue.bytes();
  }

  CompletableFuture<Void> room() {
    return queue.room();
  }

  /** Messages of QoS 1 and 2 that the server has not yet taken over. */
  int inFlight() {
    return inFlight;
  }

  private void postPump() {
    if (!pumpPosted.get() && pumpPosted.compareAndSet(false, true)) {
      loop.execute(pump);
    }
  }

  /**
   * A connection stands.
   *
   * @param resumed whether the server continues the session; if not, what was on the way is settled
   *     here
   */
  void begin(Connection established, Connected connected, boolean resumed) {
    connection = established;
    limits = connected;
    window = Math.min(mostInFlight, connected.receiveMaximum()); // [MQTT-4.9.0-1]
    aliases = new PublishAliases(connected.topicAliasMaximum()); // [MQTT-3.3.2-7]
    if (!resumed) {
      startAnew();
    }
    delivery.reconnected(window); // [MQTT-4.4.0-1]
    postPump();
  }

  /** The server has forgotten the session, so this side does too [MQTT-3.2.2-5]. */
  private void startAnew() {
    List<Stray> strays = new ArrayList<>();
    List<Outgoing> again = new ArrayList<>();
    delivery.forEach((id, state, message) -> strays.add(new Stray(id, state, message)));
    for (Stray stray : strays) {
      switch (stray.state) {
        case AWAITING_PUBACK -> {
          delivery.acknowledged(stray.packetIdentifier);
          again.add(stray.message); // at least once: as a new message
        }
        case AWAITING_PUBREC -> {
          delivery.refused(stray.packetIdentifier);
          drop(stray.message, unknown(stray.message.message)); // sent again it might arrive twice
        }
        default -> {
          delivery.completed(stray.packetIdentifier);
          stray.message.complete(PublishResult.SUCCESS); // PUBREC has said that it arrived
        }
      }
    }
    queue.addFirst(again);
  }

  private static MqttException unknown(Message message) {
    return new MqttException(
        "the server lost the session while the message to '"
            + message.topic()
            + "' was on its way: it may or may not have arrived");
  }

  void suspend() {
    connection = null;
  }

  /** Sends as much as server and network take. */
  private void pump() {
    pumpPosted.set(false);
    if (connection == null) {
      return;
    }
    delivery.repeat(sendAgain);
    int taken = BATCH;
    for (long room; taken > 0 && (room = roomInChannel()) > 0; ) {
      taken = queue.take(batch, quota(), room);
      for (int i = 0; i < taken; i++) {
        send(batch[i]);
        batch[i] = null;
      }
    }
    inFlight = delivery.size();
    CompletableFuture<Void> ready = queue.takeRoom();
    if (ready != null) {
      ready.complete(null);
    }
  }

  /** How many messages of QoS 1 and 2 may be sent now [MQTT-3.3.4-7] [MQTT-4.9.0-2]. */
  private int quota() {
    return delivery.hasRoom() ? Math.max(1, window - delivery.size()) : 0;
  }

  /** How many bytes the channel may be given. */
  private long roomInChannel() {
    long room = MOST_PENDING_BYTES - connection.pendingBytes();
    if (room > 0) {
      stalled = false;
    } else if (!stalled) {
      // Either the flush at the end of this turn makes room, or onWritable will tell.
      stalled = true;
      postPump();
    }
    return room;
  }

  void onWritable() {
    stalled = false;
    postPump();
  }

  private void sendAgain(int packetIdentifier, DeliveryState state, Outgoing outgoing) {
    if (state == DeliveryState.AWAITING_PUBCOMP) {
      connection.send(new PubRel(packetIdentifier));
      return;
    }
    // [MQTT-3.3.1-1] [MQTT-3.3.1-3]
    Publish publish = outgoing.publish(true, packetIdentifier);
    EncodedPublish encoded = connection.encode(publish);
    if (encoded == null) {
      loop.execute(() -> giveUp(packetIdentifier, outgoing));
    } else {
      connection.send(publish, encoded, packetIdentifier);
    }
  }

  /** The server now takes only smaller packets than when the message was first sent. */
  private void giveUp(int packetIdentifier, Outgoing outgoing) {
    if (outgoing.message.qos() == QoS.AT_LEAST_ONCE) {
      delivery.acknowledged(packetIdentifier);
    } else {
      delivery.refused(packetIdentifier);
    }
    drop(outgoing, tooLarge(outgoing.message));
    postPump();
  }

  private void send(Outgoing outgoing) {
    MqttException refusal = refusal(outgoing.message);
    if (refusal == null) {
      try {
        refusal = trySend(outgoing);
      } catch (IllegalArgumentException e) {
        refusal =
            new MqttException(
                "the message to '" + outgoing.message.topic() + "' is not valid: " + e.getMessage(),
                e);
      }
    }
    if (refusal != null) {
      drop(outgoing, refusal);
    }
  }

  /** What the server has said in advance that it does not take. */
  private MqttException refusal(Message message) {
    if (message.qos().compareTo(limits.maximumQos()) > 0) {
      // [MQTT-3.2.2-11]
      return Refusals.of(
          "the server takes no QoS " + message.qos().level(),
          ReasonCode.QOS_NOT_SUPPORTED,
          Properties.NONE);
    }
    if (message.retain() && !limits.retainAvailable()) {
      // [MQTT-3.2.2-14]
      return Refusals.of(
          "the server takes no message with RETAIN",
          ReasonCode.RETAIN_NOT_SUPPORTED,
          Properties.NONE);
    }
    return null;
  }

  private static MqttException tooLarge(Message message) {
    return Refusals.of(
        "the message to '" + message.topic() + "' cannot be sent to this server",
        ReasonCode.PACKET_TOO_LARGE,
        Properties.NONE);
  }

  private MqttException trySend(Outgoing outgoing) {
    Message message = outgoing.message;
    Publish publish = outgoing.publish(false, 0);
    if (message.properties().has(Property.MESSAGE_EXPIRY_INTERVAL)) {
      long left = secondsLeft(outgoing);
      if (left <= 0) {
        return new MqttException(
            "the message to '" + message.topic() + "' expired before it could be sent");
      }
      publish =
          PublishAliases.with(
              publish,
              publish.topic(),
              message.properties().with(Property.MESSAGE_EXPIRY_INTERVAL, left));
    }
    publish = aliases.shorten(publish);
    EncodedPublish encoded = connection.encode(publish);
    if (encoded == null) {
      aliases.forget(); // the server has not heard of one just given
      return tooLarge(message);
    }
    if (message.qos() == QoS.AT_MOST_ONCE) {
      connection.send(publish, encoded, 0);
      outgoing.complete(PublishResult.SUCCESS);
    } else {
      connection.send(publish, encoded, delivery.add(outgoing, message.qos()));
    }
    return null;
  }

  private long secondsLeft(Outgoing outgoing) {
    long interval = outgoing.message.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, 0);
    return interval - TimeUnit.NANOSECONDS.toSeconds(loop.clock().nanoTime() - outgoing.queuedAt);
  }

  void onPubAck(PubAck pubAck) {
    Outgoing outgoing = delivery.acknowledged(pubAck.packetIdentifier());
    if (outgoing != null) {
      postPump();
      finish(outgoing, pubAck.reasonCode(), pubAck.properties());
    }
  }

  void onPubRec(PubRec pubRec) {
    int packetIdentifier = pubRec.packetIdentifier();
    if (pubRec.reasonCode().isError()) {
      Outgoing outgoing = delivery.refused(packetIdentifier); // [MQTT-4.4.0-2]
      if (outgoing != null) {
        postPump();
        finish(outgoing, pubRec.reasonCode(), pubRec.properties());
      }
      return;
    }
    boolean known = delivery.received(packetIdentifier) != null;
    connection.send(
        new PubRel(
            packetIdentifier, // [MQTT-4.3.3-4] [MQTT-4.6.0-4]
            known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
  }

  void onPubComp(PubComp pubComp) {
    Outgoing outgoing = delivery.completed(pubComp.packetIdentifier());
    if (outgoing != null) {
      postPump();
      outgoing.complete(PublishResult.of(ReasonCode.SUCCESS, pubComp.properties()));
    }
  }

  private static void finish(Outgoing outgoing, ReasonCode code, Properties said) {
    if (code.isError()) {
      outgoing.completeExceptionally(
          Refusals.of(
              "the server refused the message to '" + outgoing.message.topic() + "'", code, said));
    } else {
      outgoing.complete(PublishResult.of(code, said));
    }
  }

  /** Fails whatever is not finished, now and later. */
  void close(MqttException why) {
    closed = why;
    connection = null;
    queue.takeAll().forEach(message -> drop(message, why));
    delivery.forEach((packetIdentifier, state, message) -> drop(message, why));
  }
}
