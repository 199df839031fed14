package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.delivery.OutboundDelivery;
import hearth.protocol.delivery.PacketIdentifiers;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The sending half of a session. Every message goes through one queue, so that they leave in the
 * order of publishing, whether a server is there or not. On the loop's thread but for {@link
 * #publish} and what only asks.
 */
final class Publisher {
  /** With more than this unsent, messages stay in the queue, where they can be counted. */
  private static final int MAX_PENDING_BYTES = 256 * 1024;

  private static final int BATCH = 64;

  private final EventLoop loop;
  private final ClientListener listener;
  private final int maxInFlight;
  private final OutboundQueue queue;
  private final PacketIdentifiers packetIdentifiers;
  private final OutboundDelivery<Outgoing> delivery;
  private final QueueStore store;
  private final UnaryOperator<Message> whenOffline;
  private final boolean endsWithConnection;
  private final OutboundDelivery.Action<Outgoing> sendAgain = this::sendAgain;
  private final Runnable pump = this::pump;
  private final AtomicBoolean pumpPosted = new AtomicBoolean();
  private final Outgoing[] batch = new Outgoing[BATCH];

  private PublishSender sender;
  private int window;
  private boolean stalled;
  private boolean isFirst = true;
  private boolean toldOfQos2;

  /** Written on the loop's thread, read by all. */
  private volatile Connection connection;

  private volatile int inFlight;
  private volatile MqttException closed;

  Publisher(EventLoop loop, MqttClientBuilder options, PacketIdentifiers packetIdentifiers) {
    this.loop = loop;
    this.listener = options.listener;
    this.maxInFlight = options.maxInFlight;
    this.store = options.store;
    this.whenOffline = options.whenOffline;
    this.endsWithConnection = options.outboundEndsWithConnection;
    this.queue =
        new OutboundQueue(options.maxQueuedMessages, options.maxQueuedBytes, options.overflow);
    this.packetIdentifiers = packetIdentifiers;
    this.delivery = new OutboundDelivery<>(maxInFlight, packetIdentifiers);
    store.recover(this::recover);
  }

  private void recover(Message message, long sequence) {
    Outgoing outgoing = new Outgoing(message, loop.clock().nanoTime());
    outgoing.sequence = sequence;
    enqueue(outgoing);
  }

  /** From any thread. */
  CompletableFuture<PublishResult> publish(Message message) {
    if (endsWithConnection && connection == null) {
      return CompletableFuture.failedFuture(new MqttException("there is no connection"));
    }
    Message queued = connection == null ? whenOffline.apply(message) : message;
    Outgoing outgoing = new Outgoing(queued, loop.clock().nanoTime());
    enqueue(outgoing);
    if (closed == null) {
      postPump();
    } else {
      // Perhaps the last look into the queue was before this message came there.
      queue.takeAll().forEach(late -> late.completeExceptionally(closed));
    }
    return outgoing;
  }

  private void enqueue(Outgoing outgoing) {
    List<Outgoing> dropped = queue.add(outgoing);
    if (!dropped.isEmpty()) {
      loop.execute(() -> dropped.forEach(this::overflowed));
    }
  }

  private void overflowed(Outgoing outgoing) {
    drop(
        outgoing,
        new MqttException(
            "the message to '" + outgoing.message.topic() + "' was dropped: the queue is full"));
  }

  private void drop(Outgoing outgoing, MqttException why) {
    forget(outgoing);
    outgoing.completeExceptionally(why);
    listener.onDropped(outgoing.message, why);
  }

  private void succeed(Outgoing outgoing, PublishResult result) {
    forget(outgoing);
    outgoing.complete(result);
  }

  private void forget(Outgoing outgoing) {
    if (outgoing.sequence != 0) {
      store.forget(outgoing.sequence);
      outgoing.sequence = 0;
    }
  }

  private void keep(Outgoing outgoing) {
    if (outgoing.sequence == 0) {
      outgoing.sequence = store.keep(outgoing.message);
    }
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
  void begin(Connection established, Connected limits, boolean resumed) {
    connection = established;
    sender = new PublishSender(loop, established, limits, delivery, packetIdentifiers);
    window = Math.min(maxInFlight, limits.receiveMaximum()); // [MQTT-4.9.0-1]
    if (!resumed) {
      packetIdentifiers.disinherit();
      startAnew();
    } else if (isFirst) {
      packetIdentifiers.inherit();
    }
    isFirst = false;
    delivery.reconnected(window); // [MQTT-4.4.0-1]
    postPump();
  }

  /** The server has forgotten the session, so this side does too [MQTT-3.2.2-5]. */
  private void startAnew() {
    List<Outgoing> again = new ArrayList<>();
    settleAll(
        again::add, // at least once: as a new message
        message -> drop(message, unknown(message.message))); // sent again it might arrive twice
    queue.addFirst(again);
  }

  /** Ends what is on the way: each at least once that was not acknowledged, or exactly once. */
  private void settleAll(Consumer<Outgoing> atLeastOnce, Consumer<Outgoing> exactlyOnce) {
    List<Runnable> strays = new ArrayList<>(); // since settling changes what is gone through
    delivery.forEach(
        (id, state, message) ->
            strays.add(() -> settle(id, state, message, atLeastOnce, exactlyOnce)));
    strays.forEach(Runnable::run);
  }

  private void settle(
      int packetIdentifier,
      DeliveryState state,
      Outgoing message,
      Consumer<Outgoing> atLeastOnce,
      Consumer<Outgoing> exactlyOnce) {
    if (state == DeliveryState.AWAITING_PUBACK) {
      delivery.acknowledged(packetIdentifier);
      atLeastOnce.accept(message);
    } else if (state == DeliveryState.AWAITING_PUBREC) {
      delivery.refused(packetIdentifier);
      exactlyOnce.accept(message);
    } else {
      delivery.completed(packetIdentifier);
      succeed(message, PublishResult.SUCCESS); // PUBREC has said that it arrived
    }
  }

  /** What belongs to the connection goes with it. */
  private void abandonAll() {
    MqttException why = new MqttException("the connection was lost before the message arrived");
    settleAll(message -> drop(message, why), message -> drop(message, why));
    queue.takeAll().forEach(message -> drop(message, why));
    inFlight = delivery.size();
  }

  private static MqttException unknown(Message message) {
    return new MqttException(
        "the server lost the session while the message to '"
            + message.topic()
            + "' was on its way: it may or may not have arrived");
  }

  /** Without a connection everything waits [MQTT-3.1.2-23] [MQTT-4.1.0-1]. */
  void suspend() {
    connection = null;
    if (endsWithConnection) {
      abandonAll();
    } else if (store != QueueStore.MEMORY) {
      delivery.forEach((packetIdentifier, state, message) -> keep(message));
      keepQueued();
    }
  }

  private void keepQueued() {
    if (store != QueueStore.MEMORY && closed == null) {
      queue.forEachUnkept(this::keep);
    }
  }

  /** Sends as much as server and network take. */
  private void pump() {
    pumpPosted.set(false);
    if (connection == null) {
      if (endsWithConnection) {
        abandonAll();
      } else {
        keepQueued();
      }
      return;
    }
    delivery.repeat(sendAgain); // in the original order [MQTT-4.6.0-1]
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
    long room = MAX_PENDING_BYTES - connection.pendingBytes();
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
    if (!sender.sendAgain(packetIdentifier, state, outgoing)) {
      loop.execute(() -> giveUp(packetIdentifier, outgoing));
    }
  }

  /** The server now takes only smaller packets than when the message was first sent. */
  private void giveUp(int packetIdentifier, Outgoing outgoing) {
    if (outgoing.message.qos() == QoS.AT_LEAST_ONCE) {
      delivery.acknowledged(packetIdentifier);
    } else {
      delivery.refused(packetIdentifier);
    }
    drop(outgoing, PublishSender.tooLarge(outgoing.message));
    postPump();
  }

  private void send(Outgoing outgoing) {
    try {
      sender.send(outgoing);
    } catch (MqttException e) {
      drop(outgoing, e);
      return;
    }
    if (outgoing.message.qos() == QoS.AT_MOST_ONCE) {
      succeed(outgoing, PublishResult.SUCCESS);
    }
  }

  void onPubAck(PubAck pubAck) {
    Outgoing outgoing = delivery.acknowledged(pubAck.packetIdentifier()); // [MQTT-4.3.2-3]
    if (outgoing == null) {
      outgoing = delivery.refused(pubAck.packetIdentifier());
      if (outgoing != null && !toldOfQos2) {
        toldOfQos2 = true;
        listener.onNotice(
            "the server has no QoS 2: it acknowledges such messages as those of QoS 1, and they may"
                + " arrive twice");
      }
    }
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
            packetIdentifier, // [MQTT-4.3.3-4] [MQTT-4.6.0-4] [MQTT-4.9.0-3]
            known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
  }

  void onPubComp(PubComp pubComp) {
    Outgoing outgoing = delivery.completed(pubComp.packetIdentifier()); // [MQTT-4.3.3-5]
    if (outgoing != null) {
      postPump();
      succeed(outgoing, PublishResult.of(ReasonCode.SUCCESS, pubComp.properties()));
    }
  }

  private void finish(Outgoing outgoing, ReasonCode code, Properties said) {
    if (code.isError()) {
      forget(outgoing);
      outgoing.completeExceptionally(
          ReasonTexts.of(
              "the server refused the message to '" + outgoing.message.topic() + "'", code, said));
    } else {
      succeed(outgoing, PublishResult.of(code, said));
    }
  }

  /** Fails whatever is not finished, now and later; what is kept stays so. */
  void close(MqttException why) {
    connection = null;
    closed = why;
    queue.takeAll().forEach(message -> end(message, why));
    delivery.forEach((packetIdentifier, state, message) -> end(message, why));
    store.close();
  }

  private void end(Outgoing outgoing, MqttException why) {
    outgoing.completeExceptionally(why);
    if (outgoing.sequence == 0) {
      listener.onDropped(outgoing.message, why);
    }
  }
}
