package hearth.broker.session;

import hearth.broker.Statistics;
import hearth.broker.journal.Journal;
import hearth.broker.message.Message;
import hearth.broker.routing.SessionSubscription;
import hearth.broker.routing.SharedSubscription;
import hearth.io.loop.Clock;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.delivery.InboundDelivery;
import hearth.protocol.delivery.OutboundDelivery;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The Session State of one Client Identifier (4.1): its subscriptions, the messages on their way to
 * it and what it has not completed. Outlives its connections while its expiry allows.
 *
 * <p>A message of QoS 1 or 2 goes from {@link #deliver} to the queue, from the queue to the packets
 * in flight when the client's Receive Maximum has room, and ends with its last acknowledgement:
 *
 * <pre>
 *   deliver -> queue -> in flight -> PUBACK             QoS 1
 *                       in flight -> PUBREC -> PUBCOMP  QoS 2
 * </pre>
 */
public final class Session {
  private static final int FEW_IN_FLIGHT = 4;

  /** The expiry of a session that never ends by itself, in seconds. */
  public static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

  private final String clientIdentifier;
  private final SessionLimits limits;
  private final Statistics statistics;
  private final Journal journal;
  private final Clock clock;

  private long number;
  private String userName;
  private Permissions permissions = Permissions.ALL;
  private long expiryInterval;
  private Link holder;
  private Link link;
  private long leftAt;

  // Most sessions of a home never need all of these: they come with their first use.
  private SubscriptionTable subscriptions;
  private MessageQueue queue;
  private DiskWaits diskWaits;
  private OutboundDelivery<OutgoingMessage> outbound;
  private InboundDelivery inbound;
  private int receiveMaximum = 65_535;

  public Session(
      String clientIdentifier,
      SessionLimits limits,
      Statistics statistics,
      Journal journal,
      Clock clock) {
    this.clientIdentifier = clientIdentifier;
    this.limits = limits;
    this.statistics = statistics;
    this.journal = journal;
    this.clock = clock;
  }

  public String clientIdentifier() {
    return clientIdentifier;
  }

  /** The user that the session belongs to, null for an anonymous one. */
  public String userName() {
    return userName;
  }

  public Permissions permissions() {
    return permissions;
  }

  public void owner(String userName, Permissions permissions) {
    this.userName = userName;
    this.permissions = permissions;
  }

  /** Seconds the session lives on without a connection; 0 ends it with its connection. */
  public long expiryInterval() {
    return expiryInterval;
  }

  public void expiryInterval(long seconds) {
    expiryInterval = seconds;
  }

  /** Whether the session outlives its connection, and so a restart of the broker. */
  public boolean isPersistent() {
    return expiryInterval > 0;
  }

  /** The journal's number of this session, 0 where it has none. */
  public long number() {
    return number;
  }

  public void number(long number) {
    this.number = number;
  }

  /** The connection that the session belongs to, whose CONNACK may still wait; else null. */
  public Link holder() {
    return holder;
  }

  /** A connection has been let in with this session. */
  public void admitted(Link link) {
    holder = link;
  }

  /** The connection whose CONNACK is sent, else null. */
  Link link() {
    return link;
  }

  public boolean isConnected() {
    return link != null;
  }

  // ---- subscriptions

  public Collection<SessionSubscription> subscriptions() {
    return subscriptions == null ? List.of() : subscriptions;
  }

  public SessionSubscription subscription(TopicFilter filter) {
    return subscriptions == null ? null : subscriptions.get(filter);
  }

  /** Remembers a subscription and returns it; one of the same filter is replaced [MQTT-3.8.4-3]. */
  public SessionSubscription subscribe(Subscription options, int identifier) {
    SessionSubscription subscription = new SessionSubscription(this, options, identifier);
    if (subscriptions == null) {
      subscriptions = new SubscriptionTable();
    }
    subscriptions.put(subscription);
    return subscription;
  }

  /** Forgets a subscription and returns it, or null where there was none. */
  public SessionSubscription unsubscribe(TopicFilter filter) {
    return subscriptions == null ? null : subscriptions.remove(filter);
  }

  // ---- connection

  /**
   * A client has connected with this session: what is in flight is sent again, in its order and
   * with DUP, before anything new [MQTT-4.4.0-1] [MQTT-4.6.0-1].
   */
  public void connected(Link link, int receiveMaximum) {
    this.link = link;
    if (diskWaits != null) {
      diskWaits.connected();
    }
    this.receiveMaximum = Math.min(receiveMaximum, limits.inFlight());
    if (outbound != null) {
      outbound.reconnected(this.receiveMaximum);
    }
    pump();
  }

  public void disconnected() {
    holder = null;
    link = null;
    leftAt = clock.nanoTime();
    if (outbound != null && outbound.size() == 0) {
      outbound = null;
    }
  }

  /** Milliseconds since its last connection went. */
  public long millisSinceLeft() {
    return (clock.nanoTime() - leftAt) / 1_000_000L;
  }

  /** The last connection went so many milliseconds ago, before the broker was started. */
  public void left(long millisAgo) {
    leftAt = clock.nanoTime() - millisAgo * 1_000_000L;
  }

  private void sendAgain(int identifier, DeliveryState state, OutgoingMessage outgoing) {
    if (state == DeliveryState.AWAITING_PUBCOMP) {
      link.send(new PubRel(identifier));
    } else {
      transmit(outgoing, true); // [MQTT-3.3.1-1]
    }
  }

  // ---- messages to the client

  /**
   * Takes a message for the client. One of QoS 1 or 2 for a persistent session is queued only: the
   * router calls {@link #pump} when the journal has it.
   *
   * @return what the session keeps of it and the journal must know, or null
   */
  public OutgoingMessage deliver(
      Message message, QoS qos, boolean retain, int[] identifiers, SharedSubscription shared) {
    if (qos == QoS.AT_MOST_ONCE) {
      if (link != null && !link.publish(message, qos, retain, false, 0, identifiers)) {
        statistics.messageDropped(this, message);
      }
      return null;
    }
    if (link == null && !isPersistent()) {
      return null;
    }
    OutgoingMessage outgoing = new OutgoingMessage(message, qos, retain, identifiers, shared);
    boolean keeps = isPersistent() && journal.isKept(message.topic());
    if (!keeps && takesAtOnce(qos) && mayKeep()) {
      send(outgoing);
      return null;
    }
    return enqueue(outgoing) && keeps ? outgoing : null;
  }

  /** While memory is short only who answers at once gets what has to be kept until it does. */
  private boolean mayKeep() {
    boolean answersAtOnce =
        link != null && (queue == null || queue.isEmpty()) && inFlight() < FEW_IN_FLIGHT;
    return answersAtOnce || !statistics.memoryShort;
  }

  private boolean enqueue(OutgoingMessage outgoing) {
    if (queue == null) {
      queue = new MessageQueue(limits, statistics);
    }
    if (mayKeep() && queue.offer(outgoing)) {
      return true;
    }
    statistics.messageDropped(this, outgoing.message());
    return false;
  }

  /** Whether another member of a Shared Subscription would have to wait longer than this one. */
  public boolean takesAtOnce() {
    return takesAtOnce(QoS.AT_LEAST_ONCE);
  }

  private boolean takesAtOnce(QoS qos) {
    return link != null && (queue == null || queue.isEmpty()) && canSend(qos);
  }

  private boolean canSend(QoS qos) {
    return outbound().hasRoom() && link.hasRoom() && (diskWaits == null || diskWaits.letPass(qos));
  }

  private DiskWaits diskWaits() {
    if (diskWaits == null) {
      diskWaits = new DiskWaits(this, journal);
    }
    return diskWaits;
  }

  private OutboundDelivery<OutgoingMessage> outbound() {
    if (outbound == null) {
      outbound = new OutboundDelivery<>(receiveMaximum);
    }
    return outbound;
  }

  /** Sends what the client has room for: first again what is in flight, then from the queue. */
  public void pump() {
    if (outbound != null && link != null) {
      outbound.repeat(this::sendAgain);
    }
    if (queue == null || link == null) {
      return;
    }
    while (!queue.isEmpty() && link != null && canSend(queue.peek().qos())) {
      OutgoingMessage outgoing = queue.poll();
      if (outgoing.message().isExpired(clock.nanoTime())) {
        // [MQTT-3.3.2-5]
        statistics.messageExpired();
        finished(outgoing);
      } else {
        send(outgoing);
      }
    }
    if (queue != null && queue.isEmpty()) {
      queue = null;
    }
  }

  private void send(OutgoingMessage outgoing) {
    int identifier = outbound.add(outgoing, outgoing.qos());
    outgoing.packetIdentifier(identifier);
    boolean waits =
        outgoing.qos() == QoS.EXACTLY_ONCE && isPersistent() && diskWaits().holds(outgoing);
    if (!waits) {
      transmit(outgoing, false);
    }
  }

  void transmit(OutgoingMessage outgoing, boolean dup) {
    boolean sent =
        link.publish(
            outgoing.message(),
            outgoing.qos(),
            outgoing.retain(),
            dup,
            outgoing.packetIdentifier(),
            outgoing.subscriptionIdentifiers());
    if (!sent) {
      // [MQTT-3.1.2-25]: too large for this client: as if it had been delivered.
      statistics.messageDropped(this, outgoing.message());
      if (outgoing.qos() == QoS.AT_LEAST_ONCE) {
        outbound.acknowledged(outgoing.packetIdentifier());
      } else {
        outbound.refused(outgoing.packetIdentifier());
      }
      finished(outgoing);
    }
  }

  // ---- acknowledgements of the client

  /** PUBACK. Returns whether its Packet Identifier was one in flight. */
  public boolean acknowledged(int identifier) {
    OutgoingMessage outgoing = outbound == null ? null : outbound.acknowledged(identifier);
    return end(outgoing);
  }

  /** PUBREC with an error: the message is not sent again [MQTT-4.8.2-6]. */
  public boolean refused(int identifier) {
    OutgoingMessage outgoing = outbound == null ? null : outbound.refused(identifier);
    return end(outgoing);
  }

  /** PUBCOMP. Returns whether its Packet Identifier was one in flight. */
  public boolean completed(int identifier) {
    OutgoingMessage outgoing = outbound == null ? null : outbound.completed(identifier);
    return end(outgoing);
  }

  private boolean end(OutgoingMessage outgoing) {
    if (outgoing == null) {
      return false;
    }
    finished(outgoing);
    pump();
    return true;
  }

  /** PUBREC: answers PUBREL once the journal has it. Returns whether the identifier was known. */
  public boolean received(int identifier) {
    OutgoingMessage outgoing = outbound == null ? null : outbound.received(identifier);
    if (outgoing == null) {
      return false;
    }
    if (isPersistent()) {
      diskWaits().release(outgoing);
    } else {
      link.send(new PubRel(identifier));
    }
    return true;
  }

  private void finished(OutgoingMessage outgoing) {
    if (isPersistent()) {
      journal.finished(this, outgoing);
    }
  }

  // ---- QoS 2 messages from the client

  public InboundDelivery inbound() {
    if (inbound == null) {
      inbound = new InboundDelivery();
    }
    return inbound;
  }

  /** Whether a QoS 2 message of this Packet Identifier is here and not yet released. */
  public boolean hasReceived(int identifier) {
    return inbound != null && inbound.contains(identifier);
  }

  public int inboundSize() {
    return inbound == null ? 0 : inbound.size();
  }

  // ---- the journal

  /** Takes one message on its way to the client. */
  @FunctionalInterface
  public interface OutgoingAction {
    /**
     * @param state null while it waits in the queue
     */
    void accept(OutgoingMessage outgoing, DeliveryState state);
  }

  /** Every message on its way to the client, in its order. */
  public void forEachOutgoing(OutgoingAction action) {
    if (outbound != null) {
      outbound.forEach((identifier, state, outgoing) -> action.accept(outgoing, state));
    }
    if (queue != null) {
      queue.forEach(outgoing -> action.accept(outgoing, null));
    }
  }

  /**
   * Puts a message of before a restart back, in their order.
   *
   * @param state null for one that waited in the queue
   */
  public void restore(OutgoingMessage outgoing, DeliveryState state) {
    if (state == null) {
      if (queue == null) {
        queue = new MessageQueue(limits, statistics);
      }
      queue.restore(outgoing);
      return;
    }
    outbound().restore(outgoing.packetIdentifier(), state, outgoing);
  }

  // ---- the end

  /** Messages of Shared Subscriptions that go to another member when this session ends. */
  public List<OutgoingMessage> end() {
    List<OutgoingMessage> others = new ArrayList<>();
    if (outbound != null) {
      outbound.forEach(
          (identifier, state, outgoing) -> {
            // [MQTT-4.8.2-5]: one of QoS 2 that was sent goes to nobody else.
            if (outgoing != null
                && outgoing.shared() != null
                && outgoing.qos() == QoS.AT_LEAST_ONCE) {
              others.add(outgoing);
            }
          });
    }
    if (queue != null) {
      for (OutgoingMessage outgoing; (outgoing = queue.poll()) != null; ) {
        if (outgoing.shared() != null) {
          others.add(outgoing);
        }
      }
    }
    queue = null;
    outbound = null;
    inbound = null;
    return others;
  }

  public int queuedMessages() {
    return queue == null ? 0 : queue.size();
  }

  public int inFlight() {
    return outbound == null ? 0 : outbound.size();
  }

  @Override
  public String toString() {
    return clientIdentifier;
  }
}
