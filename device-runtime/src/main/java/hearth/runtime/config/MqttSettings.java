package hearth.runtime.config;

import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import java.util.Map;

/**
 * The section {@code mqtt}: how the device reaches a broker in another process.
 *
 * @param clientIdentifier null for one that follows from the device's topic
 * @param userName null for none
 * @param password null for none
 * @param longestWait the longest time between two attempts to connect
 */
public record MqttSettings(
    NetworkAddress broker,
    MqttVersion version,
    String clientIdentifier,
    String userName,
    Secret password,
    Duration keepAlive,
    Duration longestWait) {

  private static final Key<NetworkAddress> BROKER =
      Key.optional(
          "broker",
          new Scalar<>("a host and port such as localhost:1883", NetworkAddress::of),
          new NetworkAddress("localhost", 1883),
          "where the broker listens");

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
          "the longest silence before the connection is probed");

  private static final Key<Duration> RECONNECT_WITHIN =
      Key.optional(
          "reconnect_within",
          Values.duration(Duration.ofMillis(100), Duration.ofHours(1)),
          Duration.ofSeconds(30),
          "the longest time between two attempts to connect");

  static final Schema<MqttSettings> SCHEMA =
      new Schema<>(
          "a connection",
          MqttSettings::of,
          BROKER,
          VERSION,
          CLIENT_ID,
          USERNAME,
          PASSWORD,
          KEEP_ALIVE,
          RECONNECT_WITHIN);

  private static MqttSettings of(Form form) {
    if (form.has(PASSWORD) && !form.has(USERNAME)) {
      form.problem(PASSWORD, "goes with a username, and there is none");
    }
    return new MqttSettings(
        form.get(BROKER),
        form.get(VERSION),
        form.get(CLIENT_ID),
        form.get(USERNAME),
        form.get(PASSWORD),
        form.get(KEEP_ALIVE),
        form.get(RECONNECT_WITHIN));
  }

  /** What holds where the section is left out. */
  static MqttSettings byDefault() {
    return new MqttSettings(
        BROKER.fallback(),
        VERSION.fallback(),
        null,
        null,
        null,
        KEEP_ALIVE.fallback(),
        RECONNECT_WITHIN.fallback());
  }
}
