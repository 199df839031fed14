package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Remotes that cannot all, or will not: the bridge lives with it. */
class ForeignRemoteTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofMinutes(2);
  private static final String STATE = "$SYS/broker/bridge/cloud/out/state";

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final ScriptedRemote remote = new ScriptedRemote(brokers.loop);

  @BeforeEach
  void bridge() {
    remote.sessionPresent = true;
    home.bridged(settings("h7", d -> d.out("#", "a/", "")), remote.way());
  }

  private void start() {
    home.start();
    brokers.advance(SOON);
  }

  private void publish(String topic, QoS qos, int number) {
    TestClient client = home.client("p" + number, true);
    client.send(
        new Publish(
            false,
            qos,
            false,
            TopicName.of(topic),
            1,
            Properties.NONE,
            Integer.toString(number).getBytes(StandardCharsets.UTF_8)));
    client.send(new PubRel(1));
  }

  private List<String> payloads() {
    return remote.published.stream().map(TestClient::text).toList();
  }

  private int waiting() {
    return home.scenario().broker.session("bridge/cloud/out").inFlight()
        + home.scenario().broker.session("bridge/cloud/out").queuedMessages();
  }

  @Test
  void qos2BecomesWhatTheRemoteTakes() {
    remote.says = Properties.builder().add(Property.MAXIMUM_QOS, 1).build();
    start();

    publish("a/x", EXACTLY_ONCE, 1);
    brokers.advance(SOON);

    assertEquals(AT_LEAST_ONCE, remote.published.get(0).qos());
    assertEquals(0, waiting());
  }

  /** As RabbitMQ does: of 3.1.1, grants QoS 1 and answers PUBACK to QoS 2. */
  @Test
  void beforeFiveWhatIsGrantedSaysIt() {
    remote.ignores = connect -> connect.version() == MqttVersion.V5 || connect.bridge();
    remote.grants = AT_LEAST_ONCE;
    remote.knowsNoQoS2 = true;
    start();

    publish("a/x", EXACTLY_ONCE, 1);
    brokers.advance(SOON);

    assertEquals(AT_LEAST_ONCE, remote.published.get(0).qos());
    assertEquals(0, waiting());
    assertEquals(4, remote.connects.size(), "5.0, 3.1.1 as a bridge, 3.1.1 twice");
    assertFalse(remote.connects.get(3).bridge());
  }

  @Test
  void aPubAckToQoS2EndsTheDelivery() {
    remote.knowsNoQoS2 = true;
    start();

    publish("a/x", EXACTLY_ONCE, 1);
    publish("a/x", EXACTLY_ONCE, 2);
    brokers.advance(SOON);

    assertEquals(List.of("1", "2"), payloads());
    assertEquals(0, waiting());
  }

  @Test
  void retainIsTakenOffWhereTheRemoteRetainsNothing() {
    remote.says = Properties.builder().add(Property.RETAIN_AVAILABLE, 0).build();
    start();

    home.client("lamp", true).publish("a/x", "ON", AT_LEAST_ONCE, true, 1);
    brokers.advance(SOON);

    assertFalse(remote.published.get(0).retain());
  }

  @Test
  void whatIsTooLargeDoesNotHoldUpTheRest() {
    remote.says = Properties.builder().add(Property.MAXIMUM_PACKET_SIZE, 100).build();
    start();

    home.client("big", true).publish("a/big", "x".repeat(200), AT_LEAST_ONCE, false, 1);
    publish("a/x", AT_LEAST_ONCE, 2);
    brokers.advance(SOON);

    assertEquals(List.of("2"), payloads());
    assertEquals(0, waiting());
  }

  @Test
  void aMessageThatTheRemoteClosesOnIsSetAsideAfterSomeTimes() {
    remote.hates = publish -> publish.topic().toString().contains(" ");
    start();

    publish("a/before", AT_LEAST_ONCE, 1);
    publish("a/b c", AT_LEAST_ONCE, 2);
    publish("a/after", AT_LEAST_ONCE, 3);
    brokers.advance(LATER);

    assertEquals(List.of("1", "3"), payloads());
    assertEquals(0, waiting());
    assertTrue(remote.connects.size() < 12, remote.connects.size() + " connections");
  }

  @Test
  void whatItRefusesForNowStays() {
    remote.answers = ReasonCode.QUOTA_EXCEEDED;
    start();
    publish("a/x", AT_LEAST_ONCE, 1);
    brokers.advance(LATER);
    assertEquals(1, waiting());

    remote.answers = ReasonCode.SUCCESS;
    brokers.advance(SOON);

    assertEquals(0, waiting());
  }

  @Test
  void whatItRefusesForGoodIsDone() {
    remote.answers = ReasonCode.NOT_AUTHORIZED;
    start();

    publish("a/x", EXACTLY_ONCE, 1);
    brokers.advance(SOON);

    assertEquals(1, remote.published.size());
    assertEquals(0, waiting());
  }

  @Test
  void aSilentRemoteIsGivenUpAfterTheDeadline() {
    start();
    int before = remote.connects.size();
    brokers.advance(Duration.ofMinutes(5));
    assertEquals(before, remote.connects.size(), "it lives while it answers");

    remote.isDead = true;
    brokers.advance(Duration.ofSeconds(15));
    remote.isDead = false;
    brokers.advance(Duration.ofSeconds(15));

    assertEquals(before + 1, remote.connects.size(), "it has come back");
  }

  @Test
  void aClockThatIsNotSetIsNamedAndWaitedFor() {
    brokers.clock.setWallTime(Instant.parse("2020-01-01T12:00:00Z"));
    home.clockAfter = Instant.parse("2026-01-01T00:00:00Z");
    home.beforeStart(each -> each.showOn(home.scenario().broker.systemTopics()));
    start();
    publish("a/x", AT_LEAST_ONCE, 1);
    brokers.advance(LATER);

    assertEquals(List.of(), remote.connects, "nobody is asked meanwhile");
    TestClient watcher = home.client("w", true).subscribe(STATE, QoS.AT_MOST_ONCE);
    brokers.advance(LATER);
    String state = TestClient.text(watcher.expect(Publish.class));
    assertTrue(state.contains("clock of this machine is not set, it shows 2020-01-01"), state);

    brokers.clock.setWallTime(Instant.parse("2026-11-30T12:00:00Z"));
    brokers.advance(Duration.ofSeconds(10));

    assertEquals(1, remote.connects.size());
    assertEquals(List.of("1"), payloads());
  }

  @Test
  void itHearsOfTheBridgeAsOftenAsItWantsTo() {
    remote.says = Properties.builder().add(Property.SERVER_KEEP_ALIVE, 2).build();
    start();
    remote.pings = 0;

    brokers.advance(Duration.ofSeconds(20));

    assertTrue(remote.pings >= 10, remote.pings + " pings in 20 s");
  }

  @Test
  void aNewSessionOfTheHomeTakesNoOldOneOfTheRemote() {
    start();
    assertTrue(remote.connects.get(0).cleanStart());

    home.cutLinks();
    brokers.advance(SOON);
    home.kill();
    start();

    List<Connect> later = remote.connects.subList(1, remote.connects.size());
    assertFalse(later.stream().anyMatch(Connect::cleanStart));
  }

  @Test
  void aRateHoldsTheBacklogBack() {
    BridgedBrokers others = new BridgedBrokers(2);
    House slow = others.house("home");
    ScriptedRemote cloud = new ScriptedRemote(others.loop);
    slow.bridged(settings("h7", d -> d.out("#", "a/", "").rate(10)), cloud.way()).start();
    others.advance(SOON);

    for (int i = 1; i <= 50; i++) {
      slow.client("p" + i, true).publish("a/x", "m", AT_LEAST_ONCE, false, 1);
    }
    others.advance(Duration.ofSeconds(2));

    assertTrue(cloud.published.size() <= 25, cloud.published.size() + " in two seconds");
    others.advance(Duration.ofSeconds(10));
    assertEquals(50, cloud.published.size());
  }

  @Test
  void before5AnEarlierSessionIsForgottenByAConnectionOfItsOwn() {
    ScriptedRemote old = new ScriptedRemote(brokers.loop);
    old.sessionPresent = true;
    House other = brokers.house("other");
    other.bridged(settings("h8", d -> d.version(MqttVersion.V3_1_1).out("#", "a/", "")), old.way());
    other.start();
    brokers.advance(SOON);

    // A Clean Session would end with the first link, whatever was on its way then.
    assertEquals(List.of(true, false), old.connects.stream().map(Connect::cleanStart).toList());

    other.cutLinks();
    brokers.advance(SOON);

    assertTrue(old.connects.stream().skip(1).noneMatch(Connect::cleanStart));
  }

  /** As HiveMQ CE does: what it has had by an earlier connection it says nothing to. */
  @Test
  void aRemoteThatSaysNothingToWhatIsSentAgainIsAskedWhetherItHasIt() {
    breakBeforeTheAnswer(EXACTLY_ONCE);
    assertEquals(List.of("1", "1"), payloads());
    assertEquals(1, waiting());

    brokers.advance(LATER);
    publish("a/x", EXACTLY_ONCE, 2);
    brokers.advance(SOON);

    assertEquals(List.of("1", "1", "2"), payloads());
    assertEquals(2, remote.connects.size());
    assertEquals(0, waiting());
  }

  /** The PUBREL may have reached it: the message would be another one to it. */
  @Test
  void whatItWasAskedAboutIsNotSentOnceMoreWhenTheLinkBreaks() {
    breakBeforeTheAnswer(EXACTLY_ONCE);
    remote.ignoresRelease = true;
    for (int i = 0; i < 60 && remote.released.isEmpty(); i++) {
      brokers.advance(Duration.ofSeconds(1));
    }
    home.cutLinks();
    remote.ignoresRelease = false;
    brokers.advance(SOON);

    assertEquals(List.of("1", "1"), payloads());
    assertEquals(2, remote.released.size());
    assertEquals(0, waiting());
    publish("a/x", EXACTLY_ONCE, 2);
    brokers.advance(SOON);
    assertEquals(List.of("1", "1", "2"), payloads());
    assertEquals(3, remote.connects.size());
    assertTrue(remote.connects.stream().skip(1).noneMatch(Connect::cleanStart));
  }

  /** Rather twice than not at all. */
  @Test
  void whereItHasItNotItsSessionIsBegunAnew() {
    remote.completes = ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
    breakBeforeTheAnswer(EXACTLY_ONCE);

    brokers.advance(LATER);

    assertEquals(List.of("1", "1", "1"), payloads());
    assertTrue(remote.connects.get(2).cleanStart());
    assertEquals(0, waiting());
  }

  @Test
  void ofQoS1ItIsNotAsked() {
    breakBeforeTheAnswer(AT_LEAST_ONCE);

    brokers.advance(LATER);

    assertEquals(List.of("1", "1", "1"), payloads());
    assertEquals(List.of(), remote.released);
    assertEquals(3, remote.connects.size());
    assertTrue(remote.connects.get(2).cleanStart());
    assertEquals(0, waiting());
  }

  private void breakBeforeTheAnswer(QoS qos) {
    remote.ignoresMessage = publish -> publish.dup() || remote.published.size() == 1;
    start();
    publish("a/x", qos, 1);
    brokers.advance(SOON);
    home.cutLinks();
    brokers.advance(SOON);
  }

  @Test
  void aRemoteThatAnswersPingsAndNoMessageIsToldAndThenGivenUp() {
    remote.ignoresMessage = publish -> true;
    home.beforeStart(each -> each.showOn(home.scenario().broker.systemTopics()));
    start();
    publish("a/x", EXACTLY_ONCE, 1);
    brokers.advance(Duration.ofSeconds(25));

    assertFalse(home.bridges.get(0).status().isUp());
    TestClient watcher = home.client("w", true).subscribe(STATE, QoS.AT_MOST_ONCE);
    assertTrue(
        TestClient.text(watcher.expect(Publish.class))
            .endsWith(", which answers pings and none of the 1 messages that were sent"));
    assertEquals(1, remote.connects.size());

    brokers.advance(Duration.ofMinutes(1));
    assertTrue(remote.connects.size() > 1);
  }

  /** As a node of NATS that is cut off from the others, and not from the house. */
  @Test
  void whereThereIsAnotherServerItIsLeftWithinTwoDeadlinesByWhatComesToo() {
    ScriptedRemote other = new ScriptedRemote(brokers.loop);
    home.rebridged(
        settings("h7", d -> d.out("#", "a/", "").in("+/set", "home/", "h7/", false)),
        remote.way(),
        other.way());
    remote.ignoresMessage = publish -> true;
    start();
    publish("a/x", EXACTLY_ONCE, 1);

    brokers.advance(Duration.ofSeconds(18));

    assertEquals(2, other.connects.size());
    assertEquals(List.of("1"), other.published.stream().map(TestClient::text).toList());
    assertTrue(home.bridges.get(0).status().isUp());
  }

  /** Many pings pile up behind a large message, and all are answered when it has come. */
  @Test
  void aLargeMessageOnASlowLineMayBeAnsweredAfterAllThePingsBehindIt() {
    ScriptedRemote other = new ScriptedRemote(brokers.loop);
    home.rebridged(settings("h7", d -> d.out("#", "a/", "")), remote.way(), other.way());
    remote.answersLater = true;
    start();
    remote.gets.a().stall();
    home.client("camera", true).publish("a/x", "x".repeat(800_000), AT_LEAST_ONCE, false, 1);
    brokers.advance(Duration.ofSeconds(40));

    remote.gets.a().unstall();
    brokers.settle();
    remote.answerAll();
    brokers.advance(SOON);

    assertEquals(1, remote.published.size());
    assertEquals(0, waiting());
    assertEquals(1, remote.connects.size());
    assertEquals(0, other.connects.size());
  }

  /** Else the message would be sent to one after the other without end. */
  @Test
  void whereEachServerIsSlowToAnswerOneOfThemIsGivenTheTime() {
    ScriptedRemote other = new ScriptedRemote(brokers.loop);
    home.rebridged(settings("h7", d -> d.out("#", "a/", "")), remote.way(), other.way());
    remote.sessionPresent = false;
    remote.thinks = Duration.ofSeconds(25);
    other.thinks = Duration.ofSeconds(25);
    start();

    publish("a/x", AT_LEAST_ONCE, 1);
    brokers.advance(LATER);

    assertEquals(0, waiting());
    assertEquals(List.of("1", "1"), payloads());
    assertEquals(1, other.published.size());
  }

  /** The answer comes by none, so the home is answered as soon as the message has gone. */
  @Test
  void qos1BecomesQoS0WhereTheRemoteTakesNoOther() {
    remote.says = Properties.builder().add(Property.MAXIMUM_QOS, 0).build();
    start();

    publish("a/x", AT_LEAST_ONCE, 1);
    publish("a/x", EXACTLY_ONCE, 2);
    brokers.advance(LATER);

    assertEquals(List.of("1", "2"), payloads());
    assertEquals(0, waiting());
    assertEquals(1, remote.connects.size());
  }

  /** AWS closes the connection on one that its policy does not know, RabbitMQ makes a queue. */
  @Test
  void beforeFiveNobodyIsProbedWhereNothingLeavesWithQoS2() {
    TopicMapping mapping = new TopicMapping("#", "a/", "", AT_LEAST_ONCE, true);
    home.rebridged(
        settings(
            "h7",
            d -> {
              d.out = List.of(mapping);
              return d.version(MqttVersion.V3_1_1);
            }),
        remote.way());
    start();
    publish("a/x", EXACTLY_ONCE, 1);
    brokers.advance(SOON);

    assertEquals(AT_LEAST_ONCE, remote.published.get(0).qos());
    assertEquals(List.of(), remote.subscribes);
  }

  @Test
  void onePubCompThatDoesNotComeIsToldAsWell() {
    remote.ignoresRelease = true;
    start();
    publish("a/x", EXACTLY_ONCE, 1);
    brokers.advance(Duration.ofSeconds(25));
    assertFalse(home.bridges.get(0).status().isUp());

    brokers.advance(Duration.ofMinutes(1));
    assertTrue(remote.connects.size() > 1);
  }

  @Test
  void aRemoteThatAnswersAfterAWhileIsKept() {
    remote.answersLater = true;
    start();
    publish("a/x", EXACTLY_ONCE, 1);
    brokers.advance(Duration.ofSeconds(25));
    assertFalse(home.bridges.get(0).status().isUp());

    remote.answerAll();
    brokers.advance(LATER);

    assertTrue(home.bridges.get(0).status().isUp());
    assertEquals(1, remote.connects.size());
    assertEquals(0, waiting());
  }

  /** Its own in flight at home are 256. A message of QoS 2 counts until its PUBCOMP. */
  @ParameterizedTest
  @EnumSource(names = "AT_MOST_ONCE", mode = EnumSource.Mode.EXCLUDE)
  void noMoreAreUnderWayThanTheRemoteTakes(QoS qos) {
    remote.says = Properties.builder().add(Property.RECEIVE_MAXIMUM, 3).build();
    remote.answersLater = true;
    start();
    for (int i = 1; i <= 20; i++) {
      publish("a/x", qos, i);
    }
    brokers.advance(SOON);

    for (int sent = 3; sent < 20; sent += 3) {
      assertEquals(sent, remote.published.size());
      List<Publish> underWay = remote.published.subList(sent - 3, sent);
      assertEquals(3, underWay.stream().map(Publish::packetIdentifier).distinct().count());
      remote.answerAll();
      brokers.advance(Duration.ofSeconds(1));
    }
    remote.answerAll();
    brokers.advance(SOON);

    assertEquals(IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList(), payloads());
    assertEquals(0, waiting());
  }
}
