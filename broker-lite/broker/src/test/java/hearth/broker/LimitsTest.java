package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Account;
import hearth.broker.account.Budget;
import hearth.broker.account.Kind;
import hearth.broker.connection.ConnectionLimits;
import hearth.broker.session.Session;
import hearth.broker.session.SessionLimits;
import hearth.io.net.MemoryChannel;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.codec.PacketSizes;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each limit at its edge: what it allows passes, one more is refused, nobody else notices. */
class LimitsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final BrokerSettings SMALL =
      new BrokerSettings(
          "hearth",
          new ConnectionLimits(
              new PacketSizes(1 << 20, 4096, 2048, 256),
              10,
              5,
              0,
              10 * SECOND,
              64 << 10,
              SECOND,
              20,
              4,
              false),
          new SessionLimits(6, 6, 5, 10, 1 << 20, 3, Session.NEVER_EXPIRES),
          20,
          20,
          5,
          4,
          TestSettings.ROOMY
              .memory()
              .with(Budget.BUFFERS, 1 << 20)
              .with(Budget.RETAINED, 4096)
              .with(Budget.QUEUES, 2048),
          64L << 20);

  private final Scenario scenario = new Scenario(SMALL);

  @Test
  void soManyConnectionsAndNoMore() {
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(scenario.connected("c" + i, V5));
    }

    TestClient oneMore = scenario.open(V5);
    oneMore.send(oneMore.connectPacket("c20", true, null, Properties.NONE));
    oneMore.expectNothing();
    scenario.advance(Duration.ofSeconds(1));

    assertEquals(ReasonCode.SERVER_BUSY, oneMore.expect(ConnAck.class).reasonCode());
    oneMore.expectClosed();
    assertEquals(
        "c20: SERVER_BUSY: all 20 connections are in use (limits.connections)",
        scenario.refusals.get(0));
    clients.get(0).disconnect();
    scenario.connected("c20", V5);
    clients.get(1).send(PingReq.INSTANCE).expect(PingResp.INSTANCE);
  }

  /** A user that is taken out in that second is not let in by what was true before. */
  @Test
  void whoWaitsForAPlaceWhileUsersChangeHasToComeAgain() {
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(scenario.connected("c" + i, V5));
    }
    TestClient waiting = scenario.open(V5);
    waiting.send(waiting.connectPacket("c20", true, null, Properties.NONE));

    scenario.broker.usersChanged();
    clients.get(0).disconnect();

    assertEquals(ReasonCode.SERVER_BUSY, waiting.expect(ConnAck.class).reasonCode());
    waiting.expectClosed();
    assertEquals(
        "c20: SERVER_BUSY: users or rules have changed while it waited for a place",
        scenario.refusals.get(0));
  }

  /** With and without a network that ends its side, and with Client Identifiers of each time. */
  @Test
  void allThatReconnectAtOnceAreLetIn() {
    for (int round = 0; round < 3; round++) {
      List<TestClient> before = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        before.add(scenario.connected("c" + round + "." + i, V5));
      }
      List<TestClient> next = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        TestClient client = scenario.open(V5);
        client.sendMeanwhile(connectBytes(client, "d" + round + "." + i));
        next.add(client);
      }
      before.forEach(TestClient::cutMeanwhile);
      scenario.settle();
      next.forEach(
          client -> assertEquals(ReasonCode.SUCCESS, client.expect(ConnAck.class).reasonCode()));
      next.forEach(TestClient::cut);
    }
    assertEquals(List.of(), scenario.refusals);
  }

  private static byte[] connectBytes(TestClient client, String identifier) {
    return PacketEncoder.encode(client.connectPacket(identifier, true, null, Properties.NONE), V5);
  }

  /** A connection that has ended has no place, however long its socket takes to close. */
  @Test
  void aClientTakesItsOwnPlaceOverWhereAllAreInUse() {
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(scenario.connected("c" + i, V5));
      clients.get(i).stall();
    }
    for (int i = 0; i < 20; i++) {
      scenario.connected("c" + i, V5);
    }
    assertEquals(List.of(), scenario.refusals.stream().filter(r -> r.contains("BUSY")).toList());
  }

  // ---- sockets that are not let in yet

  /** What they take is of their address until they are let in, from the accept on. */
  @Test
  void whatTheirHandshakesTakeHasAShareForEachAddress() {
    Scenario tight = new Scenario(TestSettings.ROOMY.withMemory(Budget.STRANGERS, 4 * 3 * 8_192));
    List<MemoryChannel> shaking = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      shaking.add(MemoryChannel.pair(tight.loop, "broker", "crowd").a());
      assertTrue(tight.broker.admit(shaking.get(i), 8_192));
    }
    MemoryChannel another = MemoryChannel.pair(tight.loop, "broker", "another").a();

    assertFalse(tight.broker.admit(MemoryChannel.pair(tight.loop, "b", "crowd").a(), 8_192));
    assertTrue(tight.refusals.get(0).contains("limits.stranger_bytes"), tight.refusals::toString);
    assertTrue(tight.broker.admit(another, 8_192));
    assertEquals(4 * 8_192, tight.broker.memory().held(Kind.HANDSHAKE));

    shaking.forEach(MemoryChannel::abort);
    another.abort();
    tight.settle();
    assertEquals(0, tight.broker.memory().held(Kind.HANDSHAKE));
  }

  /** Somebody who was let in from there before finds a place. */
  @Test
  void ofAKnownAddressTheOldestHandshakeGoes() {
    Scenario tight = new Scenario(TestSettings.ROOMY.withMemory(Budget.STRANGERS, 4 * 3 * 8_192));
    tight.connectedFrom("crowd", "known");
    List<MemoryChannel> shaking = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      shaking.add(MemoryChannel.pair(tight.loop, "broker", "crowd").a());
      assertTrue(tight.broker.admit(shaking.get(i), 8_192));
    }
    tight.settle();

    assertFalse(shaking.get(0).isOpen());
    assertTrue(shaking.get(1).isOpen());
  }

  private List<MemoryChannel> sockets(int count, String host) {
    List<MemoryChannel> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = host.endsWith(".") ? host + i : host;
      MemoryChannel socket = MemoryChannel.pair(scenario.loop, "broker", name).a();
      assertTrue(scenario.broker.admit(socket, 0), () -> scenario.refusals.toString());
      sockets.add(socket);
    }
    return sockets;
  }

  @Test
  void theyAreCountedWhileTheyShakeHands() {
    List<MemoryChannel> shaking = sockets(64, "host.");
    assertTrue(scenario.openFrom("another").isClosed());

    shaking.get(0).abort();
    scenario.settle();

    assertFalse(scenario.openFrom("another").isClosed());
  }

  @Test
  void theyTakeNoPlaceOfAClient() {
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(scenario.connectedFrom("h" + i, "c" + i));
    }
    sockets(64, "host.");
    clients.forEach(client -> client.send(PingReq.INSTANCE).expect(PingResp.INSTANCE));
  }

  @Test
  void whoHasLoggedInFromAnAddressBeforeFindsAPlace() {
    scenario.connectedFrom("home", "lamp").disconnect();
    List<MemoryChannel> strangers = sockets(64, "host.");
    assertTrue(scenario.openFrom("stranger").isClosed());

    scenario.connectedFrom("home", "lamp");

    assertFalse(strangers.get(0).isOpen(), "the oldest went for it");
    assertTrue(strangers.get(1).isOpen());
  }

  @Test
  void alsoWhereOthersOfItsOwnAddressHoldTheSockets() {
    scenario.connectedFrom("home", "lamp").disconnect();
    List<MemoryChannel> others = sockets(32, "home");
    List<MemoryChannel> strangers = sockets(10, "host.");

    scenario.connectedFrom("home", "lamp");

    assertFalse(others.get(0).isOpen());
    assertTrue(strangers.get(0).isOpen());
  }

  @Test
  void anAddressOfIpv6IsItsFirst64Bits() {
    for (int i = 0; i < 32; i++) {
      sockets(1, "2001:db8:0:1:0:0:0:" + i);
    }
    assertTrue(scenario.openFrom("2001:db8:0:1:f:f:f:f").isClosed());
    assertFalse(scenario.openFrom("2001:db8:0:2:f:f:f:f").isClosed());
  }

  @Test
  void anAddressHasSoManyConnectionsAndNotMore() {
    Scenario two =
        new Scenario(
            new BrokerSettings(
                "hearth",
                SMALL.connection(),
                SMALL.session(),
                20,
                2,
                5,
                4,
                SMALL.memory(),
                64L << 20));
    TestClient first = two.connectedFrom("host", "1");
    two.connectedFrom("host", "2");
    TestClient third = two.openFrom("host");
    third.send(third.connectPacket("3", true, null, Properties.NONE));
    two.advance(Duration.ofSeconds(1));
    assertEquals(ReasonCode.SERVER_BUSY, third.expect(ConnAck.class).reasonCode());
    two.connectedFrom("other", "4");

    first.disconnect();

    two.connectedFrom("host", "3");
  }

  @Test
  void anAddressConnectsSoOftenAndNotMore() {
    for (int i = 0; i < 50; i++) {
      scenario.connectedFrom("host", "c" + i).disconnect();
    }
    assertTrue(scenario.openFrom("host").isClosed());
    assertFalse(scenario.openFrom("other").isClosed());

    scenario.advance(Duration.ofSeconds(1));

    assertFalse(scenario.openFrom("host").isClosed());
  }

  @Test
  void aTopicHasSoManyLevelsAndBytes() {
    TestClient client = scenario.connected("c", V5);
    client.publish("1/2/3/4", "", AT_LEAST_ONCE, false, 1);
    assertFalse(client.expect(PubAck.class).reasonCode().isError());
    client.publish("1/2/3/4/", "", AT_LEAST_ONCE, false, 1);
    assertEquals(ReasonCode.TOPIC_NAME_INVALID, client.expect(PubAck.class).reasonCode());
    client.publish("12345678901234567890", "", AT_LEAST_ONCE, false, 1);
    assertFalse(client.expect(PubAck.class).reasonCode().isError());
    client.publish("123456789012345678901", "", AT_LEAST_ONCE, false, 1);
    assertEquals(ReasonCode.TOPIC_NAME_INVALID, client.expect(PubAck.class).reasonCode());

    client.subscribe("+/2/3/#", AT_MOST_ONCE);
    client.send(
        new Subscribe(
            1,
            List.of(new Subscription(TopicFilter.of("1/2/3/4/#"), AT_MOST_ONCE)),
            Properties.NONE));
    assertEquals(
        List.of(ReasonCode.TOPIC_FILTER_INVALID), client.expect(SubAck.class).reasonCodes());
  }

  @Test
  void whoTakesNoAnswersIsNotReadUntilItDoes() {
    TestClient client = scenario.connected("c", V3_1_1);
    client.stall();
    client.sendBytes(pings(100_000));
    long read = scenario.broker.statistics().packetsReceived;
    assertTrue(read < 50_000, () -> read + " packets were read");

    client.unstall();

    assertEquals(100_000, client.receivedCount());
  }

  @Test
  void whoNeverTakesItsAnswersIsDisconnectedByItsKeepAlive() {
    TestClient client = scenario.open(V3_1_1);
    client.connect(new Connect(V3_1_1, true, 60, "c", null, null, null, Properties.NONE));
    client.stall();
    client.sendBytes(pings(100_000));

    scenario.advance(Duration.ofSeconds(89));
    assertEquals(1, scenario.broker.connections());
    scenario.advance(Duration.ofSeconds(200));
    assertEquals(0, scenario.broker.connections());
  }

  private static byte[] pings(int count) {
    byte[] pings = new byte[2 * count];
    for (int i = 0; i < pings.length; i += 2) {
      pings[i] = (byte) 0xC0;
    }
    return pings;
  }

  @Test
  void soManyRetainedMessagesAndNoMore() {
    TestClient client = scenario.connected("c", V5);
    for (int i = 0; i < 6; i++) {
      client.publish("r/" + i, "x", AT_MOST_ONCE, true, 0);
    }
    client.publish("r/0", "new", AT_MOST_ONCE, true, 0); // in the place of the old

    TestClient late = scenario.connected("late", V5).subscribe("r/#", AT_MOST_ONCE);

    assertEquals(4, late.receivedCount());
    assertEquals(2, scenario.broker.statistics().retainedRefused);
  }

  @Test
  void soManySessionsAreKeptAndNotMore() {
    List<TestClient> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(scenario.open(V3_1_1).connect("kept" + i, false));
    }

    TestClient one = scenario.open(V5);
    one.send(kept(one, "one"));
    assertEquals(ReasonCode.QUOTA_EXCEEDED, one.expect(ConnAck.class).reasonCode());
    assertTrue(scenario.refusals.get(0).contains("limits.sessions"), scenario.refusals.get(0));
    scenario.connected("passing", V5).disconnect(); // keeps nothing
    all.subList(1, 6).forEach(client -> client.publish("t", "still here"));
    scenario.open(V3_1_1).connect("kept0", false).disconnect(); // is kept already
    scenario.open(V3_1_1).connect("kept1", true).disconnect(); // is kept no more
    TestClient again = scenario.open(V5);
    again.connect(kept(again, "one"));

    TestClient next = scenario.open(V5);
    next.connect(kept(next, "next")); // in the place of the one that nobody uses
    assertNull(scenario.broker.session("kept0"));
  }

  /** A session for a minute. */
  private static Connect kept(TestClient client, String clientIdentifier) {
    Properties minute = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 60).build();
    return client.connectPacket(clientIdentifier, true, null, minute);
  }

  @Test
  void soManyBytesAreRetainedAndNotMore() {
    TestClient client = scenario.connected("c", V5); // three quarters of 4096 bytes
    client.publish("r/1", "x".repeat(2500), AT_MOST_ONCE, true, 0);
    client.publish("r/2", "y".repeat(2500), AT_MOST_ONCE, true, 0);
    assertEquals(1, scenario.broker.statistics().retainedRefused);
    client.publish("r/1", "", AT_MOST_ONCE, true, 0); // makes room
    client.publish("r/2", "y".repeat(2500), AT_MOST_ONCE, true, 0);

    TestClient late = scenario.connected("late", V5).subscribe("r/#", AT_MOST_ONCE);

    late.expectPublish("r/2", "y".repeat(2500));
    late.expectNothing();
  }

  @Test
  void soManyBytesWaitForOneSessionAndNotMore() {
    Scenario small =
        new Scenario(
            TestSettings.ROOMY.withSession(
                new SessionLimits(10_000, 10_000, 256, 1000, 4096, 1000, Session.NEVER_EXPIRES)));
    small.open(V3_1_1).connect("away", false).subscribe("a", AT_LEAST_ONCE).disconnect();
    TestClient publisher = small.connected("p", V3_1_1);
    for (int i = 1; i <= 2; i++) {
      publisher.publish("a", i + "x".repeat(3000), AT_LEAST_ONCE, false, i).expect(new PubAck(i));
    }

    TestClient back = small.open(V3_1_1).connect("away", false);

    back.expectPublish("a", "1" + "x".repeat(3000));
    back.expectNothing();
    assertEquals(1, small.broker.statistics().publishesDropped);
  }

  @Test
  void queuesOfAllSessionsTogetherAreBounded() {
    for (int i = 0; i < 3; i++) {
      TestClient away = scenario.open(V3_1_1).connect("away" + i, false);
      away.subscribe("a", AT_LEAST_ONCE);
      away.disconnect();
    }
    TestClient publisher = scenario.connected("p", V3_1_1);
    for (int i = 1; i <= 9; i++) {
      publisher.publish("a", "x", AT_LEAST_ONCE, false, i);
      publisher.expect(new PubAck(i));
    }
    assertTrue(scenario.broker.memory().held(Budget.QUEUES) <= 2048);
    assertTrue(scenario.broker.statistics().publishesDropped > 0);
  }

  @Test
  void aSlowReaderHoldsItsPublisherBackAndThenLosesOnlyItsOwn() {
    TestClient slow = scenario.connected("slow", V5).subscribe("a", AT_MOST_ONCE);
    TestClient quick = scenario.connected("quick", V5).subscribe("a", AT_MOST_ONCE);
    TestClient publisher = scenario.connected("p", V5);
    slow.stall();
    String payload = "x".repeat(10_000);
    for (int i = 0; i < 40; i++) {
      publisher.publish("a", payload);
    }
    int before = quick.receivedCount();
    assertTrue(before < 40, "the publisher was not held back");
    publisher.send(PingReq.INSTANCE);
    publisher.expectNothing();

    scenario.advance(Duration.ofSeconds(2));

    assertEquals(40, quick.receivedCount());
    publisher.expect(PingResp.INSTANCE);
    assertTrue(scenario.broker.statistics().publishesDropped > 0);
    slow.unstall();
    int got = slow.receivedCount();
    assertTrue(got >= 7 && got < 40, got + " came");
    publisher.publish("a", "again");
    Publish last = null;
    for (int i = 0; i <= got; i++) {
      last = slow.expect(Publish.class);
    }
    assertEquals("again", TestClient.text(last));
  }

  /** Somebody fills a reader that takes it by and by; who sends it a little is not held back. */
  @Test
  void onlyWhoFillsAQueueIsHeldBackForIt() {
    TestClient slow = scenario.connected("slow", V5).subscribe("#", AT_MOST_ONCE);
    TestClient filler = scenario.connected("filler", V5);
    TestClient victim = scenario.connected("victim", V5);
    slow.stall();
    for (int i = 0; i < 40; i++) {
      filler.publish("fill", "x".repeat(10_000));
    }
    filler.send(PingReq.INSTANCE);
    filler.expectNothing();

    for (int i = 0; i < 5; i++) {
      victim.publish("little", "x".repeat(100));
      victim.send(PingReq.INSTANCE).expect(PingResp.INSTANCE);
    }
    assertEquals(0, scenario.broker.statistics().publishesDropped);
    slow.unstall();
    filler.expect(PingResp.INSTANCE);
    assertEquals(45, slow.receivedCount());
  }

  /** However many readers stall, one after the other. */
  @Test
  void nobodyIsHeldBackForLongerThanAStatedTotal() {
    TestClient publisher = scenario.connected("p", V5);
    int held = 0;
    for (int reader = 0; reader < 10; reader++) {
      TestClient slow = scenario.connected("slow" + reader, V5).subscribe("a", AT_MOST_ONCE);
      slow.stall();
      for (int i = 0; i < 40; i++) {
        publisher.publish("a", "x".repeat(10_000));
      }
      publisher.send(PingReq.INSTANCE);
      for (int tenths = 0; tenths < 20 && publisher.receivedCount() == 0; tenths++) {
        scenario.advance(Duration.ofMillis(100));
        held++;
      }
      publisher.expect(PingResp.INSTANCE);
      slow.cut();
    }
    int tenths = held;
    assertTrue(tenths >= 10 && tenths <= 13, () -> tenths + " tenths of a second");
  }

  @Test
  void aReaderThatCatchesUpInTimeLosesNothing() {
    TestClient slow = scenario.connected("slow", V5).subscribe("a", AT_MOST_ONCE);
    TestClient publisher = scenario.connected("p", V5);
    slow.stall();
    for (int i = 0; i < 40; i++) {
      publisher.publish("a", "x".repeat(10_000));
    }
    scenario.advance(Duration.ofMillis(900));
    slow.unstall();

    assertEquals(40, slow.receivedCount());
    assertEquals(0, scenario.broker.statistics().publishesDropped);
  }

  @Test
  void halfPacketsOfAllTogetherAreBounded() {
    TestClient good = scenario.connected("good", V5).subscribe("a", AT_MOST_ONCE);
    List<TestClient> hostile = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      TestClient client = scenario.connected("hostile" + i, V5);
      // A PUBLISH of 1,000,000 bytes of which 900,000 come.
      byte[] half =
          ByteBuffer.allocate(900_000)
              .put(new byte[] {0x30, (byte) 0xC0, (byte) 0x84, 0x3D})
              .array();
      client.sendBytes(half);
      hostile.add(client);
    }
    scenario.settle();

    assertTrue(hostile.stream().filter(TestClient::isClosed).count() >= 3);
    assertFalse(good.isClosed());
    scenario.connected("p", V5).publish("a", "1", AT_LEAST_ONCE, false, 1);
    good.send(PingReq.INSTANCE);
    assertTrue(good.receivedCount() > 0);
  }

  @Test
  void whereMemoryIsThreeQuartersFullMessagesOfQoS0AreDropped() {
    TestClient reader = scenario.connected("r", V3_1_1).subscribe("a", AT_LEAST_ONCE);
    TestClient publisher = scenario.connected("p", V3_1_1);
    memoryIs(publisher, 74).publish("a", "1");
    reader.expectPublish("a", "1");

    memoryIs(publisher, 75).publish("a", "2");
    reader.expectNothing();
    publisher.publish("a", "3", AT_LEAST_ONCE, true, 1).expect(PubAck.class);
    reader.expectPublish("a", "3");
    reader.subscribe("more", AT_MOST_ONCE);

    memoryIs(publisher, 74).publish("a", "4");
    reader.expectPublish("a", "4");
  }

  @Test
  void whereMemoryIsNearlyFullNothingIsTakenThatWouldHaveToBeKept() {
    TestClient away = scenario.open(V3_1_1).connect("away", false).subscribe("a", AT_LEAST_ONCE);
    TestClient silent = scenario.connected("silent", V3_1_1).subscribe("a", AT_LEAST_ONCE);
    TestClient prompt = scenario.connected("prompt", V3_1_1).subscribe("a", AT_LEAST_ONCE);
    TestClient publisher = scenario.connected("p", V5);
    away.disconnect();
    memoryIs(publisher, 85);
    for (int i = 1; i <= 5; i++) {
      publisher.publish("a", "" + i, AT_LEAST_ONCE, true, 1).expect(PubAck.class);
      prompt.send(new PubAck(prompt.expect(Publish.class).packetIdentifier()));
    }
    assertEquals(4, silent.receivedCount(), "what it has not answered has to be kept");
    publisher.send(
        new Subscribe(
            1, List.of(new Subscription(TopicFilter.of("b"), AT_MOST_ONCE)), Properties.NONE));
    assertEquals(List.of(ReasonCode.QUOTA_EXCEEDED), publisher.expect(SubAck.class).reasonCodes());
    TestClient newcomer = scenario.open(V5);
    newcomer.send(newcomer.connectPacket("new", true, null, Properties.NONE));
    assertEquals(ReasonCode.SERVER_BUSY, newcomer.expect(ConnAck.class).reasonCode());

    memoryIs(publisher, 20);
    assertEquals(0, scenario.broker.statistics().queuedMessages(), "for who is away");
    scenario.connected("late", V5).subscribe("a", AT_MOST_ONCE).expectNothing();
  }

  /** As the last guard, far above what the account allows. */
  @Test
  void theHeapIsLookedAtToo() {
    TestClient reader = scenario.connected("r", V3_1_1).subscribe("a", AT_LEAST_ONCE);
    TestClient publisher = scenario.connected("p", V5);
    scenario.memoryTaken = 79;
    sendingEnough(publisher).publish("a", "1");
    reader.expectPublish("a", "1");

    scenario.memoryTaken = 80;
    sendingEnough(publisher).publish("a", "2");
    reader.expectNothing();
    publisher.subscribe("b", AT_MOST_ONCE);

    scenario.memoryTaken = 88;
    sendingEnough(publisher);
    Subscription refused = new Subscription(TopicFilter.of("c"), AT_MOST_ONCE);
    publisher.send(new Subscribe(1, List.of(refused), Properties.NONE));
    assertEquals(List.of(ReasonCode.QUOTA_EXCEEDED), publisher.expect(SubAck.class).reasonCodes());
  }

  /** What there is for clients is that full, and this client has sent enough for a look at it. */
  private TestClient memoryIs(TestClient client, int percent) {
    Account whole = scenario.broker.memory();
    long wanted = (2 * percent + 1) * SMALL.memoryBytes() / 200;
    whole.charge(Kind.CONNECTION, wanted - whole.bytes());
    return sendingEnough(client);
  }

  private static TestClient sendingEnough(TestClient client) {
    client.sendBytes(pings(20_000));
    for (int i = 0; i < 20_000; i++) {
      client.expect(PingResp.INSTANCE);
    }
    return client;
  }

  @Test
  void aPacketAtTheLimitPassesAndOneByteMoreDoesNot() {
    TestClient listener = scenario.connected("l", V5).subscribe("a", AT_MOST_ONCE);
    TestClient client = scenario.connected("c", V5);
    // fixed header 4, topic 3, properties 1
    client.publish("a", "x".repeat((1 << 20) - 8));
    assertEquals((1 << 20) - 8, listener.expect(Publish.class).payload().length);
    client.publish("a", "x".repeat((1 << 20) - 7));
    assertEquals(ReasonCode.PACKET_TOO_LARGE, client.expect(Disconnect.class).reasonCode());
  }

  /** Its fixed header is enough: nothing of it is kept. */
  @Test
  void aConnectThatIsTooLargeIsRefusedBeforeItHasCome() {
    TestClient client = scenario.open(V5);

    client.sendBytes(new byte[] {0x10, (byte) 0xFE, 0x1F}); // 4097 bytes in all

    client.expectClosed();
    assertEquals(
        List.of(
            "null: PACKET_TOO_LARGE: CONNECT of 4097 bytes is over the limit of 4096"
                + " (limits.connect_packet_size)"),
        scenario.refusals);
  }

  @Test
  void packetsWithoutMessageHaveLimitsOfTheirOwn() {
    assertEquals(
        "SUBSCRIBE of 2049 bytes is over the limit of 2048 (limits.subscribe_packet_size)",
        whyRefused(0x82, 2049));
    assertEquals(
        "UNSUBSCRIBE of 2049 bytes is over the limit of 2048 (limits.subscribe_packet_size)",
        whyRefused(0xA2, 2049));
    assertEquals(
        "PUBACK of 257 bytes is over the limit of 256 (limits.simple_packet_size)",
        whyRefused(0x40, 257));
    assertEquals(
        "AUTH of 4097 bytes is over the limit of 4096 (limits.connect_packet_size)",
        whyRefused(0xF0, 4097));
  }

  /** What a client is told after the fixed header of a packet of so many bytes, 131 to 16,386. */
  private String whyRefused(int first, int size) {
    TestClient client = scenario.connected("c", V5);
    int length = size - 3;
    client.sendBytes(
        new byte[] {(byte) first, (byte) ((length & 0x7F) | 0x80), (byte) (length >> 7)});
    Disconnect refusal = client.expect(Disconnect.class);
    assertEquals(ReasonCode.PACKET_TOO_LARGE, refusal.reasonCode());
    client.expectClosed();
    return refusal.properties().text(Property.REASON_STRING);
  }
}
