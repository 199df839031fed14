package hearth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Account;
import hearth.broker.account.Budget;
import hearth.broker.account.Kind;
import hearth.broker.connection.Authenticator;
import hearth.broker.journal.VolatileJournal;
import hearth.broker.session.Permissions;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import hearth.io.net.Peer;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What clients make the broker hold is in its account, within limits, and given back. */
class HeldMemoryTest {
  private static final int KB = 1 << 10;
  private static final BrokerSettings SMALL =
      TestSettings.ROOMY
          .withMemory(Budget.STRANGERS, 256 * KB)
          .withMemory(Budget.SESSIONS, 200 * KB)
          .withMemory(Budget.RETAINED, 134 * KB);

  private final Scenario scenario = new Scenario(SMALL);
  private final Account held = scenario.broker.memory();

  /** An exchange in which the client's next AUTH never comes. */
  private static final class Waiting implements Authenticator {
    private final List<Consumer<AuthResult>> unanswered = new ArrayList<>();

    @Override
    public Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
      return data -> Step.further(new byte[1]);
    }

    @Override
    public void authenticate(
        Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer) {
      unanswered.add(answer);
    }
  }

  private static Connect connect(String client, Will will, Properties properties) {
    return new Connect(
        MqttVersion.V5,
        true,
        0,
        client,
        will,
        null,
        "password".getBytes(StandardCharsets.UTF_8),
        properties);
  }

  private static Properties user(int bytes) {
    return Properties.builder().user("name", "v".repeat(bytes)).build();
  }

  private static Will will(String topic, int bytes, int delay) {
    Properties late = Properties.builder().add(Property.WILL_DELAY_INTERVAL, delay).build();
    return new Will(TopicName.of(topic), new byte[bytes], QoS.AT_MOST_ONCE, true, late);
  }

  @Test
  void whoNeverEndsAnExchangeTakesTheShareOfItsAddress() {
    scenario.authenticator(new Waiting());
    Properties method =
        user(10 * KB)
            .with(Property.AUTHENTICATION_METHOD, "RIDDLE")
            .with(Property.AUTHENTICATION_DATA, new byte[1]);
    List<TestClient> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(scenario.openFrom("host").send(connect("c" + i, null, method)));
    }

    assertEquals(5, waiting.stream().filter(client -> !client.isClosed()).count());
    assertEquals(ReasonCode.SERVER_BUSY, waiting.get(9).expect(ConnAck.class).reasonCode());
    assertTrue(
        scenario.refusals.get(0).contains("limits.stranger_bytes"), scenario.refusals.get(0));
    assertFalse(scenario.openFrom("other").send(connect("d", null, method)).isClosed());

    scenario.advance(Duration.ofSeconds(10)); // until their time is over
    assertEquals(0, held.held(Budget.STRANGERS));
  }

  /** The most that is held in any turn of the loop until all is done. */
  private static long mostHeld(Scenario scenario, Budget budget) {
    long[] most = {0};
    Runnable look =
        new Runnable() {
          @Override
          public void run() {
            most[0] = Math.max(most[0], scenario.broker.memory().held(budget));
            if (most[0] == 0 || scenario.broker.memory().held(budget) > 0) {
              scenario.loop.execute(this);
            }
          }
        };
    scenario.loop.execute(look);
    scenario.settle();
    return most[0];
  }

  private static byte[] manyFilters() {
    Subscription one = new Subscription(TopicFilter.of("t"), QoS.AT_MOST_ONCE);
    return PacketEncoder.encode(
        new Subscribe(1, Collections.nCopies(10_000, one), Properties.NONE), MqttVersion.V5);
  }

  @Test
  void manyTopicFiltersAreHeldUntilTheyAreDone() {
    scenario.connected("c", MqttVersion.V5).sendMeanwhile(manyFilters());

    assertTrue(mostHeld(scenario, Budget.BUFFERS) > 1000 * KB);
    assertEquals(0, held.held(Kind.REQUEST));
  }

  @Test
  void whoAskForMoreTopicFiltersThanThereIsRoomForAreSentAway() {
    Scenario tight = new Scenario(TestSettings.ROOMY.withMemory(Budget.BUFFERS, 4 << 20));
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(tight.connected("c" + i, MqttVersion.V5));
    }
    clients.forEach(each -> each.sendMeanwhile(manyFilters()));

    long most = mostHeld(tight, Budget.BUFFERS);

    assertTrue(most < 6 << 20, most + " bytes");
    assertTrue(tight.refusals.get(0).contains("limits.buffer_bytes"), tight.refusals.get(0));
    assertTrue(clients.stream().anyMatch(each -> !each.isClosed()));
    assertEquals(0, tight.broker.memory().held(Kind.REQUEST));
  }

  /** In a later turn than its packet's, where no channel hears of the exception. */
  @Test
  void whoseTopicFilterBreaksSomethingIsEndedAndLetsAllGo() {
    List<Throwable> failures = new ArrayList<>();
    ManualClock clock = new ManualClock();
    Scenario broken =
        new Scenario(
            TestSettings.ROOMY,
            clock,
            new ManualLoop(clock, failures::add),
            loop -> new VolatileJournal());
    int[] asked = {0};
    Permissions rules =
        Permissions.of(topic -> true, topic -> true, filter -> 1 / (9000 - ++asked[0]) >= 0);
    broken.authenticator(
        (connect, identifier, peer, answer) ->
            answer.accept(Authenticator.AuthResult.accepted(null, rules)));
    TestClient client = broken.connected("c", MqttVersion.V5).sendMeanwhile(manyFilters());
    broken.settle();

    assertEquals(1, failures.size());
    assertTrue(client.isClosed());
    assertEquals(0, broken.broker.memory().bytes());
  }

  @Test
  void identifiersOfQos2ThatAreNeverReleasedTakeTheShareOfTheirUser() {
    TestClient client = scenario.connected("never", MqttVersion.V3_1_1);
    TopicName topic = TopicName.of("t");
    int sent = 0;
    while (!client.isClosed() && ++sent < 65_535) {
      client.send(
          new Publish(false, QoS.EXACTLY_ONCE, false, topic, sent, Properties.NONE, new byte[0]));
    }

    assertTrue(sent > 1000 && sent < 65_535, () -> "it was ended");
    assertTrue(scenario.refusals.get(0).contains("limits.session_bytes"), scenario.refusals.get(0));
    assertEquals(0, held.bytes());
  }

  @Test
  void aPasswordThatWaitsIsHeldThoughItsClientIsGone() {
    Waiting worker = new Waiting();
    scenario.authenticator(worker);
    TestClient client = scenario.openFrom("host").send(connect("c", null, user(10 * KB)));

    client.cut();

    assertTrue(held.held(Kind.CONNECT) > 10 * KB);
    worker.unanswered.get(0).accept(Authenticator.AuthResult.accepted(null, Permissions.ALL));
    assertEquals(0, held.bytes());
  }

  @Test
  void packetsOfStrangersThatNeverEndTakeTheShareOfTheirAddress() {
    byte[] half = new byte[20 * KB];
    half[0] = 0x10;
    half[1] = (byte) 0xFF;
    half[2] = (byte) 0xFF;
    half[3] = 2;
    for (int i = 0; i < 3; i++) {
      assertFalse(scenario.openFrom("host").sendBytes(half).isClosed());
    }

    assertTrue(scenario.openFrom("host").sendBytes(half).isClosed());
    assertFalse(scenario.openFrom("other").sendBytes(half).isClosed());
    assertTrue(scenario.refusals.get(0).contains("limits.stranger_bytes"));
  }

  @Test
  void anAliasOfATopicThatIsTooLongIsNotKept() {
    TestClient client = scenario.connected("c", MqttVersion.V5);
    long before = held.bytes();

    client.send(aliased("t".repeat(60 * KB), 1));
    assertEquals(before, held.bytes());
    client.send(aliased("t".repeat(KB), 2));
    assertTrue(held.held(Kind.ALIAS) > KB);
    client.send(aliased("t", 2));
    assertTrue(held.held(Kind.ALIAS) < KB);

    client.disconnect();
    assertEquals(0, held.bytes());
  }

  @Test
  void aliasesOfAllClientsOfAUserAreWithinItsShare() {
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(scenario.connected("c" + i, MqttVersion.V5));
    }
    for (int alias = 1; alias <= 64; alias++) {
      for (TestClient client : clients) {
        if (!client.isClosed()) {
          client.send(aliased(alias + "t".repeat(1000), alias));
        }
      }
    }

    assertTrue(clients.stream().anyMatch(TestClient::isClosed));
    assertTrue(clients.stream().anyMatch(client -> !client.isClosed()));
    assertTrue(held.held(Budget.SESSIONS) <= 100 * KB);
    assertTrue(scenario.refusals.get(0).contains("limits.session_bytes"), scenario.refusals.get(0));
  }

  private static Publish aliased(String topic, int alias) {
    return new Publish(
        false,
        QoS.AT_MOST_ONCE,
        false,
        TopicName.of(topic),
        0,
        Properties.builder().add(Property.TOPIC_ALIAS, alias).build(),
        new byte[0]);
  }

  @Test
  void whatIsRetainedCountsItsProperties() {
    TestClient client = scenario.connected("c", MqttVersion.V5);
    for (int i = 0; i < 10; i++) {
      client.send(
          new Publish(
              false,
              QoS.AT_MOST_ONCE,
              true,
              TopicName.of("t/" + i),
              0,
              user(30 * KB),
              new byte[1]));
    }

    assertEquals(7, scenario.broker.statistics().retainedRefused);
    assertTrue(held.held(Kind.RETAINED) > 90 * KB);
  }

  @Test
  void willsAreWithinTheShareOfTheirUser() {
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(scenario.openFrom("h" + i));
      clients.get(i).send(willed("c" + i, "w/" + i));
    }

    assertEquals(
        6,
        clients.stream()
            .map(client -> client.expect(ConnAck.class).reasonCode())
            .filter(ReasonCode.QUOTA_EXCEEDED::equals)
            .count());
    assertTrue(scenario.refusals.get(0).contains("limits.session_bytes"), scenario.refusals.get(0));
    clients.stream().filter(client -> !client.isClosed()).forEach(TestClient::cut);
    scenario.advance(Duration.ofSeconds(100)); // all are published, and their sessions stay
    assertEquals(0, held.held(Kind.WILL));
    scenario.advance(Duration.ofSeconds(900));
    assertEquals(held.held(Kind.RETAINED), held.bytes());
  }

  @Test
  void oneAddressWithoutNamesLeavesRoomForOthers() {
    for (int i = 0; i < 6; i++) {
      scenario.openFrom("attacker").send(willed("x" + i, "w/" + i));
    }
    assertEquals(3, scenario.refusals.size());

    TestClient other = scenario.openFrom("other").send(willed("c", "c"));

    assertEquals(ReasonCode.SUCCESS, other.expect(ConnAck.class).reasonCode());
  }

  /** A Will goes out with its session. */
  @Test
  void whoLeavesWillsWithoutEndKeepsNobodyOut() {
    for (int i = 0; i < 30; i++) {
      TestClient client = scenario.openFrom("h" + i);
      client.send(willed("c" + i, "w"));
      assertEquals(ReasonCode.SUCCESS, client.expect(ConnAck.class).reasonCode());
      client.cut();
      assertTrue(held.held(Budget.SESSIONS) <= 100 * KB);
    }

    assertEquals(26, scenario.broker.statistics().sessionsDisplaced);
  }

  private static Connect willed(String client, String topic) {
    return connect(
        client,
        will(topic, 20 * KB, 100),
        Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 1000).build());
  }

  @Test
  void aWillIsPublishedWhereItsTopicIsWithinLimits() {
    TestClient client = scenario.openFrom("host");
    client.send(connect("c", will("t".repeat(2000), 1, 0), Properties.NONE));

    assertEquals(ReasonCode.TOPIC_NAME_INVALID, client.expect(ConnAck.class).reasonCode());
    assertTrue(client.isClosed());
    assertTrue(scenario.refusals.get(0).contains("limits.topic_length"), scenario.refusals.get(0));
  }

  @Test
  void aFarewellGivesEverythingBack() {
    TestClient client = scenario.openFrom("host");
    client.send(connect("c", will("w", 100, 0), Properties.NONE)).expect(ConnAck.class);
    client.subscribe("home/#", QoS.AT_LEAST_ONCE);
    client.subscribe("$share/group/home/+", QoS.AT_LEAST_ONCE);
    client.send(aliased("home/a", 1));
    assertTrue(held.bytes() > 1000);

    client.send(Disconnect.NORMAL);

    assertEquals(0, held.bytes());
  }

  @Test
  void aReauthenticationIsHeldUntilItEnds() {
    Authenticator riddle =
        new Authenticator() {
          private int steps;

          @Override
          public Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
            return data ->
                ++steps % 2 == 1 && steps > 1
                    ? Step.further(new byte[1])
                    : Step.end(AuthResult.accepted(null, Permissions.ALL), null);
          }

          @Override
          public void authenticate(
              Connect connect, String clientIdentifier, Peer peer, Consumer<AuthResult> answer) {}
        };
    scenario.authenticator(riddle);
    Properties method =
        Properties.builder()
            .add(Property.AUTHENTICATION_METHOD, "RIDDLE")
            .add(Property.AUTHENTICATION_DATA, new byte[1000])
            .build();
    TestClient client = scenario.openFrom("host");
    client.send(connect("c", null, method)).expect(ConnAck.class);
    client.send(new Auth(ReasonCode.RE_AUTHENTICATE, method));
    client.send(new Auth(ReasonCode.RE_AUTHENTICATE, method));
    client.cut();

    assertEquals(0, held.bytes());
  }

  /** It is made for the first that is retained of a user, and goes with the last. */
  @Test
  void theAccountOfAUserIsWithinTheLimitThatItCountsFor() {
    int limit = 900;
    Scenario tight = new Scenario(TestSettings.ROOMY.withMemory(Budget.RETAINED, limit));
    TestClient client = tight.connected("client", MqttVersion.V5);
    client.publish("t", "x".repeat(500), QoS.AT_MOST_ONCE, true, 0);

    long all = tight.broker.memory().held(Kind.RETAINED);
    assertTrue(all <= limit, () -> all + " bytes");
  }
}
