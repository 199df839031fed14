package hearth.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Whoever sends very much at once is served in shares, between which all others have theirs. */
class FairnessTest {
  /** As much as the broker reads of one connection at once. */
  private static final int MAX_BYTES = 64 << 10;

  private static final int PINGS_OF_A_SHARE = 3280;

  /** Nearly as many as one publisher may have retained. */
  private static final int RETAINED = 80_000;

  private final Scenario scenario = new Scenario();

  @Test
  void aFloodOfSubscribeIsServedByTheDozen() {
    int before = indexOfTheOther(i -> subscribe("a/" + i));

    assertTrue(before <= 64 * 5 / 4, () -> before + " filters were subscribed first");
  }

  /** Each is sent all that the broker says of itself. */
  @Test
  void aFloodOfSubscribeToTheBrokersOwnTopicsCountsForEachOfThem() {
    int before = indexOfTheOther(i -> subscribe("$SYS/#"));

    assertTrue(before <= 32, () -> before + " filters were subscribed first");
  }

  @Test
  void aFloodOfUnsubscribeIsServedByTheDozen() {
    int before =
        indexOfTheOther(
            i -> new Unsubscribe(1, List.of(TopicFilter.of("a/" + i)), Properties.NONE));

    assertTrue(before <= 64 * 5 / 4, () -> before + " filters were unsubscribed first");
  }

  @Test
  void aFloodOfPingsIsServedByTheThousand() {
    int before = indexOfTheOther(i -> PingReq.INSTANCE);

    assertTrue(before <= 4096 * 5 / 4, () -> before + " pings were answered first");
  }

  @Test
  void anUnsubscribeOfVeryManyFiltersIsDoneInTurns() {
    TestClient one = scenario.connected("one", MqttVersion.V5);
    TestClient other = scenario.connected("other", MqttVersion.V5);
    List<TopicFilter> filters = new ArrayList<>();
    List<ReasonCode> codes = new ArrayList<>();
    for (int i = 0; i < 2048; i++) {
      boolean exists = i < 1000;
      filters.add(TopicFilter.of("a/" + i));
      codes.add(exists ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
      if (exists) {
        one.subscribe("a/" + i, QoS.AT_MOST_ONCE);
      }
    }
    boolean[] isAnswered = new boolean[1];
    int[] answersBefore = {-1};
    one.whenReceived(() -> isAnswered[0] = true);
    other.whenReceived(() -> answersBefore[0] = isAnswered[0] ? 1 : 0);

    one.sendMeanwhile(encoded(new Unsubscribe(7, filters, Properties.NONE)));
    afterTurns(3, () -> other.sendMeanwhile(encoded(PingReq.INSTANCE)));
    scenario.settle();

    assertEquals(0, answersBefore[0], "the other was served meanwhile");
    one.expect(new UnsubAck(7, codes, Properties.NONE));
    one.publish("a/1", "").expectNothing();
  }

  /** Those that answer something are not put off, see below. */
  @Test
  void aFloodOfAnswersToNothingIsServedByTheThousand() {
    int before = indexOfTheOther(i -> new PubAck(1 + i % 60_000));

    assertTrue(before <= 4096 * 5 / 4, () -> before + " answers to nothing were looked at first");
  }

  @Test
  void messagesToManyCountForEachWhoGetsThem() {
    for (int i = 0; i < 100; i++) {
      scenario.connected("reader" + i, MqttVersion.V5).subscribe("a", QoS.AT_MOST_ONCE);
    }
    int before = indexOfTheOther(i -> publish("a"));

    assertTrue(
        before <= 16_384 / 100 * 5 / 4, () -> before + " messages to 100 clients came first");
  }

  @Test
  void messagesToNobodyAreServedInOneGo() {
    int before = indexOfTheOther(i -> publish("a"));

    assertTrue(before >= 2048, () -> "only " + before + " messages were taken in one go");
  }

  /** However many they are: that is what the line is for. */
  @Test
  void hundredsOfFloodsHoldNobodyUpForMoreThanTwoShares() {
    int before = indexAmongFloods(300, 1000, 20);

    assertTrue(before <= 2 * PINGS_OF_A_SHARE, () -> before + " pings were answered first");
  }

  @Test
  void hundredsOfFloodsThatBeginHaveALittleEachBeforeTheOthers() {
    int before = indexAmongFloods(300, 1000, 0);

    assertTrue(
        before <= 2 * PINGS_OF_A_SHARE + 300 * 16, () -> before + " pings were answered first");
  }

  /** How many pings of many clients were answered from the other's ping to its answer. */
  private int indexAmongFloods(int clients, int pings, int turns) {
    Runnable flood = flooders(clients, pings);
    TestClient other = scenario.connected("other", MqttVersion.V5);
    long start = scenario.broker.statistics().packetsReceived;
    long[] seen = new long[2];
    other.whenReceived(() -> seen[1] = scenario.broker.statistics().packetsReceived);
    afterTurns(
        turns,
        () -> {
          seen[0] = scenario.broker.statistics().packetsReceived;
          other.sendMeanwhile(encoded(PingReq.INSTANCE));
        });

    flood.run();
    scenario.settle();

    assertEquals(start + (long) clients * pings + 1, scenario.broker.statistics().packetsReceived);
    assertTrue(seen[0] < start + (long) clients * pings, "the floods were over already");
    return (int) (seen[1] - seen[0]);
  }

  /** Connects many clients; each sends so many pings at once when the task is run. */
  private Runnable flooders(int clients, int pings) {
    byte[] flood = new byte[2 * pings];
    for (int i = 0; i < flood.length; i += 2) {
      flood[i] = (byte) 0xC0;
    }
    List<TestClient> flooders = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      flooders.add(scenario.connected("flooder" + i, MqttVersion.V5));
    }
    return () -> flooders.forEach(flooder -> flooder.sendMeanwhile(flood));
  }

  private void afterTurns(int turns, Runnable task) {
    scenario.loop.execute(turns == 0 ? task : () -> afterTurns(turns - 1, task));
  }

  /** All of them cost a few turns, in which others are served. */
  @Test
  void veryManyRetainedMessagesComeInTurns() {
    TestClient publisher = retaining(RETAINED);
    TestClient reader = scenario.connected("reader", MqttVersion.V5);
    int[] received = {0};
    long[] before = {-1};
    reader.whenReceived(() -> received[0]++);
    publisher.whenReceived(() -> before[0] = received[0]);

    reader.sendMeanwhile(encoded(subscribe("r/#")));
    afterTurns(3, () -> publisher.sendMeanwhile(encoded(PingReq.INSTANCE)));
    scenario.settle();

    assertEquals(RETAINED + 1, received[0], "all, and the SUBACK");
    assertTrue(before[0] < 60_000, () -> before[0] + " came before the answer to the other");
  }

  /** However often somebody asks while one is made, there is one more. */
  @Test
  void aListOfVeryManyRetainedMessagesIsMadeInTurnsAndNotForEachWhoAsks() {
    TestClient publisher = retaining(RETAINED);
    TestClient reader = scenario.connected("reader", MqttVersion.V5);
    int[] received = {0};
    long[] before = {-1};
    reader.whenReceived(() -> received[0]++);
    publisher.whenReceived(() -> before[0] = received[0]);

    reader.sendMeanwhile(encoded(subscribe("$SYS/broker/retained/list")));
    reader.sendMeanwhile(encoded(subscribe("$SYS/broker/retained/list")));
    reader.sendMeanwhile(encoded(subscribe("$SYS/broker/retained/list")));
    afterTurns(3, () -> publisher.sendMeanwhile(encoded(PingReq.INSTANCE)));
    scenario.settle();

    assertEquals(3, before[0], "the SUBACKs came before the answer to the other, and no list");
    assertEquals(4, received[0], "and one list, of the last subscription");
  }

  /** They are made as it takes them: what is made before waits in memory, for however many. */
  @Test
  void retainedMessagesWaitForAClientThatReadsSlowly() {
    TestClient publisher = scenario.connected("publisher", MqttVersion.V5);
    String kilobyte = "x".repeat(1024);
    for (int i = 0; i < 5000; i++) {
      publisher.publish("r/" + i, kilobyte, QoS.AT_MOST_ONCE, true, 0);
    }
    TestClient reader = scenario.connected("reader", MqttVersion.V5);
    reader.stall();
    reader.sendMeanwhile(encoded(subscribe("r/#")));
    scenario.settle();

    reader.unstall();

    assertEquals(5000 + 1, reader.receivedCount());
    reader.expect(SubAck.class);
    publisher.publish("r/1", "new").publish("r/1", "newer");
    assertEquals(5000 + 2, reader.receivedCount());
    assertEquals(0, scenario.broker.statistics().publishesDropped);
  }

  /** Who hears of a value is not told an older one afterwards, and nothing comes twice. */
  @Test
  void whatChangesWhileRetainedMessagesAreSentComesOnceAndAsItIs() {
    TestClient publisher = retaining(RETAINED);
    TestClient reader = scenario.connected("reader", MqttVersion.V5);
    reader.sendMeanwhile(encoded(subscribe("r/#")));
    ByteArrayOutputStream changes = new ByteArrayOutputStream();
    for (int i = 0; i < RETAINED; i += 7) {
      changes.writeBytes(encoded(retained("r/" + i, "new")));
    }
    for (int i = 1; i < RETAINED; i += 7) {
      changes.writeBytes(encoded(retained("r/" + i, "")));
    }
    afterTurns(3, () -> publisher.sendMeanwhile(changes.toByteArray()));
    scenario.settle();

    reader.expect(SubAck.class);
    Map<String, String> last = new HashMap<>();
    while (reader.receivedCount() > 0) {
      Publish publish = reader.expect(Publish.class);
      String topic = publish.topic().toString();
      String before = last.put(topic, TestClient.text(publish));
      assertTrue(before == null || before.equals("old"), () -> topic + " came again");
      assertTrue(before == null || !publish.retain(), () -> topic + " came twice");
    }
    assertEquals(RETAINED, last.size());
    for (int i = 0; i < RETAINED; i++) {
      assertEquals(i % 7 == 0 ? "new" : i % 7 == 1 ? "" : "old", last.get("r/" + i));
    }
  }

  @Test
  void whoGoesWhileRetainedMessagesAreSentGetsNoMoreOfThem() {
    retaining(RETAINED);
    TestClient reader = scenario.connected("reader", MqttVersion.V5);
    long before = scenario.broker.statistics().publishesSent;
    reader.sendMeanwhile(encoded(subscribe("r/#")));
    afterTurns(3, reader::cutMeanwhile);
    scenario.settle();

    assertTrue(scenario.broker.statistics().publishesSent - before < RETAINED);
    assertEquals(1, scenario.broker.connections());
  }

  private TestClient retaining(int topics) {
    TestClient publisher = scenario.connected("publisher", MqttVersion.V5);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < topics; i++) {
      all.writeBytes(encoded(retained("r/" + i, "old")));
    }
    return publisher.sendBytes(all.toByteArray());
  }

  private static Publish retained(String topic, String payload) {
    return new Publish(
        false,
        QoS.AT_MOST_ONCE,
        true,
        TopicName.of(topic),
        0,
        Properties.NONE,
        payload.getBytes(UTF_8));
  }

  @Test
  void nothingIsLostOrReorderedByGivingWay() {
    TestClient reader =
        scenario.connected("reader", MqttVersion.V5).subscribe("n/#", QoS.AT_MOST_ONCE);
    TestClient writer = scenario.connected("writer", MqttVersion.V5);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    for (int i = 0; i < 500; i++) {
      both.writeBytes(encoded(subscribe("s/" + i)));
      both.writeBytes(encoded(publish("n/" + i)));
    }

    writer.sendBytes(both.toByteArray());

    assertEquals(500, writer.receivedCount());
    for (int i = 0; i < 500; i++) {
      reader.expectPublish("n/" + i, "");
    }
  }

  /** Were its answers put off as floods are, a reader would lose what its queue cannot hold. */
  @Test
  void whoAnswersWhatItIsSentDoesNotStandInLine() {
    Runnable flood = flooders(300, 1000);
    TestClient reader =
        scenario.connected("reader", MqttVersion.V5).subscribe("a", QoS.AT_LEAST_ONCE);
    TestClient writer = scenario.connected("writer", MqttVersion.V3_1_1);
    for (int i = 1; i <= 1000; i++) {
      writer.sendBytes(atLeastOnce(i));
    }
    int inFlight = reader.receivedCount();
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    for (int i = 0; i < inFlight; i++) {
      int identifier = reader.expect(Publish.class).packetIdentifier();
      answers.writeBytes(encoded(new PubAck(identifier)));
    }
    long[] served = new long[2];
    reader.whenReceived(
        () -> {
          if (reader.receivedCount() == inFlight) {
            served[1] = scenario.broker.statistics().packetsReceived;
          }
        });
    afterTurns(
        20,
        () -> {
          served[0] = scenario.broker.statistics().packetsReceived;
          reader.sendMeanwhile(answers.toByteArray());
        });
    useUpShares(60);
    flood.run();
    scenario.settle();

    assertTrue(inFlight >= 20, "only " + inFlight + " were in flight");
    long before = served[1] - served[0] - inFlight;
    assertTrue(before <= 2 * PINGS_OF_A_SHARE, () -> before + " pings were answered first");
  }

  /** As a publisher does whose messages go to many. */
  private void useUpShares(int turns) {
    scenario.loop.charge(30_000);
    if (turns > 0) {
      scenario.loop.execute(() -> useUpShares(turns - 1));
    }
  }

  private static byte[] atLeastOnce(int identifier) {
    return PacketEncoder.encode(
        new Publish(
            false,
            QoS.AT_LEAST_ONCE,
            false,
            TopicName.of("a"),
            identifier,
            Properties.NONE,
            new byte[0]),
        MqttVersion.V3_1_1);
  }

  @Test
  void aConnectionThatIsCutWhileItWaitsForItsTurnIsGone() {
    TestClient one = scenario.connected("one", MqttVersion.V5);
    for (int i = 0; i < 500; i++) {
      one.sendMeanwhile(encoded(subscribe("a/" + i)));
    }
    one.cut();

    assertEquals(0, scenario.broker.connections());
  }

  /** How many packets of the flood were served before the one of the other client. */
  private int indexOfTheOther(IntFunction<ControlPacket> packet) {
    TestClient flooder = scenario.connected("flooder", MqttVersion.V5);
    TestClient other = scenario.connected("other", MqttVersion.V5);
    ByteArrayOutputStream flood = new ByteArrayOutputStream();
    int count = 0;
    while (flood.size() < MAX_BYTES - 64) {
      flood.writeBytes(encoded(packet.apply(count++)));
    }
    long start = scenario.broker.statistics().packetsReceived;
    long[] place = {-1};
    other.whenReceived(() -> place[0] = scenario.broker.statistics().packetsReceived - start - 1);

    flooder.sendMeanwhile(flood.toByteArray());
    other.send(PingReq.INSTANCE);

    assertEquals(start + count + 1, scenario.broker.statistics().packetsReceived);
    return (int) place[0];
  }

  private static Subscribe subscribe(String filter) {
    return new Subscribe(
        1, List.of(new Subscription(TopicFilter.of(filter), QoS.AT_MOST_ONCE)), Properties.NONE);
  }

  private static Publish publish(String topic) {
    return new Publish(
        false, QoS.AT_MOST_ONCE, false, TopicName.of(topic), 0, Properties.NONE, new byte[0]);
  }

  private static byte[] encoded(ControlPacket packet) {
    return PacketEncoder.encode(packet, MqttVersion.V5);
  }
}
