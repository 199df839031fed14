package hearth.runtime.config;

import hearth.broker.BrokerSettings;
import hearth.broker.connection.ConnectionLimits;
import hearth.broker.session.Session;
import hearth.broker.session.SessionLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The section {@code limits} of the broker: what it allows clients, for a machine of 512 MB. */
final class LimitsSettings {
  private static final BrokerSettings DEFAULTS = BrokerSettings.DEFAULTS;
  private static final ConnectionLimits CONNECTION = DEFAULTS.connection();
  private static final SessionLimits SESSION = DEFAULTS.session();
  private static final List<Key<?>> KEYS = new ArrayList<>();

  private static final Key<Long> PACKET_SIZE =
      size("packet_size", 128, CONNECTION.packetSize(), "the largest packet a client may send");
  private static final Key<Integer> CONNECTIONS =
      count("connections", 1_000_000, DEFAULTS.connections(), "connections in all");
  private static final Key<Integer> CONNECTIONS_PER_HOST =
      count(
          "connections_per_host",
          1_000_000,
          DEFAULTS.connectionsPerHost(),
          "connections of one address");
  private static final Key<Integer> CONNECTIONS_PER_SECOND =
      count(
          "connections_per_second",
          100_000,
          DEFAULTS.connectionsPerSecond(),
          "connections that one address may open in a second; ten times as many at once");
  private static final Key<Duration> CONNECT_TIMEOUT =
      time(
          "connect_timeout",
          CONNECTION.connectTimeoutNanos(),
          "from the start of a connection to its CONNECT, and for the handshake of TLS before it");
  private static final Key<Long> OUTPUT_BYTES =
      size(
          "output_bytes",
          1024,
          CONNECTION.outputBytes(),
          "queued for a client that reads slowly, before its publishers are slowed down");
  private static final Key<Duration> STALL_TIMEOUT =
      time(
          "stall_timeout",
          CONNECTION.stallNanos(),
          "how long publishers are slowed down for a client that does not read");
  private static final Key<Long> BUFFER_BYTES =
      size(
          "buffer_bytes",
          64 << 10,
          DEFAULTS.bufferBytes(),
          "packets half read or not yet taken, of all connections together");
  private static final Key<Integer> RECEIVE_MAXIMUM =
      count(
          "receive_maximum",
          65_535,
          CONNECTION.receiveMaximum(),
          "messages of QoS 1 and 2 that a client may have under way to the broker");
  private static final Key<Integer> IN_FLIGHT =
      count(
          "in_flight",
          65_535,
          SESSION.inFlight(),
          "messages of QoS 1 and 2 that the broker may have under way to a client");
  private static final Key<Integer> TOPIC_ALIASES =
      key(
          "topic_aliases",
          Values.wholeNumber(0, 65_535),
          CONNECTION.topicAliasMaximum(),
          "Topic Aliases that a client may set");
  private static final Key<Duration> KEEP_ALIVE_MAXIMUM =
      key(
          "keep_alive_maximum",
          Values.duration(Duration.ZERO, Duration.ofSeconds(65_535)),
          Duration.ofSeconds(CONNECTION.keepAliveMaximum()),
          "the longest Keep Alive, told to clients of 5.0 that ask for more; 0s allows any");
  private static final Key<Integer> TOPIC_LENGTH =
      count("topic_length", 65_535, CONNECTION.topicLength(), "bytes of a topic");
  private static final Key<Integer> TOPIC_LEVELS =
      count("topic_levels", 65_535, CONNECTION.topicLevels(), "levels of a topic");
  private static final Key<Integer> SUBSCRIPTIONS =
      count("subscriptions", 1_000_000, SESSION.subscriptions(), "Topic Filters of one client");
  private static final Key<Integer> QUEUED_MESSAGES =
      count(
          "queued_messages",
          10_000_000,
          SESSION.queuedMessages(),
          "messages that wait for one client");
  private static final Key<Long> QUEUED_BYTES =
      size("queued_bytes", 1024, SESSION.queuedBytes(), "memory of those");
  private static final Key<Long> ALL_QUEUED_BYTES =
      size("all_queued_bytes", 1024, DEFAULTS.queuedBytes(), "memory of those of all clients");
  private static final Key<Integer> RETAINED_MESSAGES =
      count(
          "retained_messages",
          10_000_000,
          DEFAULTS.retainedMessages(),
          "topics with a retained message");
  private static final Key<Long> RETAINED_BYTES =
      size("retained_bytes", 1024, DEFAULTS.retainedBytes(), "memory of those");
  private static final Key<Duration> SESSION_EXPIRY =
      key(
          "session_expiry",
          Values.duration(Duration.ZERO, Duration.ofDays(36_500)),
          Duration.ofDays(36_500),
          "the longest that a session is kept without a connection");
  private static final Key<Boolean> DISCONNECT_UNAUTHORIZED =
      key(
          "disconnect_unauthorized",
          Values.flag(),
          CONNECTION.disconnectUnauthorized(),
          "whether a 3.1.1 client that publishes where it may not is disconnected; else it is"
              + " acknowledged and its message dropped, as Mosquitto does");

  static final Schema<BrokerSettings> SCHEMA =
      new Schema<>("limits", LimitsSettings::of, KEYS.toArray(new Key<?>[0]));

  private LimitsSettings() {}

  private static <T> Key<T> key(String name, Value<T> value, T otherwise, String meaning) {
    Key<T> key = Key.optional(name, value, otherwise, meaning);
    KEYS.add(key);
    return key;
  }

  private static Key<Integer> count(String name, int most, int otherwise, String meaning) {
    return key(name, Values.wholeNumber(1, most), otherwise, meaning);
  }

  private static Key<Long> size(String name, long least, long otherwise, String meaning) {
    return key(name, Values.size(least, name.equals("packet_size") ? 268_435_460L : 1L << 40),
        otherwise, meaning);
  }

  private static Key<Duration> time(String name, long otherwiseNanos, String meaning) {
    return key(
        name,
        Values.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
        Duration.ofNanos(otherwiseNanos),
        meaning);
  }

  private static BrokerSettings of(Form form) {
    Function<Key<Long>, Integer> bytes =
        key -> (int) Math.min(Integer.MAX_VALUE, form.get(key));
    ConnectionLimits connection =
        new ConnectionLimits(
            bytes.apply(PACKET_SIZE),
            form.get(RECEIVE_MAXIMUM),
            form.get(TOPIC_ALIASES),
            (int) form.get(KEEP_ALIVE_MAXIMUM).toSeconds(),
            form.get(CONNECT_TIMEOUT).toNanos(),
            bytes.apply(OUTPUT_BYTES),
            form.get(STALL_TIMEOUT).toNanos(),
            form.get(TOPIC_LENGTH),
            form.get(TOPIC_LEVELS),
            form.get(DISCONNECT_UNAUTHORIZED));
    SessionLimits session =
        new SessionLimits(
            form.get(IN_FLIGHT),
            form.get(QUEUED_MESSAGES),
            form.get(QUEUED_BYTES),
            form.get(SUBSCRIPTIONS),
            Math.min(Session.NEVER_EXPIRES, expirySeconds(form.get(SESSION_EXPIRY))));
    return new BrokerSettings(
        DEFAULTS.version(),
        connection,
        session,
        form.get(CONNECTIONS),
        form.get(CONNECTIONS_PER_HOST),
        form.get(CONNECTIONS_PER_SECOND),
        form.get(BUFFER_BYTES),
        form.get(RETAINED_MESSAGES),
        form.get(RETAINED_BYTES),
        form.get(ALL_QUEUED_BYTES));
  }

  /** A hundred years are for ever: the protocol's own limit is 136. */
  private static long expirySeconds(Duration time) {
    return time.toDays() >= 36_500 ? Session.NEVER_EXPIRES : time.toSeconds();
  }
}
