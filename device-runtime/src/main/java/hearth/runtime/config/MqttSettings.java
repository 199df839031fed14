package hearth.runtime.config;

import hearth.client.ServerUri;
import hearth.io.net.ServerNames;
import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The section {@code mqtt}: how the device reaches a broker in another process.
 *
 * @param servers at least one; any of them will do
 * @param tls null without
 * @param login by what the device proves who it is, where there is a password
 * @param clientIdentifier null for one that follows from the device's topic
 * @param userName null for none
 * @param password null for none
 * @param deadline for the answer to a connection attempt or a probe, and for what comes
 * @param maxWait the longest time between two attempts to connect to the same server
 * @param lastSeen how often the device says with the time that it is there; zero for never
 */
public record MqttSettings(
    List<ServerUri> servers,
    ServerTlsSettings tls,
    Login login,
    MqttVersion version,
    String clientIdentifier,
    String userName,
    Secret password,
    Duration keepAlive,
    Duration deadline,
    Duration maxWait,
    Duration lastSeen) {

  /** By what the device proves who it is. */
  public enum Login {
    /** By SCRAM-SHA-256, and where the broker does not offer it, by the password itself. */
    AUTO,
    /** By SCRAM-SHA-256 or not at all: the password never leaves the device. */
    SCRAM,
    PASSWORD
  }

  /** The place of a server, as a text that {@link #server} understands. */
  static final Value<String> SERVER_TEXT =
      new Scalar<>(
          "a host such as 192.168.1.10 or localhost:1883, or mqtts://, ws:// or wss://"
              + " before it",
          text -> server(text, false) == null ? null : text);

  private static final Key<List<String>> BROKER =
      Key.optional(
          "broker",
          Values.oneOrMore(SERVER_TEXT),
          List.of("localhost"),
          "where the broker listens; a list where there are several, any of which will do");

  private static final Key<ServerTlsSettings> TLS =
      Key.optional(
          "tls",
          ServerTlsSettings.SCHEMA,
          null,
          "encrypts the connection, usually to port 8883; {} trusts whom Java trusts");

  private static final Key<Login> LOGIN =
      Key.optional(
          "login",
          Values.oneOf(Login.class),
          Login.AUTO,
          "by SCRAM where the broker offers it, by scram only, or by the password itself");

  private static final Key<MqttVersion> VERSION =
      Key.optional(
          "version",
          Values.oneOf(Map.of("5.0", MqttVersion.V5, "3.1.1", MqttVersion.V3_1_1)),
          MqttVersion.V5,
          "the version of the protocol");

  private static final Key<String> CLIENT_ID =
      Key.optional(
          "client_id", Values.text("a text"), null, "the Client Identifier, unique at the broker");

  private static final Key<String> USERNAME =
      Key.optional("username", Values.text("a user name"), null, "the user at the broker");

  private static final Key<Secret> PASSWORD =
      Key.optional("password", Values.secret(), null, "the user's password");

  private static final Key<Duration> KEEP_ALIVE =
      Key.optional(
          "keep_alive",
          Values.duration(Duration.ofSeconds(5), Duration.ofHours(18)),
          Duration.ofSeconds(60),
          "the longest silence before the connection is probed; half of the deadline where there are"
              + " several servers, or a deadline is written");

  private static final Key<Duration> DEADLINE =
      Key.optional(
          "deadline",
          Values.duration(Duration.ofSeconds(2), Duration.ofMinutes(10)),
          Duration.ofSeconds(10),
          "for an answer; a server that misses it is given up for the next");

  static final Key<Duration> RECONNECT_WITHIN =
      Key.optional(
          "reconnect_within",
          Values.duration(Duration.ofMillis(100), Duration.ofHours(1)),
          Duration.ofSeconds(30),
          "the longest time between two attempts to connect");

  private static final Key<Duration> LAST_SEEN =
      Key.optional(
          "last_seen",
          Values.duration(Duration.ZERO, Duration.ofHours(1)),
          Duration.ZERO,
          "how often the device says, with the time, that it is there; 1min where there are several"
              + " servers, which lose its Will with one of them");

  private static final Duration LAST_SEEN_OF_CLUSTERS = Duration.ofMinutes(1);
  private static final Duration MIN_LAST_SEEN = Duration.ofSeconds(10);

  static final Schema<MqttSettings> SCHEMA =
      new Schema<>(
          "a connection",
          MqttSettings::of,
          BROKER,
          TLS,
          LOGIN,
          VERSION,
          CLIENT_ID,
          USERNAME,
          PASSWORD,
          KEEP_ALIVE,
          DEADLINE,
          RECONNECT_WITHIN,
          LAST_SEEN);

  private static MqttSettings of(SectionValues form) {
    if (form.has(PASSWORD) && !form.has(USERNAME)) {
      form.problem(PASSWORD, "goes with a username, and there is none");
    }
    if (form.get(LOGIN) == Login.SCRAM
        && (!form.has(PASSWORD) || form.get(VERSION) != MqttVersion.V5)) {
      form.problem(LOGIN, "scram needs username, password and version 5.0");
    }
    ServerTlsSettings tls = form.get(TLS);
    List<ServerUri> servers =
        form.get(BROKER).stream().map(text -> server(text, tls != null)).toList();
    if (servers.isEmpty()) {
      form.problem(BROKER, "names no server; give at least one such as localhost:1883");
    }
    if (servers.stream().anyMatch(server -> server.userName() != null)) {
      form.problem(BROKER, "user and password go into 'username' and 'password'");
    }
    boolean isSecure = servers.stream().anyMatch(ServerUri::tls);
    return new MqttSettings(
        servers,
        isSecure && tls == null ? ServerTlsSettings.USUAL : tls,
        form.get(LOGIN),
        form.get(VERSION),
        form.get(CLIENT_ID),
        form.get(USERNAME),
        form.get(PASSWORD),
        keepAlive(form, servers),
        form.get(DEADLINE),
        form.get(RECONNECT_WITHIN),
        lastSeen(form, servers));
  }

  private static Duration lastSeen(SectionValues form, List<ServerUri> servers) {
    Duration written = form.get(LAST_SEEN);
    if (!written.isZero() && written.compareTo(MIN_LAST_SEEN) < 0) {
      form.problem(LAST_SEEN, "is 10s at the least, or 0s for never");
    }
    return servers.size() > 1 && !form.isWritten(LAST_SEEN) ? LAST_SEEN_OF_CLUSTERS : written;
  }

  /** Where there is another server to go to, silence is noticed while somebody still waits. */
  private static Duration keepAlive(SectionValues form, List<ServerUri> servers) {
    boolean isUrgent = servers.size() > 1 || form.isWritten(DEADLINE);
    return isUrgent && !form.isWritten(KEEP_ALIVE)
        ? form.get(DEADLINE).dividedBy(2)
        : form.get(KEEP_ALIVE);
  }

  /**
   * How long the answer to a probe may take. Where probes are more frequent than the deadline is
   * long, nothing has then come for about that long; but half of it is for the answer, since a Keep
   * Alive just below the deadline would leave a slow line no time at all.
   */
  public Duration answerWithin() {
    if (keepAlive.compareTo(deadline) >= 0) {
      return deadline;
    }
    Duration left = deadline.minus(keepAlive);
    Duration half = deadline.dividedBy(2);
    return left.compareTo(half) < 0 ? half : left;
  }

  /** The longest pause between two attempts: each server has its turn within {@link #maxWait}. */
  public Duration maxPause() {
    return maxWait.dividedBy(servers.size());
  }

  /**
   * A server of a text, which may leave out scheme and port.
   *
   * @param tls whether it is reached by TLS, whatever the scheme
   * @throws IllegalArgumentException where it has another form
   */
  static ServerUri server(String text, boolean tls) {
    boolean isBareIpv6 = text.indexOf(':') != text.lastIndexOf(':') && ServerNames.isAddress(text);
    String uri = text.contains("://") ? text : "mqtt://" + (isBareIpv6 ? "[" + text + "]" : text);
    return ServerUri.of(tls ? uri.replaceFirst("^(mqtt|ws)://", "$1s://") : uri);
  }

  /** What holds where the section is left out. */
  static MqttSettings byDefault() {
    return new MqttSettings(
        List.of(server("localhost", false)),
        null,
        LOGIN.fallback(),
        VERSION.fallback(),
        null,
        null,
        null,
        KEEP_ALIVE.fallback(),
        DEADLINE.fallback(),
        RECONNECT_WITHIN.fallback(),
        LAST_SEEN.fallback());
  }
}
