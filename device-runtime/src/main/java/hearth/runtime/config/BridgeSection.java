package hearth.runtime.config;

import hearth.client.ServerUri;
import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An item of {@code bridges} of the broker: another broker or cluster that messages go to and come
 * from.
 *
 * @param servers at least one; any of them will do
 * @param tls null without
 * @param version empty for the newest that a server speaks
 * @param clientIdentifier at the other side
 * @param userName null for none
 * @param password null for none
 * @param exactlyOnce whether what is published with QoS 1 leaves with QoS 2
 * @param keepFor how long the other side keeps what comes while the link is dead
 * @param transit whether what came by a bridge passes
 * @param deadline for a connection, and how long the other side may be silent
 * @param reconnectWithin the longest time between two attempts
 * @param rate the most messages a second that leave, 0 for no limit
 * @param localUser whose access rules hold for the bridge at home; null for no rules
 * @param queuedBytes of what waits to leave, on disk
 * @param whenFull what becomes of a message that finds no room there
 */
public record BridgeSection(
    String name,
    List<ServerUri> servers,
    ServerTlsSettings tls,
    Optional<MqttVersion> version,
    String clientIdentifier,
    String userName,
    Secret password,
    List<BridgeTopics> out,
    List<BridgeTopics> in,
    boolean exactlyOnce,
    Duration keepFor,
    boolean transit,
    Duration deadline,
    Duration reconnectWithin,
    int rate,
    String localUser,
    long queuedBytes,
    WhenFull whenFull) {

  /** What becomes of a message that finds no room in the queue. */
  public enum WhenFull {
    DROP_OLDEST,
    DROP_NEWEST,
    REFUSE
  }

  private static final Key<String> NAME =
      Key.required(
          "name",
          Values.text(
              "a name of letters, digits, - and _ such as cluster",
              Pattern.compile("[\\p{L}\\p{N}_-]+")),
          "what the other side is called here");

  private static final Key<List<String>> SERVER =
      Key.required(
          "server",
          Values.oneOrMore(MqttSettings.SERVER_TEXT),
          "where it is reached; a list where there are several, any of which will do");

  private static final Key<ServerTlsSettings> TLS =
      Key.optional("tls", ServerTlsSettings.SCHEMA, null, "encrypts the connection");

  private static final Key<Optional<MqttVersion>> VERSION =
      Key.optional(
          "version",
          Values.oneOf(
              Map.of(
                  "auto", Optional.empty(),
                  "5.0", Optional.of(MqttVersion.V5),
                  "3.1.1", Optional.of(MqttVersion.V3_1_1))),
          Optional.empty(),
          "the version of the protocol, auto for the newest that the server speaks");

  private static final Key<String> CLIENT_ID =
      Key.required(
          "client_id",
          Values.text("a text without a comma", Pattern.compile("[^,]*\\S[^,]*")),
          "the Client Identifier, which nobody else may have at the other side");

  private static final Key<String> USERNAME =
      Key.optional("username", Values.text("a user name"), null, "the user at the other side");

  private static final Key<Secret> PASSWORD =
      Key.optional("password", Values.secret(), null, "the user's password");

  private static final Key<List<BridgeTopics>> OUT =
      Key.optional("out", Values.listOf(BridgeTopics.OUT), List.of(), "what leaves");

  private static final Key<List<BridgeTopics>> IN =
      Key.optional("in", Values.listOf(BridgeTopics.IN), List.of(), "what comes");

  private static final Key<Boolean> EXACTLY_ONCE =
      Key.optional(
          "exactly_once",
          Values.flag(),
          false,
          "whether what is published with QoS 1 leaves with QoS 2");

  private static final Key<Duration> KEEP_FOR =
      Key.optional(
          "keep_for",
          Values.duration(Duration.ZERO, Duration.ofDays(30)),
          Duration.ZERO,
          "how long the other side keeps what comes while the link is dead");

  private static final Key<Boolean> TRANSIT =
      Key.optional(
          "transit", Values.flag(), false, "whether what came by a bridge passes this one, too");

  private static final Key<Duration> DEADLINE =
      Key.optional(
          "deadline",
          Values.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)),
          Duration.ofSeconds(10),
          "for a connection, and how long the other side may be silent");

  private static final Key<Integer> RATE =
      Key.optional(
          "rate",
          Values.wholeNumber(0, 1_000_000),
          0,
          "how many messages may leave in a second; 0: as many as the other side takes");

  private static final Key<String> LOCAL_USER =
      Key.optional(
          "local_user",
          Values.text("a user name"),
          null,
          "whose access rules hold for the bridge at home; without, it may everything");

  private static final Key<Long> QUEUED_BYTES =
      Key.optional(
          "queued_bytes",
          Values.size(1 << 20, 1L << 40),
          512L << 20,
          "of what waits to leave, on disk where there is a store");

  private static final Key<WhenFull> WHEN_FULL =
      Key.optional(
          "when_full",
          Values.oneOf(WhenFull.class),
          WhenFull.DROP_OLDEST,
          "what becomes of a message that finds no room there");

  static final Schema<BridgeSection> SCHEMA =
      new Schema<>(
          "a bridge",
          BridgeSection::of,
          NAME,
          SERVER,
          TLS,
          VERSION,
          CLIENT_ID,
          USERNAME,
          PASSWORD,
          OUT,
          IN,
          EXACTLY_ONCE,
          KEEP_FOR,
          TRANSIT,
          DEADLINE,
          MqttSettings.RECONNECT_WITHIN,
          RATE,
          LOCAL_USER,
          QUEUED_BYTES,
          WHEN_FULL);

  private static BridgeSection of(SectionValues form) {
    if (form.has(PASSWORD) && !form.has(USERNAME)) {
      form.problem(PASSWORD, "goes with a username, and there is none");
    }
    ServerTlsSettings tls = form.get(TLS);
    List<ServerUri> servers =
        form.get(SERVER).stream().map(text -> MqttSettings.server(text, tls != null)).toList();
    if (servers.isEmpty()) {
      form.problem(SERVER, "names no server; give at least one such as mqtts://cluster.example");
    }
    if (servers.stream().anyMatch(server -> server.userName() != null)) {
      form.problem(SERVER, "user and password go into 'username' and 'password'");
    }
    if (form.get(OUT).isEmpty() && form.get(IN).isEmpty()) {
      form.problem(OUT, "nothing would pass; say under 'out' what leaves or under 'in' what comes");
    }
    checkLoops(form);
    boolean isSecure = servers.stream().anyMatch(ServerUri::tls);
    return new BridgeSection(
        form.get(NAME),
        servers,
        isSecure && tls == null ? ServerTlsSettings.USUAL : tls,
        form.get(VERSION),
        form.get(CLIENT_ID),
        form.get(USERNAME),
        form.get(PASSWORD),
        form.get(OUT),
        form.get(IN),
        form.get(EXACTLY_ONCE),
        form.get(KEEP_FOR),
        form.get(TRANSIT),
        form.get(DEADLINE),
        form.get(MqttSettings.RECONNECT_WITHIN),
        form.get(RATE),
        form.get(LOCAL_USER),
        form.get(QUEUED_BYTES),
        form.get(WHEN_FULL));
  }

  /** Before 5.0 a message cannot say by which brokers it came: what leaves would come back. */
  private static void checkLoops(SectionValues form) {
    if (form.get(VERSION).orElse(null) != MqttVersion.V3_1_1) {
      return;
    }
    for (BridgeTopics in : form.get(IN)) {
      for (BridgeTopics out : form.get(OUT)) {
        if (in.overlapsAtRemote(out)) {
          form.problem(
              IN,
              "by version 3.1.1 what leaves to "
                  + out.remoteTopics()
                  + " would come back from "
                  + in.remoteTopics()
                  + "; give them prefixes of their own");
        }
      }
    }
  }

  /** Whether something that leaves would come back where it cannot say whence it came. */
  public boolean overlaps() {
    return in.stream().anyMatch(each -> out.stream().anyMatch(each::overlapsAtRemote));
  }
}
