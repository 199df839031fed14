package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.AccessControl;
import hearth.broker.access.AccessFileException;
import hearth.broker.access.FailedLogins;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.access.ScramAuthentication;
import hearth.broker.session.Authority;
import hearth.broker.session.Permissions;
import hearth.io.net.MemoryChannel;
import hearth.io.net.Peer;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reload takes away is gone at once, whatever had begun before. */
class RevocationTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long KEPT = 3600;

  private final Scenario scenario = new Scenario();

  /** The host whose certificate is. */
  private String revoked;

  private PasswordFile users =
      PasswordFile.empty()
          .with("anna", "a".getBytes(UTF_8), 10, RANDOM)
          .with("bert", "b".getBytes(UTF_8), 10, RANDOM);
  private Path folder;
  private Accounts accounts;
  private AccountAuthenticator authenticator;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    this.folder = folder;
    AccountAuthenticator.Guard guard =
        new AccountAuthenticator.Guard(
            new FailedLogins(FailedLogins.Limits.standard(), () -> new byte[32]),
            new PasswordQueue(16, 256));
    authenticator =
        new AccountAuthenticator(scenario.loop, Runnable::run, false, guard, () -> accounts);
    scenario.authenticator(authenticator);
    scenario.broker.authority(
        new Authority() {
          @Override
          public Permissions permissions(String userName, String clientIdentifier) {
            return authenticator.permissions(userName, clientIdentifier);
          }

          @Override
          public boolean mayOwn(String userName, String clientIdentifier) {
            return accounts.access().mayConnect(userName, clientIdentifier).allowed();
          }

          @Override
          public boolean isGone(String userName) {
            return userName != null && !accounts.passwords().knows(userName);
          }

          @Override
          public boolean isRevoked(Peer peer) {
            return peer.host().equals(revoked);
          }
        });
    rules("user anna\ntopic #", "user bert\ntopic #");
  }

  /** Reads users and these rules anew. */
  private void rules(String... rules) throws IOException, AccessFileException {
    accounts =
        new Accounts(
            new PasswordVerifier(users, RANDOM),
            new ScramAuthentication(users, () -> new byte[32], RANDOM),
            AccessControl.read(Files.writeString(folder.resolve("acl"), String.join("\n", rules))));
    scenario.broker.usersChanged();
    scenario.settle();
  }

  private void withoutAnna() throws Exception {
    users = users.without("anna");
    rules("user anna\ntopic #", "user bert\ntopic #");
  }

  private void withAnotherPassword() throws Exception {
    users = users.with("anna", "new".getBytes(UTF_8), 10, RANDOM);
    rules("user anna\ntopic #", "user bert\ntopic #");
  }

  private TestClient client(MqttVersion version, String user, Will will, boolean clean, long kept) {
    TestClient client = scenario.open(version);
    Properties properties =
        version == V5
            ? Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, kept).build()
            : Properties.NONE;
    return client.connect(
        new Connect(
            version,
            clean,
            0,
            user + "'s",
            will,
            user,
            user.substring(0, 1).getBytes(UTF_8),
            properties));
  }

  private TestClient client(String user) {
    return client(V5, user, null, true, 0);
  }

  private TestClient back(String user) {
    return client(V5, user, null, false, KEPT);
  }

  private static Will will(String topic, long delay) {
    Properties delayed = Properties.builder().add(Property.WILL_DELAY_INTERVAL, delay).build();
    return new Will(TopicName.of(topic), "gone".getBytes(UTF_8), AT_MOST_ONCE, false, delayed);
  }

  // ---- connections

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void aRemovedUserIsDisconnected(MqttVersion version) throws Exception {
    TestClient anna = client(version, "anna", null, true, 0);
    TestClient bert = client("bert");

    withoutAnna();

    if (version == V5) {
      assertEquals(ReasonCode.NOT_AUTHORIZED, anna.expect(Disconnect.class).reasonCode());
    }
    anna.expectClosed();
    assertFalse(bert.isClosed());
    assertEquals(
        List.of("anna's: NOT_AUTHORIZED: the user anna was taken out of the password file"),
        scenario.refusals);
  }

  @Test
  void aChangedPasswordEndsTheOldConnectionAndKeepsTheSession() throws Exception {
    TestClient anna = back("anna").subscribe("a", AT_LEAST_ONCE);

    withAnotherPassword();

    assertEquals(ReasonCode.NOT_AUTHORIZED, anna.expect(Disconnect.class).reasonCode());
    anna.expectClosed();
    assertTrue(scenario.refusals.get(0).contains("the password of anna was changed"));
    client("bert").publish("a", "1", AT_LEAST_ONCE, false, 1);
    TestClient again = scenario.open(V5);
    again.send(
        new Connect(V5, false, 0, "anna's", null, "anna", "new".getBytes(UTF_8), Properties.NONE));
    assertTrue(again.expect(ConnAck.class).sessionPresent());
    again.expectPublish("a", "1");
  }

  @Test
  void whoHasNotChangedStays() throws Exception {
    TestClient anna = client("anna");
    rules("user anna", "topic read #");
    assertFalse(anna.isClosed());
    assertEquals(List.of(), scenario.refusals);
  }

  @Test
  void theSessionOfARemovedUserEnds() throws Exception {
    back("anna").subscribe("a", AT_LEAST_ONCE).cut();

    withoutAnna();

    client("bert").publish("a", "1", AT_LEAST_ONCE, false, 1);
    assertEquals(0, scenario.broker.statistics().queuedMessages());
  }

  /** Else the rule would not help against who came first until the session expires. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientIdentifierThatIsAnothersByRuleIsFree(boolean isConnected) throws Exception {
    TestClient anna = back("anna");
    if (!isConnected) {
      anna.cut();
    }

    rules("user anna\ntopic #", "user bert\ntopic #\nclient anna's");

    assertTrue(anna.isClosed());
    TestClient bert = scenario.open(V5);
    bert.send(
        new Connect(V5, false, 0, "anna's", null, "bert", "b".getBytes(UTF_8), Properties.NONE));
    ConnAck answer = bert.expect(ConnAck.class);
    assertEquals(ReasonCode.SUCCESS, answer.reasonCode());
    assertFalse(answer.sessionPresent(), "what was kept for anna is not bert's");
  }

  // ---- Wills

  @ParameterizedTest
  @ValueSource(longs = {0, 60})
  void aWillOfARemovedUserIsNotPublished(long delay) throws Exception {
    TestClient watcher = client("bert").subscribe("#", AT_MOST_ONCE);
    TestClient anna = client(V5, "anna", will("status", delay), true, KEPT);
    if (delay > 0) {
      anna.cut();
    }

    withoutAnna();
    scenario.advance(Duration.ofHours(2));

    watcher.expectNothing();
  }

  @Test
  void aDelayedWillOfWhoseCertificateIsRevokedMeanwhileIsNotPublished() {
    TestClient watcher = client("bert").subscribe("#", AT_MOST_ONCE);
    Properties kept = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, KEPT).build();
    TestClient phone =
        scenario
            .openFrom("phone")
            .connect(
                new Connect(
                    V5, true, 0, "phone", will("door", 60), "anna", "a".getBytes(UTF_8), kept));
    phone.cut();

    revoked = "phone";
    scenario.advance(Duration.ofHours(2));

    watcher.expectNothing();
    assertTrue(scenario.refusals.get(0).contains("is revoked"), scenario.refusals::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60})
  void aWillWhoseTopicIsNoLongerAllowedIsNotPublished(long delay) throws Exception {
    TestClient watcher = client("bert").subscribe("#", AT_MOST_ONCE);
    TestClient anna = client(V5, "anna", will("status", delay), true, KEPT);
    if (delay > 0) {
      anna.cut();
    }

    rules("user anna", "topic write other", "user bert", "topic #");
    anna.cut();
    scenario.advance(Duration.ofHours(2));

    watcher.expectNothing();
    assertTrue(scenario.refusals.get(0).contains("no rule in"), scenario.refusals::toString);
  }

  /** As whose certificate is revoked. */
  @Test
  void whoIsCutOffHasNoWill() throws Exception {
    TestClient watcher = client("bert").subscribe("#", AT_MOST_ONCE);
    MemoryChannel.Pair pair = MemoryChannel.pair(scenario.loop, "broker", "phone");
    scenario.broker.accept(pair.a(), authenticator);
    TestClient phone = new TestClient(scenario, pair.b(), V5);
    phone.connect(
        new Connect(
            V5, true, 0, "phone", will("door", 0), "anna", "a".getBytes(UTF_8), Properties.NONE));

    scenario.broker.cutOff(pair.a());
    scenario.advance(Duration.ofHours(2));

    assertTrue(phone.isClosed());
    assertFalse(watcher.isClosed());
    watcher.expectNothing();
  }

  @Test
  void aWillThatIsStillAllowedIs() throws Exception {
    TestClient watcher = client("bert").subscribe("#", AT_MOST_ONCE);
    TestClient anna = client(V3_1_1, "anna", will("status", 0), true, 0);

    withAnotherPassword();

    anna.expectClosed();
    watcher.expectPublish("status", "gone");
  }

  /** Both change at one reload, and whoever goes is not faster than the rules. */
  @Test
  void aWillOfWhoIsDisconnectedReachesNobodyByTheOldRules() throws Exception {
    TestClient watcher = client("bert").subscribe("#", AT_MOST_ONCE);
    TestClient anna = client(V3_1_1, "anna", will("secret", 0), true, 0);

    users = users.with("anna", "new".getBytes(UTF_8), 10, RANDOM);
    rules("user anna", "topic #", "user bert", "topic read open");

    anna.expectClosed();
    watcher.expectNothing();
  }

  // ---- messages

  @ParameterizedTest
  @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
  void whatIsQueuedAndNoLongerReadableIsNotDelivered(QoS qos) throws Exception {
    back("anna").subscribe("#", qos).cut();
    TestClient bert = client("bert");
    bert.publish("open", "1", qos, false, 1);
    bert.publish("secret", "2", qos, false, 2);
    bert.publish("open", "3", qos, false, 3);

    rules("user anna", "topic read open", "user bert", "topic #");
    bert.publish("open", "4", qos, false, 4);

    TestClient anna = back("anna");
    for (String payload : List.of("1", "3", "4")) {
      anna.expectPublish("open", payload);
    }
    anna.expectNothing();
    assertEquals(0, scenario.broker.statistics().queuedMessages());
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
  void whatIsInFlightAndNoLongerReadableIsNotSentAgain(QoS qos) throws Exception {
    TestClient anna = back("anna").subscribe("#", qos);
    client("bert").publish("secret", "1", qos, false, 1);
    anna.expectPublish("secret", "1");
    anna.cut();

    rules("user anna", "topic read open", "user bert", "topic #");

    back("anna").expectNothing();
    TestClient bert = client("bert");
    bert.publish("open", "2", qos, false, 1);
    // Nothing is left in front of it.
    assertEquals(0, scenario.broker.statistics().queuedMessages());
  }

  @Test
  void aSubscriptionThatIsNoLongerAllowedHearsNothing() throws Exception {
    TestClient anna = client("anna").subscribe("secret", AT_MOST_ONCE);
    rules("user anna", "topic read open", "user bert", "topic #");
    client("bert").publish("secret", "1");
    anna.expectNothing();
  }

  // ---- retained

  @Test
  void whatIsRetainedIsDeliveredWhileItsPublisherMayPublishIt() throws Exception {
    TestClient anna = client("anna");
    anna.publish("door", "open", AT_MOST_ONCE, true, 0);
    anna.publish("light", "ON", AT_MOST_ONCE, true, 0);

    rules("user anna", "topic write light", "user bert", "topic #");

    TestClient bert = client("bert").subscribe("#", AT_MOST_ONCE);
    bert.expectPublish("light", "ON");
    bert.expectNothing();
    rules("user anna\ntopic #", "user bert\ntopic #");
    Publish again = client("bert").subscribe("door", AT_MOST_ONCE).expectPublish("door", "open");
    assertTrue(again.retain(), "it is kept, as in Mosquitto");
  }

  @Test
  void theRetainedWillOfAPublisherToo() throws Exception {
    Will retained =
        new Will(TopicName.of("door"), "gone".getBytes(UTF_8), AT_MOST_ONCE, true, Properties.NONE);
    client(V5, "anna", retained, true, 0).cut();
    client("bert").subscribe("#", AT_MOST_ONCE).expectPublish("door", "gone");

    rules("user anna", "topic write light", "user bert", "topic #");

    client("bert").subscribe("#", AT_MOST_ONCE).expectNothing();
  }
}
