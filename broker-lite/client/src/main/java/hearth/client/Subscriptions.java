package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.codec.VariableByteInteger;
import hearth.protocol.delivery.PacketIdentifiers;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What the application is subscribed to, kept in agreement with the server over reconnects. On the
 * loop's thread.
 */
final class Subscriptions {
  private static final int LARGEST_IDENTIFIER = VariableByteInteger.MAXIMUM;

  /** How long until what was refused is asked for again; doubled each time, six times at most. */
  private static final long RETRY_NANOS = 5_000_000_000L;

  private static final int MAX_DOUBLINGS = 6;

  /**
   *
   *
   * <pre>
   * WANTED -- SUBSCRIBE sent --> REQUESTED -- SUBACK --> GRANTED
   *   ^----- connection lost ------+                        |
   *   ^----- session lost, or refused when renewed ---------+
   * </pre>
   *
   * One that is refused stays WANTED, and is asked for again.
   */
  private enum EntryState {
    WANTED,
    REQUESTED,
    GRANTED
  }

  /** One subscription, or the wish to end one. */
  static final class Entry {
    final SubscribeRequest request;
    final int identifier;
    private final CompletableFuture<Granted> future;
    private EntryState state = EntryState.WANTED;
    private boolean refused;

    private Entry(SubscribeRequest request, int identifier, CompletableFuture<Granted> future) {
      this.request = request;
      this.identifier = identifier;
      this.future = future;
    }
  }

  private static final class Removal {
    final TopicFilter filter;
    final Properties properties;
    final CompletableFuture<ReasonCode> future;

    Removal(TopicFilter filter, Properties properties, CompletableFuture<ReasonCode> future) {
      this.filter = filter;
      this.properties = properties;
      this.future = future;
    }
  }

  private final EventLoop loop;
  private final ClientListener listener;
  private final boolean identifies;

  /** Whether a refused subscription is tried again, as a lost connection is. */
  private final boolean faithful;

  private final PacketIdentifiers packetIdentifiers;
  private final Map<TopicFilter, Entry> entries = new LinkedHashMap<>();
  private final TopicTree<Entry> byFilter = new TopicTree<>();
  private final Map<Integer, Entry> byIdentifier = new HashMap<>();
  private final Map<Integer, Entry> requested = new HashMap<>();
  private final Map<Integer, Removal> removing = new HashMap<>();
  private final List<Removal> removals = new ArrayList<>();
  private int lastIdentifier;
  private boolean ownSession;
  private Connection connection;
  private Connected limits;
  private Timer retry;
  private int retries;

  Subscriptions(EventLoop loop, MqttClientBuilder options, PacketIdentifiers packetIdentifiers) {
    this.loop = loop;
    this.faithful = options.backoff != null;
    this.listener = options.listener;
    this.identifies = options.subscriptionIdentifiers;
    this.packetIdentifiers = packetIdentifiers;
  }

  void subscribe(SubscribeRequest request, CompletableFuture<Granted> future) {
    if (future.isDone()) {
      return; // the client was closed meanwhile
    }
    lastIdentifier = lastIdentifier % LARGEST_IDENTIFIER + 1;
    Entry entry = new Entry(request, lastIdentifier, future);
    Entry earlier = entries.get(request.filter());
    if (earlier != null) {
      forget(earlier);
      if (earlier.state == EntryState.WANTED) {
        earlier.future.completeExceptionally(
            new MqttException(
                "a later subscription to '" + request.filter() + "' has taken its place"));
      }
    }
    entries.put(request.filter(), entry);
    byFilter.add(request.filter().withoutShare(), entry);
    byIdentifier.put(entry.identifier, entry);
    if (connection != null) {
      send(entry); // whatever the Receive Maximum [MQTT-3.3.4-8]
    }
  }

  private void forget(Entry entry) {
    entries.remove(entry.request.filter(), entry);
    byFilter.remove(entry.request.filter().withoutShare(), entry);
    byIdentifier.remove(entry.identifier);
  }

  void unsubscribe(
      TopicFilter filter, Properties properties, CompletableFuture<ReasonCode> future) {
    Removal removal = new Removal(filter, properties, future);
    if (connection == null) {
      removals.add(removal);
    } else {
      send(removal);
    }
  }

  /** A connection stands: says again what the server does not know. */
  void begin(Connection established, Connected connected) {
    boolean resumed = connected.sessionPresent();
    connection = established;
    limits = connected;
    ownSession = (ownSession && resumed) || !connected.sessionPresent();
    List<Removal> waiting = List.copyOf(removals);
    removals.clear();
    for (Removal removal : waiting) {
      if (resumed) {
        send(removal);
      } else {
        removed(removal, ReasonCode.SUCCESS);
      }
    }
    for (Entry entry : List.copyOf(entries.values())) {
      if (!resumed || entry.state != EntryState.GRANTED) {
        send(entry);
      }
    }
  }

  void suspend() {
    connection = null;
    retries = 0;
    if (retry != null) {
      retry.cancel();
      retry = null;
    }
    requested.forEach(
        (packetIdentifier, entry) -> {
          packetIdentifiers.release(packetIdentifier);
          entry.state = EntryState.WANTED;
          if (entries.get(entry.request.filter()) != entry) {
            entry.future.completeExceptionally(
                new MqttException("a later subscription has taken its place"));
          }
        });
    requested.clear();
    removing.forEach(
        (packetIdentifier, removal) -> {
          packetIdentifiers.release(packetIdentifier);
          removals.add(removal);
        });
    removing.clear();
  }

  private void send(Entry entry) {
    MqttException refusal = refusal(entry.request.filter());
    if (refusal != null) {
      refused(entry, refusal);
      return;
    }
    int packetIdentifier = packetIdentifiers.allocate(); // [MQTT-2.2.1-3]
    Subscription subscription = entry.request.subscription();
    Properties properties = entry.request.properties();
    if (connection.isOlder()) {
      subscription = new Subscription(subscription.filter(), subscription.qos());
      properties = Properties.NONE;
    }
    if (identifies && limits.subscriptionIdentifierAvailable()) {
      properties = properties.with(Property.SUBSCRIPTION_IDENTIFIER, entry.identifier);
    }
    MqttException unsendable =
        trySend(new Subscribe(packetIdentifier, List.of(subscription), properties));
    if (unsendable == null) {
      entry.state = EntryState.REQUESTED;
      requested.put(packetIdentifier, entry);
    } else {
      packetIdentifiers.release(packetIdentifier);
      refused(entry, unsendable);
    }
  }

  /** What the server has said in advance that it would refuse. */
  private MqttException refusal(TopicFilter filter) {
    if (filter.isShared() && !limits.sharedSubscriptionAvailable()) {
      return failure(filter, ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, Properties.NONE);
    }
    if (filter.hasWildcard() && !limits.wildcardSubscriptionAvailable()) {
      return failure(filter, ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED, Properties.NONE);
    }
    return null;
  }

  private static MqttException failure(TopicFilter filter, ReasonCode code, Properties said) {
    return ReasonTexts.of("the server refused the subscription to '" + filter + "'", code, said);
  }

  private MqttException trySend(ControlPacket packet) {
    try {
      return connection.send(packet)
          ? null
          : new MqttException(
              "the " + packet.type() + " is larger than the server takes",
              ReasonCode.PACKET_TOO_LARGE);
    } catch (IllegalArgumentException e) {
      return new MqttException("the " + packet.type() + " cannot be sent: " + e.getMessage(), e);
    }
  }

  private void refused(Entry entry, MqttException why) {
    entry.state = EntryState.WANTED;
    if (entry.future.isDone()) {
      if (!entry.refused) {
        listener.onSubscriptionLost(entry.request.filter(), why);
      }
    } else {
      if (!faithful) {
        forget(entry);
      }
      entry.future.completeExceptionally(why);
    }
    entry.refused = true;
    if (faithful && retry == null) {
      retry = loop.schedule(RETRY_NANOS << Math.min(retries++, MAX_DOUBLINGS), this::tryAgain);
    }
  }

  /** The server's rules may have changed meanwhile. */
  private void tryAgain() {
    retry = null;
    for (Entry entry : List.copyOf(entries.values())) {
      if (connection != null && entry.state == EntryState.WANTED) {
        send(entry);
      }
    }
  }

  void onSubAck(SubAck subAck) throws MqttProtocolException {
    Entry entry = requested.remove(subAck.packetIdentifier());
    if (entry == null) {
      return;
    }
    packetIdentifiers.release(subAck.packetIdentifier());
    ReasonCode code = only(subAck.reasonCodes());
    if (code.isError()) {
      refused(entry, failure(entry.request.filter(), code, subAck.properties()));
    } else {
      entry.state = EntryState.GRANTED;
      if (entry.refused) {
        entry.refused = false;
        listener.onSubscriptionRegained(entry.request.filter());
      }
      entry.future.complete(
          new Granted(entry.request.filter(), QoS.of(code.value()), subAck.properties()));
    }
  }

  /** The client asks for one Topic Filter a packet. */
  private static ReasonCode only(List<ReasonCode> codes) throws MqttProtocolException {
    if (codes.size() != 1) {
      // [MQTT-3.8.4-6]
      throw new MqttProtocolException(
          ReasonCode.PROTOCOL_ERROR,
          "the server acknowledged one Topic Filter with " + codes.size() + " Reason Codes");
    }
    return codes.get(0);
  }

  private void send(Removal removal) {
    int packetIdentifier = packetIdentifiers.allocate(); // [MQTT-2.2.1-3]
    MqttException unsendable =
        trySend(new Unsubscribe(packetIdentifier, List.of(removal.filter), removal.properties));
    if (unsendable == null) {
      removing.put(packetIdentifier, removal);
    } else {
      packetIdentifiers.release(packetIdentifier);
      removal.future.completeExceptionally(unsendable);
    }
  }

  void onUnsubAck(UnsubAck unsubAck) throws MqttProtocolException {
    Removal removal = removing.remove(unsubAck.packetIdentifier());
    if (removal == null) {
      return;
    }
    packetIdentifiers.release(unsubAck.packetIdentifier());
    // 3.1.1 has no Reason Codes here
    ReasonCode code =
        unsubAck.reasonCodes().isEmpty() ? ReasonCode.SUCCESS : only(unsubAck.reasonCodes());
    if (code.isError()) {
      removal.future.completeExceptionally(
          ReasonTexts.of(
              "the server did not end the subscription to '" + removal.filter + "'",
              code,
              unsubAck.properties()));
    } else {
      removed(removal, code);
    }
  }

  private void removed(Removal removal, ReasonCode code) {
    Entry entry = entries.get(removal.filter);
    if (entry != null && entry.state != EntryState.REQUESTED) {
      forget(entry);
    }
    removal.future.complete(code);
  }

  /**
   * Finds the subscriptions of a message: by Subscription Identifier where the server names them,
   * else by Topic Filter.
   */
  void forEachMatch(ReceivedMessage message, Consumer<Entry> action) {
    boolean found = false;
    if (identifies && !message.properties().isEmpty()) {
      for (int identifier : message.properties().subscriptionIdentifiers()) {
        Entry entry = byIdentifier.get(identifier);
        // An earlier run of the program may have given the number to another filter.
        if (entry != null && (ownSession || entry.request.filter().matches(message.topic()))) {
          found = true;
          action.accept(entry);
        }
      }
    }
    if (!found) {
      byFilter.forEachMatch(message.topic(), action);
    }
  }

  void close(MqttException why) {
    connection = null;
    entries.values().forEach(entry -> entry.future.completeExceptionally(why));
    requested.values().forEach(entry -> entry.future.completeExceptionally(why));
    removals.forEach(removal -> removal.future.completeExceptionally(why));
    removing.values().forEach(removal -> removal.future.completeExceptionally(why));
  }
}
