package hearth.broker.session;

import hearth.broker.account.Account;
import hearth.broker.account.Kind;
import hearth.broker.account.Owners;
import hearth.broker.message.Message;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.delivery.DeliveryState;
import hearth.protocol.delivery.InboundDelivery;
import hearth.protocol.packet.Memory;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * The Session State of one Client Identifier (4.1): whose it is, its subscriptions, the messages on
 * their way to it and what it has not completed. Outlives its connections while its expiry allows.
 */
public final class Session {
  /** The expiry of a session that never ends by itself, in seconds. */
  public static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

  /** Of the objects that each has, about, in bytes. */
  private static final int MEMORY = 400;

  private static final int FIRST_IDENTIFIERS = new InboundDelivery().growth();

  private final String clientIdentifier;
  private final SessionContext context;
  private final Account account;

  /** Null for the limits that all have. */
  private final QueueLimits queueLimits;

  private long number;
  private String userName;
  private Permissions permissions = Permissions.ALL;
  private long expiryInterval;
  private ClientConnection holder;
  private ClientConnection link;

  /** When its connection came or went. */
  private long changedAt;

  private int receiveMaximum = 65_535;
  private boolean liftsQoS;

  /** Null for all that it has subscribed to. */
  private Predicate<Message> takes;

  private boolean isToldPublishers;
  private long dropped;
  private int ruleChanges;

  /** Null unless somebody has asked for it to be remembered. */
  private WaitingMessages waiting;

  /** Nobody has noted what was missed before a restart. */
  private boolean missesRetained = true;

  /** Hears of what was retained with QoS 0 and could not be sent. */
  private Consumer<Message> whenMissed = message -> {};

  private boolean wantsMissedOnly;

  private long refused;
  private long superseded;

  // Most sessions of a home have one subscription and never need the rest: it comes with its first
  // use.
  /** From where its client has come last; null since a restart. */
  private String address;

  private SessionSubscription only;
  private SubscriptionTable several;
  private OutgoingMessages outgoing;
  private InboundDelivery inbound;

  /** Members of Shared Subscriptions that were passed over since it had no room. */
  private Set<SharedSubscription.Member> notReady;

  public Session(String clientIdentifier, SessionContext context) {
    this.clientIdentifier = clientIdentifier;
    this.context = context;
    this.account = context.owners().user(null).open(clientIdentifier);
    account.charge(Kind.SESSION, MEMORY + Memory.of(clientIdentifier));
    this.queueLimits = context.limits().queues().get(clientIdentifier);
  }

  /** The limits of its queue that are its own, or null. */
  public QueueLimits queueLimits() {
    return queueLimits;
  }

  /** What is held for it; that of its connection has an account of its own. */
  public Account account() {
    return account;
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

  /** Its client comes from there; who has no user name is held to what others from there hold. */
  public void comesFrom(String address) {
    account.charge(Kind.SESSION, Memory.of(address) - Memory.of(this.address));
    this.address = address;
  }

  /** Whose it is, see {@link Owners#called}. */
  public String owner() {
    return account.owner().name();
  }

  public void owner(String userName, Permissions permissions) {
    account.charge(Kind.SESSION, Memory.of(userName) - Memory.of(this.userName));
    account.charge(Kind.SESSION, permissions.memory() - this.permissions.memory());
    account.moveTo(context.owners().of(Owners.called(userName, address)));
    this.userName = userName;
    if (outgoing != null && !permissions.equals(this.permissions)) {
      outgoing.permissionsChanged();
    }
    this.permissions = permissions;
  }

  /** The rules may be others than when it began. */
  public void rulesChanged() {
    ruleChanges += permissions == Permissions.ALL ? 0 : 1;
  }

  /** Seconds the session lives on without a connection; 0 ends it with its connection. */
  public long expiryInterval() {
    return expiryInterval;
  }

  public void expiryInterval(long seconds) {
    expiryInterval = seconds;
  }

  /** Whether what is published with QoS 1 goes to its client with QoS 2. */
  public void liftsQoS(boolean lifts) {
    liftsQoS = lifts;
  }

  /** Whether its client is told who has published what it gets. */
  public void isToldPublishers(boolean isTold) {
    isToldPublishers = isTold;
  }

  /**
   * These messages alone are taken, of those that it has subscribed to.
   *
   * @param messages null for all
   */
  public void takesOnly(Predicate<Message> messages) {
    takes = messages;
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
  public ClientConnection holder() {
    return holder;
  }

  /** A connection has been let in with this session. */
  public void admitted(ClientConnection link) {
    holder = link;
  }

  /** Whether its client is there and reads fast enough to be sent more of what can wait. */
  public boolean hasRoom() {
    return link != null && link.hasRoom();
  }

  /** The connection whose CONNACK is sent, else null. */
  ClientConnection link() {
    return link;
  }

  public boolean isConnected() {
    return link != null;
  }

  // ---- subscriptions

  public Collection<SessionSubscription> subscriptions() {
    if (several != null) {
      return several;
    }
    return only == null ? List.of() : List.of(only);
  }

  public SessionSubscription subscription(TopicFilter filter) {
    if (several != null) {
      return several.get(filter);
    }
    return only != null && only.filter().equals(filter) ? only : null;
  }

  /** Remembers a subscription and returns it; one of the same filter is replaced [MQTT-3.8.4-3]. */
  public SessionSubscription subscribe(Subscription options, int identifier) {
    SessionSubscription subscription = new SessionSubscription(this, options, identifier);
    if (several == null && (only == null || only.filter().equals(options.filter()))) {
      only = subscription;
      return subscription;
    }
    if (several == null) {
      several = new SubscriptionTable(context.hash());
      several.put(only);
      only = null;
    }
    several.put(subscription);
    return subscription;
  }

  /** Forgets a subscription and returns it, or null where there was none. */
  public SessionSubscription unsubscribe(TopicFilter filter) {
    SessionSubscription subscription = subscription(filter);
    if (several == null) {
      only = subscription == null ? only : null;
    } else {
      several.remove(filter);
      several = several.isEmpty() ? null : several;
    }
    return subscription;
  }

  // ---- connection

  /**
   * A client has connected with this session: what is in flight is sent again, in its order and
   * with DUP, before anything new [MQTT-4.4.0-1] [MQTT-4.6.0-1].
   */
  public void connected(ClientConnection link, int receiveMaximum) {
    this.link = link;
    this.changedAt = context.clock().nanoTime();
    this.receiveMaximum = Math.min(receiveMaximum, context.limits().inFlight());
    if (outgoing != null) {
      outgoing.connected(this.receiveMaximum);
    }
    pump();
  }

  /** How many messages of QoS 1 and 2 may be in flight to the client. */
  int receiveMaximum() {
    return receiveMaximum;
  }

  public void disconnected() {
    holder = null;
    link = null;
    changedAt = context.clock().nanoTime();
    if (outgoing != null && outgoing.disconnected()) {
      outgoing = null;
    }
  }

  /** Milliseconds since its last connection went, or came where it is there. */
  public long millisSinceLeft() {
    return (context.clock().nanoTime() - changedAt) / 1_000_000L;
  }

  /** The last connection went so many milliseconds ago, before the broker was started. */
  public void left(long millisAgo) {
    changedAt = context.clock().nanoTime() - millisAgo * 1_000_000L;
  }

  // ---- messages to the client

  /**
   * Takes a message for the client. One of QoS 1 or 2 for a persistent session is queued only: the
   * router calls {@link #pump} when the journal has it.
   *
   * @return what the session keeps of it and the journal must know, or null
   */
  public OutgoingMessage deliver(
      Message published,
      QoS qos,
      boolean retain,
      SubscriptionIdentifiers identifiers,
      SharedSubscription shared) {
    // What the journal is to know is the message that it has.
    Message message = isToldPublishers && !isPersistent() ? published.naming() : published;
    if (takes != null && !takes.test(message)) {
      return null;
    }
    if (qos == QoS.AT_MOST_ONCE) {
      boolean isSent = link != null && link.publish(message, qos, retain, false, 0, identifiers);
      if (retain && !isSent) {
        missesRetained = true;
        whenMissed.accept(message);
      }
      if (link != null && !isSent) {
        context.statistics().messageDropped(this, message);
      }
      return null;
    }
    if (link == null && !isPersistent()) {
      return null;
    }
    QoS lifted = liftsQoS ? QoS.EXACTLY_ONCE : qos;
    OutgoingMessage taken = new OutgoingMessage(message, lifted, retain, identifiers, shared);
    boolean isKept = isPersistent() && context.journal().isKept(message.topic());
    return outgoing().take(taken, isKept) && isKept ? taken : null;
  }

  /** A member of a Shared Subscription is to hear when messages are taken at once again. */
  public void whenReady(SharedSubscription.Member member) {
    if (notReady == null) {
      notReady = new HashSet<>();
    }
    notReady.add(member);
  }

  /** The member is none any more. */
  public void forget(SharedSubscription.Member member) {
    if (notReady != null) {
      notReady.remove(member);
    }
  }

  /** Something was taken from it, or it has connected: perhaps it takes messages at once again. */
  void perhapsReady() {
    if (notReady != null && takesAtOnce()) {
      Set<SharedSubscription.Member> ready = notReady;
      notReady = null;
      ready.forEach(SharedSubscription.Member::ready);
    }
  }

  /** Whether another member of a Shared Subscription would have to wait longer than this one. */
  public boolean takesAtOnce() {
    return outgoing().takesAtOnce(QoS.AT_LEAST_ONCE);
  }

  /**
   * Sends what the client has room for: first again what is in flight, then from the queue. What
   * fails ends this client's connection, whoever has brought the message or the page.
   */
  public void pump() {
    try {
      if (outgoing != null) {
        outgoing.pump();
      }
    } catch (RuntimeException | Error failure) {
      broken(failure);
    }
    perhapsReady();
  }

  /** Something failed while its client was sent what is for it: its connection ends. */
  public void broken(Throwable failure) {
    if (link == null) {
      throw new IllegalStateException("what is for " + this + " could not be taken", failure);
    }
    link.broken(failure);
  }

  /**
   * The message that it has queued last, and nobody else, is in the journal: while the client is
   * away it may take less memory.
   */
  public void packLast() {
    if (link == null && outgoing != null) {
      outgoing.packLast();
    }
  }

  private OutgoingMessages outgoing() {
    if (outgoing == null) {
      outgoing = new OutgoingMessages(this, context);
    }
    return outgoing;
  }

  // ---- acknowledgements of the client; each returns whether the identifier was one in flight

  /** PUBACK. */
  public boolean acknowledged(int identifier) {
    return outgoing != null && outgoing.acknowledged(identifier);
  }

  /** PUBREC with an error: the message is not sent again [MQTT-4.8.2-6]. */
  public boolean refused(int identifier) {
    return outgoing != null && outgoing.refused(identifier);
  }

  /** PUBREC: answers PUBREL once the journal has it. */
  public boolean received(int identifier) {
    return outgoing != null && outgoing.received(identifier);
  }

  /** PUBCOMP. */
  public boolean completed(int identifier) {
    return outgoing != null && outgoing.completed(identifier);
  }

  /** What the message in flight under an identifier waits for; null where there is none. */
  public DeliveryState awaited(int identifier) {
    return outgoing == null ? null : outgoing.awaited(identifier);
  }

  // ---- QoS 2 messages from the client

  /**
   * Why the Packet Identifier of one more has no room, with the setting; null where it has. A
   * client of 3.1.1 knows no Receive Maximum, and may never release any.
   */
  public String whyNotReceived() {
    int growth = inbound == null ? FIRST_IDENTIFIERS : inbound.growth();
    return growth == 0 ? null : account.whyNot(Kind.IDENTIFIER, growth);
  }

  /** A PUBLISH of QoS 2 with this Packet Identifier is here from now on. */
  public void addReceived(int identifier) {
    if (inbound == null) {
      inbound = new InboundDelivery();
    }
    inbound.add(identifier);
    account.set(Kind.IDENTIFIER, inbound.memory());
  }

  /** Its PUBREL has come; returns whether it was here. */
  public boolean release(int identifier) {
    boolean was = inbound != null && inbound.release(identifier);
    if (was) {
      account.set(Kind.IDENTIFIER, inbound.memory());
    }
    return was;
  }

  /** Every Packet Identifier that is here, in no order. */
  public void forEachReceived(IntConsumer action) {
    if (inbound != null) {
      inbound.forEach(action);
    }
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
    if (outgoing != null) {
      outgoing.forEach(action);
    }
  }

  /**
   * Puts a message of before a restart back, in their order.
   *
   * @param state null for one that waited in the queue
   */
  public void restore(OutgoingMessage message, DeliveryState state) {
    outgoing().restore(message, state);
  }

  /** Puts a page of its queue of before a restart back, in their order. */
  public void restore(QueuedPage page) {
    outgoing().restore(page);
  }

  /** Every page of its queue that is on disk alone. */
  public void forEachPage(Consumer<? super QueuedPage> action) {
    if (outgoing != null) {
      outgoing.forEachPage(action);
    }
  }

  /** Bytes of its queue that are not on disk alone. */
  long queuedInMemory() {
    return outgoing == null ? 0 : outgoing.queuedInMemory();
  }

  /** Makes pages of its queue of so many bytes, about; empty where nothing may leave memory. */
  List<QueuedPage> setDown(long max) {
    return outgoing == null ? List.of() : outgoing.setDown(max);
  }

  /** A page of its queue has been written, and its messages are no longer in memory. */
  public void setDown(QueuedPage page) {
    outgoing.setDown(page);
  }

  // ---- the end

  /** Messages of Shared Subscriptions that go to another member when this session ends. */
  public List<OutgoingMessage> end() {
    List<OutgoingMessage> others = outgoing == null ? List.of() : outgoing.end();
    outgoing = null;
    inbound = null;
    // Who still asks for it, such as a question to the recorder, must not keep them.
    only = null;
    several = null;
    account.set(Kind.IDENTIFIER, 0);
    account.release(Kind.SESSION, account.held(Kind.SESSION));
    account.close();
    return others;
  }

  /** Whether nothing waits for its client or is under way to it. */
  public boolean isEmpty() {
    return queuedMessages() == 0 && inFlight() == 0;
  }

  /** Bytes of the messages that wait for it, in memory or on disk. */
  public long queuedBytes() {
    return queuedWithinAll() + account.held(Kind.ON_DISK_FOR_BRIDGE);
  }

  /** What counts of them where the queues of all have one limit together. */
  long queuedWithinAll() {
    return account.held(Kind.QUEUED) + account.held(Kind.ON_DISK);
  }

  /**
   * Remembers what is on its way to its client, so that the same is not sent as retained, too.
   * Where messages were dropped nothing can be said of that.
   *
   * @param all whether none has left since the session began
   */
  public void rememberWaiting(boolean all) {
    waiting = outgoing == null ? null : outgoing.waiting(all ? number : Long.MAX_VALUE);
  }

  /** The same is of no use any more. */
  public void forgetWaiting() {
    waiting = null;
  }

  /**
   * Whether a retained message of QoS 1 or 2 is not to be sent: it was on its way to the client
   * when that was remembered, or those of QoS 0 alone are wanted.
   */
  public boolean hasWaiting(Message message) {
    return wantsMissedOnly
        || (waiting != null && message.qos() != QoS.AT_MOST_ONCE && waiting.has(message));
  }

  /**
   * Whether something was retained with QoS 0 that its client may not have got: nothing of QoS 0
   * waits for it.
   */
  public boolean missesRetained() {
    return missesRetained;
  }

  /** Has somebody hear of each such one. */
  public void whenMissed(Consumer<Message> action) {
    whenMissed = action;
  }

  /** Notes whether it misses such ones. */
  public void missesRetained(boolean misses) {
    missesRetained = misses;
  }

  /** Has what is retained, when it is asked for, sent with QoS 0 or not at all. */
  public void wantsMissedOnly(boolean only) {
    wantsMissedOnly = only;
  }

  /** How often something may not have been queued that matches its subscriptions. */
  public long gaps() {
    return dropped + ruleChanges;
  }

  /** Messages that were to go to its client since the start and do not. */
  public long dropped() {
    return dropped;
  }

  void countDropped(int count) {
    dropped += count;
  }

  /** Messages that did not leave since a newer one of their topic came. */
  public long superseded() {
    return superseded;
  }

  void countSuperseded() {
    superseded++;
  }

  /** Messages that were refused since its queue is full. */
  public long refused() {
    return refused;
  }

  /** One was refused. */
  public void countRefused() {
    refused++;
  }

  /** Whether who publishes a message is to be told that its queue is full. */
  public boolean refuses(Message message) {
    return queueLimits != null
        && (takes == null || takes.test(message))
        && queueLimits.whenFull() == QueueLimits.WhenFull.REFUSE
        && outgoing().isFullFor(message);
  }

  /** Lets the oldest of what waits for it go; false where nothing does. */
  boolean dropOldest() {
    return outgoing != null && outgoing.dropOldest();
  }

  public int queuedMessages() {
    return outgoing == null ? 0 : outgoing.queued();
  }

  public int inFlight() {
    return outgoing == null ? 0 : outgoing.inFlight();
  }

  @Override
  public String toString() {
    return clientIdentifier;
  }
}
