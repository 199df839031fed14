package hearth.runtime.config;

import hearth.protocol.codec.PacketSizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The section {@code limits} of the broker: what it allows clients. The defaults suit a machine of
 * 512 MB; what each means stands beside its key. What all clients together may hold, null where it
 * is left out, follows from the heap by {@link MemoryPlan}.
 */
public final class LimitsSettings {
  /** A hundred years: longer than any broker. */
  public static final Duration FOR_EVER = Duration.ofDays(36_500);

  private static final List<Limit<?>> LIMITS = new ArrayList<>();

  public static final Limit<Long> PACKET_SIZE =
      size("packet_size", 128, 8 << 20, "the largest packet a client may send");
  public static final Limit<Long> CONNECT_PACKET_SIZE =
      size("connect_packet_size", 128, 64 << 10, "the largest CONNECT and AUTH");
  public static final Limit<Long> SUBSCRIBE_PACKET_SIZE =
      size("subscribe_packet_size", 128, 1 << 20, "the largest SUBSCRIBE and UNSUBSCRIBE");
  public static final Limit<Long> SIMPLE_PACKET_SIZE =
      size(
          "simple_packet_size",
          128,
          16 << 10,
          "the largest packet that says no more than what became of another, or the end");
  public static final Limit<Integer> CONNECTIONS =
      count("connections", 1_000_000, 2000, "connections in all");
  public static final Limit<Integer> CONNECTIONS_PER_HOST =
      count("connections_per_host", 1_000_000, 1000, "connections of one address");
  public static final Limit<Integer> CONNECTIONS_PER_SECOND =
      count(
          "connections_per_second",
          100_000,
          200,
          "connections that one address may open in a second; ten times as many at once");
  public static final Limit<Duration> CONNECT_TIMEOUT =
      time(
          "connect_timeout",
          10_000,
          "for each step of a beginning: the handshake of TLS, that of WebSocket, and until its CONNECT");
  public static final Limit<Integer> HANDSHAKES =
      count(
          "handshakes",
          100_000,
          256,
          "handshakes of TLS and WebSocket under way at once; of one address a quarter of it");
  public static final Limit<Long> OUTPUT_BYTES =
      size(
          "output_bytes",
          1024,
          256 << 10,
          "queued for a client that reads slowly, before its publishers are slowed down");
  public static final Limit<Duration> STALL_TIMEOUT =
      time(
          "stall_timeout",
          1000,
          "how long publishers are slowed down for a client that does not read");
  public static final Limit<Long> BUFFER_BYTES =
      share(
          "buffer_bytes",
          64 << 10,
          "packets half read or not yet taken, of all connections together");
  public static final Limit<Integer> RECEIVE_MAXIMUM =
      count(
          "receive_maximum",
          65_535,
          1024,
          "messages of QoS 1 and 2 that a client may have under way to the broker");
  public static final Limit<Integer> IN_FLIGHT =
      count(
          "in_flight",
          65_535,
          256,
          "messages of QoS 1 and 2 that the broker may have under way to a client");
  public static final Limit<Integer> TOPIC_ALIASES =
      limit(
          "topic_aliases",
          Values.wholeNumber(0, 65_535),
          64,
          "Topic Aliases that a client may set");
  public static final Limit<Duration> KEEP_ALIVE_MAXIMUM =
      limit(
          "keep_alive_maximum",
          Values.duration(Duration.ZERO, Duration.ofSeconds(65_535)),
          Duration.ZERO,
          "the longest Keep Alive, told to clients of 5.0 that ask for more; 0s allows any");
  public static final Limit<Integer> TOPIC_LENGTH =
      count("topic_length", 65_535, 1024, "bytes of a topic");
  public static final Limit<Integer> TOPIC_LEVELS =
      count("topic_levels", 65_535, 64, "levels of a topic");
  public static final Limit<Integer> SUBSCRIPTIONS =
      count("subscriptions", 1_000_000, 10_000, "Topic Filters of one client");
  public static final Limit<Integer> QUEUED_MESSAGES =
      count("queued_messages", 10_000_000, 1000, "messages that wait for one client");
  public static final Limit<Long> QUEUED_BYTES =
      size("queued_bytes", 1024, 4 << 20, "memory of those");
  public static final Limit<Long> ALL_QUEUED_BYTES =
      share("all_queued_bytes", 1024, "those of all clients, on disk where there is a store");
  public static final Limit<Integer> RETAINED_MESSAGES =
      count("retained_messages", 10_000_000, 100_000, "topics with a retained message");
  public static final Limit<Long> RETAINED_BYTES = share("retained_bytes", 1024, "memory of those");
  public static final Limit<Long> SESSION_BYTES =
      share(
          "session_bytes",
          64 << 10,
          "memory of all sessions, with subscriptions, Wills and aliases; of one user half of it");
  public static final Limit<Long> STRANGER_BYTES =
      share(
          "stranger_bytes",
          1024,
          "memory of all who are not let in yet; of one address a quarter of it");
  public static final Limit<Integer> SESSIONS =
      count(
          "sessions",
          1_000_000,
          10_000,
          "sessions kept for clients that come back, those of connected ones included");
  public static final Limit<Integer> SESSIONS_PER_USER =
      count("sessions_per_user", 1_000_000, 5000, "those of one user");
  public static final Limit<Duration> SESSION_EXPIRY =
      limit(
          "session_expiry",
          Values.duration(Duration.ZERO, FOR_EVER),
          Duration.ofDays(30),
          "the longest that a session is kept without a connection");
  public static final Limit<Boolean> DISCONNECT_UNAUTHORIZED =
      limit(
          "disconnect_unauthorized",
          Values.flag(),
          false,
          "whether a 3.1.1 client that publishes where it may not is disconnected; else it is acknowledged and its message dropped, as Mosquitto does");

  static final Schema<LimitsSettings> SCHEMA =
      new Schema<>(
          "limits",
          LimitsSettings::new,
          LIMITS.stream().map(limit -> limit.key).toArray(Key<?>[]::new));

  /** What holds where the configuration names no limits. */
  public static final LimitsSettings DEFAULTS = new LimitsSettings(SectionValues.empty());

  /** By the limits' names; null where an optional one was left out. */
  private final Map<String, Object> values = new HashMap<>();

  private final Places places;

  private LimitsSettings(SectionValues form) {
    LIMITS.forEach(limit -> values.put(limit.name(), form.get(limit.key)));
    this.places = form.places();
  }

  /**
   * One limit: its key, what it may be, and what holds where it is left out.
   *
   * @param <T> of its values; sizes are bytes
   */
  public static final class Limit<T> {
    private final Key<T> key;

    private Limit(Key<T> key) {
      this.key = key;
    }

    /** As the configuration calls it. */
    public String name() {
      return key.name();
    }

    @Override
    public String toString() {
      return key.name();
    }
  }

  /** All limits there are. */
  public static List<Limit<?>> all() {
    return List.copyOf(LIMITS);
  }

  /** The value of a limit, its default where it was left out. */
  @SuppressWarnings("unchecked") // the constructor has it from the limit's own key
  public <T> T get(Limit<T> limit) {
    return (T) values.get(limit.name());
  }

  /** Where the value of a key stands; null where it was left out. */
  Position position(String key) {
    return places.of(key);
  }

  /** Whether all limits are the same, wherever in the file they stand. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LimitsSettings that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  private static <T> Limit<T> limit(String name, Value<T> value, T otherwise, String meaning) {
    Limit<T> limit = new Limit<>(Key.optional(name, value, otherwise, meaning));
    LIMITS.add(limit);
    return limit;
  }

  private static Limit<Integer> count(String name, int max, int otherwise, String meaning) {
    return limit(name, Values.wholeNumber(1, max), otherwise, meaning);
  }

  private static Limit<Long> size(String name, long min, long otherwise, String meaning) {
    return limit(name, Values.size(min, PacketSizes.LARGEST), otherwise, meaning);
  }

  /** A share of the heap where it is left out. */
  private static Limit<Long> share(String name, long min, String meaning) {
    return limit(name, Values.size(min, Integer.MAX_VALUE), null, meaning);
  }

  private static Limit<Duration> time(String name, long otherwiseMillis, String meaning) {
    return limit(
        name,
        Values.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
        Duration.ofMillis(otherwiseMillis),
        meaning);
  }
}
