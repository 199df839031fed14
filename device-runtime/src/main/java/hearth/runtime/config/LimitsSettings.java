package hearth.runtime.config;

import hearth.protocol.codec.PacketSizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The section {@code limits} of the broker: what it allows clients. The defaults suit a machine of
 * 512 MB; what each means stands beside its key. What all clients together may hold, null where it
 * is left out, follows from the heap by {@link MemoryPlan}.
 */
public record LimitsSettings(
    long packetSize,
    long connectPacketSize,
    long subscribePacketSize,
    long simplePacketSize,
    int connections,
    int connectionsPerHost,
    int connectionsPerSecond,
    Duration connectTimeout,
    int handshakes,
    long outputBytes,
    Duration stallTimeout,
    Long bufferBytes,
    int receiveMaximum,
    int inFlight,
    int topicAliases,
    Duration keepAliveMaximum,
    int topicLength,
    int topicLevels,
    int subscriptions,
    int queuedMessages,
    long queuedBytes,
    Long allQueuedBytes,
    int retainedMessages,
    Long retainedBytes,
    Long sessionBytes,
    Long strangerBytes,
    int sessions,
    int sessionsPerUser,
    Duration sessionExpiry,
    boolean disconnectUnauthorized,
    Places places) {

  /** A hundred years: longer than any broker. */
  public static final Duration FOR_EVER = Duration.ofDays(36_500);

  private static final List<Key<?>> KEYS = new ArrayList<>();

  private static final Key<Long> PACKET_SIZE =
      size("packet_size", 128, 8 << 20, "the largest packet a client may send");
  private static final Key<Long> CONNECT_PACKET_SIZE =
      size("connect_packet_size", 128, 64 << 10, "the largest CONNECT and AUTH");
  private static final Key<Long> SUBSCRIBE_PACKET_SIZE =
      size("subscribe_packet_size", 128, 1 << 20, "the largest SUBSCRIBE and UNSUBSCRIBE");
  private static final Key<Long> SIMPLE_PACKET_SIZE =
      size(
          "simple_packet_size",
          128,
          16 << 10,
          "the largest packet that says no more than what became of another, or the end");
  private static final Key<Integer> CONNECTIONS =
      count("connections", 1_000_000, 2000, "connections in all");
  private static final Key<Integer> CONNECTIONS_PER_HOST =
      count("connections_per_host", 1_000_000, 1000, "connections of one address");
  private static final Key<Integer> CONNECTIONS_PER_SECOND =
      count(
          "connections_per_second",
          100_000,
          200,
          "connections that one address may open in a second; ten times as many at once");
  private static final Key<Duration> CONNECT_TIMEOUT =
      time(
          "connect_timeout",
          10_000,
          "for each step of a beginning: the handshake of TLS, that of WebSocket, and until its CONNECT");
  private static final Key<Integer> HANDSHAKES =
      count(
          "handshakes",
          100_000,
          256,
          "handshakes of TLS and WebSocket under way at once; of one address a quarter of it");
  private static final Key<Long> OUTPUT_BYTES =
      size(
          "output_bytes",
          1024,
          256 << 10,
          "queued for a client that reads slowly, before its publishers are slowed down");
  private static final Key<Duration> STALL_TIMEOUT =
      time(
          "stall_timeout",
          1000,
          "how long publishers are slowed down for a client that does not read");
  private static final Key<Long> BUFFER_BYTES =
      share(
          "buffer_bytes",
          64 << 10,
          "packets half read or not yet taken, of all connections together");
  private static final Key<Integer> RECEIVE_MAXIMUM =
      count(
          "receive_maximum",
          65_535,
          1024,
          "messages of QoS 1 and 2 that a client may have under way to the broker");
  private static final Key<Integer> IN_FLIGHT =
      count(
          "in_flight",
          65_535,
          256,
          "messages of QoS 1 and 2 that the broker may have under way to a client");
  private static final Key<Integer> TOPIC_ALIASES =
      key(
          "topic_aliases",
          Values.wholeNumber(0, 65_535),
          64,
          "Topic Aliases that a client may set");
  private static final Key<Duration> KEEP_ALIVE_MAXIMUM =
      key(
          "keep_alive_maximum",
          Values.duration(Duration.ZERO, Duration.ofSeconds(65_535)),
          Duration.ZERO,
          "the longest Keep Alive, told to clients of 5.0 that ask for more; 0s allows any");
  private static final Key<Integer> TOPIC_LENGTH =
      count("topic_length", 65_535, 1024, "bytes of a topic");
  private static final Key<Integer> TOPIC_LEVELS =
      count("topic_levels", 65_535, 64, "levels of a topic");
  private static final Key<Integer> SUBSCRIPTIONS =
      count("subscriptions", 1_000_000, 10_000, "Topic Filters of one client");
  private static final Key<Integer> QUEUED_MESSAGES =
      count("queued_messages", 10_000_000, 1000, "messages that wait for one client");
  private static final Key<Long> QUEUED_BYTES =
      size("queued_bytes", 1024, 4 << 20, "memory of those");
  private static final Key<Long> ALL_QUEUED_BYTES =
      share("all_queued_bytes", 1024, "those of all clients, on disk where there is a store");
  private static final Key<Integer> RETAINED_MESSAGES =
      count("retained_messages", 10_000_000, 100_000, "topics with a retained message");
  private static final Key<Long> RETAINED_BYTES = share("retained_bytes", 1024, "memory of those");
  private static final Key<Long> SESSION_BYTES =
      share(
          "session_bytes",
          64 << 10,
          "memory of all sessions, with subscriptions, Wills and aliases; of one user half of it");
  private static final Key<Long> STRANGER_BYTES =
      share(
          "stranger_bytes",
          1024,
          "memory of all who are not let in yet; of one address a quarter of it");
  private static final Key<Integer> SESSIONS =
      count(
          "sessions",
          1_000_000,
          10_000,
          "sessions kept for clients that come back, those of connected ones included");
  private static final Key<Integer> SESSIONS_PER_USER =
      count("sessions_per_user", 1_000_000, 5000, "those of one user");
  private static final Key<Duration> SESSION_EXPIRY =
      key(
          "session_expiry",
          Values.duration(Duration.ZERO, FOR_EVER),
          Duration.ofDays(30),
          "the longest that a session is kept without a connection");
  private static final Key<Boolean> DISCONNECT_UNAUTHORIZED =
      key(
          "disconnect_unauthorized",
          Values.flag(),
          false,
          "whether a 3.1.1 client that publishes where it may not is disconnected; else it is acknowledged and its message dropped, as Mosquitto does");

  static final Schema<LimitsSettings> SCHEMA =
      new Schema<>("limits", LimitsSettings::of, KEYS.toArray(new Key<?>[0]));

  /** What holds where the configuration names no limits. */
  public static final LimitsSettings DEFAULTS =
      new LimitsSettings(
          PACKET_SIZE.fallback(),
          CONNECT_PACKET_SIZE.fallback(),
          SUBSCRIBE_PACKET_SIZE.fallback(),
          SIMPLE_PACKET_SIZE.fallback(),
          CONNECTIONS.fallback(),
          CONNECTIONS_PER_HOST.fallback(),
          CONNECTIONS_PER_SECOND.fallback(),
          CONNECT_TIMEOUT.fallback(),
          HANDSHAKES.fallback(),
          OUTPUT_BYTES.fallback(),
          STALL_TIMEOUT.fallback(),
          BUFFER_BYTES.fallback(),
          RECEIVE_MAXIMUM.fallback(),
          IN_FLIGHT.fallback(),
          TOPIC_ALIASES.fallback(),
          KEEP_ALIVE_MAXIMUM.fallback(),
          TOPIC_LENGTH.fallback(),
          TOPIC_LEVELS.fallback(),
          SUBSCRIPTIONS.fallback(),
          QUEUED_MESSAGES.fallback(),
          QUEUED_BYTES.fallback(),
          ALL_QUEUED_BYTES.fallback(),
          RETAINED_MESSAGES.fallback(),
          RETAINED_BYTES.fallback(),
          SESSION_BYTES.fallback(),
          STRANGER_BYTES.fallback(),
          SESSIONS.fallback(),
          SESSIONS_PER_USER.fallback(),
          SESSION_EXPIRY.fallback(),
          DISCONNECT_UNAUTHORIZED.fallback(),
          Places.NONE);

  private static <T> Key<T> key(String name, Value<T> value, T otherwise, String meaning) {
    Key<T> key = Key.optional(name, value, otherwise, meaning);
    KEYS.add(key);
    return key;
  }

  private static Key<Integer> count(String name, int max, int otherwise, String meaning) {
    return key(name, Values.wholeNumber(1, max), otherwise, meaning);
  }

  private static Key<Long> size(String name, long min, long otherwise, String meaning) {
    return key(name, Values.size(min, PacketSizes.LARGEST), otherwise, meaning);
  }

  /** A share of the heap where it is left out. */
  private static Key<Long> share(String name, long min, String meaning) {
    return key(name, Values.size(min, Integer.MAX_VALUE), null, meaning);
  }

  private static Key<Duration> time(String name, long otherwiseMillis, String meaning) {
    return key(
        name,
        Values.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
        Duration.ofMillis(otherwiseMillis),
        meaning);
  }

  private static LimitsSettings of(SectionValues form) {
    return new LimitsSettings(
        form.get(PACKET_SIZE),
        form.get(CONNECT_PACKET_SIZE),
        form.get(SUBSCRIBE_PACKET_SIZE),
        form.get(SIMPLE_PACKET_SIZE),
        form.get(CONNECTIONS),
        form.get(CONNECTIONS_PER_HOST),
        form.get(CONNECTIONS_PER_SECOND),
        form.get(CONNECT_TIMEOUT),
        form.get(HANDSHAKES),
        form.get(OUTPUT_BYTES),
        form.get(STALL_TIMEOUT),
        form.get(BUFFER_BYTES),
        form.get(RECEIVE_MAXIMUM),
        form.get(IN_FLIGHT),
        form.get(TOPIC_ALIASES),
        form.get(KEEP_ALIVE_MAXIMUM),
        form.get(TOPIC_LENGTH),
        form.get(TOPIC_LEVELS),
        form.get(SUBSCRIPTIONS),
        form.get(QUEUED_MESSAGES),
        form.get(QUEUED_BYTES),
        form.get(ALL_QUEUED_BYTES),
        form.get(RETAINED_MESSAGES),
        form.get(RETAINED_BYTES),
        form.get(SESSION_BYTES),
        form.get(STRANGER_BYTES),
        form.get(SESSIONS),
        form.get(SESSIONS_PER_USER),
        form.get(SESSION_EXPIRY),
        form.get(DISCONNECT_UNAUTHORIZED),
        form.places());
  }
}
