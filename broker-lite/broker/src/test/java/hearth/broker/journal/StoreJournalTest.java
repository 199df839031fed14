package hearth.broker.journal;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What survives a power cut, and when an answer may leave. */
class StoreJournalTest {
  private static final int MEGABYTE = 1 << 20;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private StoredScenario stored = new StoredScenario(new SimulatedDisk(new Random(3)), clock);

  private TestClient persistent(String name) {
    return stored.scenario.open(V3_1_1).connect(name, false);
  }

  private TestClient clean(String name) {
    return stored.scenario.connected(name, V5);
  }

  private TestClient resumed(String name) {
    TestClient client = stored.scenario.open(V3_1_1);
    client.send(client.connectPacket(name, false, null, Properties.NONE));
    assertTrue(client.expect(ConnAck.class).sessionPresent(), "the session is lost");
    return client;
  }

  private void powerCut() {
    stored = stored.restarted();
    assertEquals(List.of(), stored.state.damages());
  }

  @Test
  void anAcknowledgementWaitsForTheDiskAndNobodyElseDoes() {
    TestClient phone = persistent("phone").subscribe("a", AT_LEAST_ONCE);
    phone.disconnect();
    TestClient publisher = clean("publisher");
    TestClient listener = clean("listener").subscribe("b", AT_MOST_ONCE);
    stored.diskWaits(true);

    publisher.publish("a", "1", AT_LEAST_ONCE, false, 1);
    publisher.expectNothing();
    publisher.send(PingReq.INSTANCE).expect(PingResp.INSTANCE);
    publisher.publish("b", "now");
    listener.expectPublish("b", "now");
    publisher.publish("b", "2", AT_LEAST_ONCE, false, 2);
    listener.expectPublish("b", "2");
    publisher.expectNothing(); // [MQTT-4.6.0-2]: behind the one that waits
    TestClient other = clean("other");
    other.publish("b", "3", AT_LEAST_ONCE, false, 3);
    other.expect(new PubAck(3));
    stored.diskWaits(false);

    publisher.expect(new PubAck(1));
    publisher.expect(new PubAck(2));
  }

  @Test
  void queuedMessagesSurvive() {
    persistent("phone").subscribe("a", EXACTLY_ONCE).disconnect();
    TestClient publisher = clean("publisher");
    publisher.publish("a", "1", AT_LEAST_ONCE, false, 1);
    publisher.publish("a", "2", EXACTLY_ONCE, false, 2);
    publisher.publish("a", "3", AT_LEAST_ONCE, false, 3);
    publisher.expect(new PubAck(1));

    powerCut();

    TestClient phone = resumed("phone");
    assertEquals(AT_LEAST_ONCE, phone.expectPublish("a", "1").qos());
    assertEquals(EXACTLY_ONCE, phone.expectPublish("a", "2").qos());
    phone.expectPublish("a", "3");
    phone.expectNothing();
    TestClient again = clean("publisher");
    again.publish("a", "4", AT_MOST_ONCE, false, 0);
    phone.expectPublish("a", "4");
  }

  @Test
  void whatWasAcknowledgedDoesNotComeAgainAfterAnOrderlyStop() {
    persistent("phone").subscribe("a", AT_LEAST_ONCE).disconnect();
    TestClient publisher = clean("publisher");
    publisher.publish("a", "1", AT_LEAST_ONCE, false, 1);
    publisher.publish("a", "2", AT_LEAST_ONCE, false, 2);
    TestClient phone = resumed("phone");
    phone.send(new PubAck(phone.expectPublish("a", "1").packetIdentifier()));

    stored = stored.stoppedAndStarted();

    assertEquals("2", TestClient.text(resumed("phone").expect(Publish.class)));
  }

  @Test
  void retainedMessagesSurvive() {
    TestClient publisher = clean("publisher");
    publisher.publish("a", "old", AT_LEAST_ONCE, true, 1);
    publisher.publish("a", "new", AT_LEAST_ONCE, true, 2);
    publisher.publish("b", "gone", AT_LEAST_ONCE, true, 3);
    publisher.publish("b", "", AT_LEAST_ONCE, true, 4);

    powerCut();

    TestClient late = clean("late").subscribe("#", AT_MOST_ONCE);
    assertTrue(late.expectPublish("a", "new").retain());
    late.expectNothing();
  }

  @Test
  void retainedReadingsOfQoS0AreGathered() {
    TestClient sensor = clean("sensor");
    sensor.publish("t", "first", AT_LEAST_ONCE, true, 1); // begins the file
    long before = stored.journal.bytesWritten();
    for (int i = 0; i < 100; i++) {
      sensor.publish("t", "" + i, AT_MOST_ONCE, true, 0);
    }
    assertEquals(before, stored.journal.bytesWritten());

    stored.scenario.advance(Duration.ofSeconds(70));
    long after = stored.journal.bytesWritten();
    assertTrue(after > before && after - before <= 8192, "written: " + (after - before));
    stored = stored.stoppedAndStarted();

    clean("late").subscribe("#", AT_MOST_ONCE).expectPublish("t", "99");
  }

  @Test
  void anOrderlyStopWritesWhatIsGathered() {
    clean("sensor").publish("t", "21.4", AT_MOST_ONCE, true, 0);
    stored = stored.stoppedAndStarted();
    clean("late").subscribe("#", AT_MOST_ONCE).expectPublish("t", "21.4");
  }

  @Test
  void subscriptionsWithTheirOptionsSurvive() {
    TestClient client = stored.scenario.open(V5);
    client.connect(
        client.connectPacket(
            "phone",
            true,
            null,
            Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600).build()));
    client.subscribe(
        new Subscription(
            TopicFilter.of("a"), AT_LEAST_ONCE, true, true, Subscription.RetainHandling.SEND),
        Properties.builder().add(Property.SUBSCRIPTION_IDENTIFIER, 77).build());
    client.subscribe("b", AT_LEAST_ONCE);
    client.send(
        new hearth.protocol.packet.Unsubscribe(9, List.of(TopicFilter.of("b")), Properties.NONE));

    powerCut();

    TestClient publisher = clean("publisher");
    publisher.publish("a", "1", AT_LEAST_ONCE, true, 1);
    publisher.publish("b", "1", AT_LEAST_ONCE, true, 1);
    TestClient back = stored.scenario.open(V5);
    back.send(back.connectPacket("phone", false, null, Properties.NONE));
    assertTrue(back.expect(ConnAck.class).sessionPresent());
    Publish got = back.expectPublish("a", "1");
    assertTrue(got.retain());
    assertArrayEquals(new int[] {77}, got.properties().subscriptionIdentifiers());
    back.expectNothing();
  }

  @Test
  void aMessageThatHundredsOfSubscriptionsMatchIsQueuedWithAllOfTheirIdentifiers() {
    TestClient client = stored.scenario.open(V5);
    Properties kept = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 3600);
    client.connect(client.connectPacket("phone", false, null, kept));
    int[] identifiers = new int[700];
    for (int bits = 0; bits < identifiers.length; bits++) {
      identifiers[bits] = 1 + bits;
      StringBuilder filter = new StringBuilder("deep");
      for (int level = 0; level < 10; level++) {
        filter.append((bits >> level & 1) == 1 ? "/+" : "/x");
      }
      client.subscribe(
          new Subscription(TopicFilter.of(filter.toString()), AT_LEAST_ONCE),
          Properties.builder().add(Property.SUBSCRIPTION_IDENTIFIER, identifiers[bits]).build());
    }
    client.disconnect();
    String topic = "deep" + "/x".repeat(10);
    clean("publisher").publish(topic, "1", AT_LEAST_ONCE, false, 1).publish("after", "2");

    powerCut();

    TestClient back = stored.scenario.open(V5);
    back.send(back.connectPacket("phone", false, null, Properties.NONE));
    assertTrue(back.expect(ConnAck.class).sessionPresent());
    int[] got = back.expectPublish(topic, "1").properties().subscriptionIdentifiers();
    Arrays.sort(got);
    assertArrayEquals(identifiers, got);
  }

  // [MQTT-4.3.3-10]
  @Test
  void aQoS2MessageOfAPublisherIsTakenOnce() {
    persistent("phone").subscribe("a", EXACTLY_ONCE).disconnect();
    TestClient publisher = persistent("publisher");
    publisher.publish("a", "1", EXACTLY_ONCE, false, 5);
    publisher.expect(new PubRec(5));

    powerCut();
    publisher = resumed("publisher");
    publisher.publish("a", "1", EXACTLY_ONCE, false, 5);
    publisher.expect(new PubRec(5));
    publisher.send(new PubRel(5)).expect(new PubComp(5));

    powerCut();
    publisher = resumed("publisher");
    publisher.send(new PubRel(5)).expect(new PubComp(5));
    publisher.publish("a", "2", EXACTLY_ONCE, false, 5);

    TestClient phone = resumed("phone");
    phone.expectPublish("a", "1");
    phone.expectPublish("a", "2");
    phone.expectNothing();
  }

  // [MQTT-4.4.0-1]
  @Test
  void aQoS2MessageToASubscriberGoesOnWhereItWas() {
    TestClient phone = persistent("phone").subscribe("a", EXACTLY_ONCE);
    TestClient publisher = clean("publisher");
    publisher.publish("a", "1", EXACTLY_ONCE, false, 1);
    publisher.publish("a", "2", EXACTLY_ONCE, false, 2);
    int first = phone.expectPublish("a", "1").packetIdentifier();
    int second = phone.expectPublish("a", "2").packetIdentifier();
    phone.send(new PubRec(first)).expect(new PubRel(first));

    powerCut();

    phone = resumed("phone");
    phone.expect(new PubRel(first));
    Publish again = phone.expectPublish("a", "2");
    assertEquals(second, again.packetIdentifier());
    assertTrue(again.dup());
    phone.expectNothing();
  }

  @Test
  void aQoS2PublishAndItsReleaseLeaveOnlyWhenStored() {
    TestClient phone = persistent("phone").subscribe("a", EXACTLY_ONCE);
    stored.diskWaits(true);
    clean("publisher").publish("a", "1", AT_LEAST_ONCE, false, 1);
    phone.expectPublish("a", "1"); // QoS 1 may come twice
    clean("publisher2").publish("a", "2", EXACTLY_ONCE, false, 1);
    phone.expectNothing();
    stored.diskWaits(false);
    int identifier = phone.expectPublish("a", "2").packetIdentifier();
    stored.diskWaits(true);
    phone.send(new PubRec(identifier));
    phone.expectNothing();
    stored.diskWaits(false);
    phone.expect(new PubRel(identifier));
  }

  @Test
  void theWillOfAClientThatWasConnectedIsPublished() {
    TestClient device = stored.scenario.open(V3_1_1);
    byte[] offline = "offline".getBytes(StandardCharsets.UTF_8);
    device.connect(
        device.connectPacket(
            "device",
            true,
            new Will(TopicName.of("status"), offline, AT_LEAST_ONCE, true, Properties.NONE),
            Properties.NONE));
    device.publish("status", "online", AT_LEAST_ONCE, true, 1);

    powerCut();

    clean("late").subscribe("status", AT_MOST_ONCE).expectPublish("status", "offline");
  }

  @Test
  void expiriesCountTheTimeTheBrokerWasDown() {
    TestClient phone = stored.scenario.open(V5);
    phone.connect(
        phone.connectPacket(
            "phone",
            true,
            null,
            Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600).build()));
    phone.subscribe("a", AT_LEAST_ONCE);
    phone.cut();
    Properties twoMinutes = Properties.builder().add(Property.MESSAGE_EXPIRY_INTERVAL, 120).build();
    clean("publisher")
        .send(
            new Publish(
                false, AT_LEAST_ONCE, true, TopicName.of("a"), 1, twoMinutes, new byte[] {'x'}));

    clock.setWallTime(clock.wallTime().plusSeconds(100));
    powerCut();
    TestClient late = clean("late").subscribe("a", AT_MOST_ONCE);
    Publish got = late.expectPublish("a", "x");
    assertEquals(20, got.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, -1));

    // A clock that was not set stands in the past: then no time has passed.
    stored.scenario.clock.setWallTime(Instant.EPOCH);
    powerCut();
    clean("late").subscribe("a", AT_MOST_ONCE).expectPublish("a", "x");

    stored.scenario.clock.setWallTime(Instant.parse("2026-01-01T02:00:00Z"));
    powerCut();
    clean("late").subscribe("a", AT_MOST_ONCE).expectNothing();
    TestClient back = stored.scenario.open(V5);
    back.send(back.connectPacket("phone", false, null, Properties.NONE));
    assertFalse(back.expect(ConnAck.class).sessionPresent());
  }

  // [MQTT3-4.8.0-2]
  @Test
  void aFullDiskIsToldAndTheBrokerGoesOn() {
    TestClient phone = persistent("phone").subscribe("a", AT_LEAST_ONCE);
    TestClient five = clean("five");
    TestClient three = stored.scenario.connected("three", V3_1_1);
    stored.disk.setCapacity(0);

    five.publish("a", "1", AT_LEAST_ONCE, false, 1);
    assertEquals(ReasonCode.QUOTA_EXCEEDED, five.expect(PubAck.class).reasonCode());
    five.publish("a", "2", EXACTLY_ONCE, false, 2);
    assertEquals(ReasonCode.QUOTA_EXCEEDED, five.expect(PubRec.class).reasonCode());
    three.publish("a", "3", AT_LEAST_ONCE, false, 3);
    three.expectClosed(); // it has no words for it, and no lie is told
    phone.send(
        new Subscribe(
            4, List.of(new Subscription(TopicFilter.of("b"), AT_MOST_ONCE)), Properties.NONE));
    Publish ignored = null;
    while (phone.receivedCount() > 1) {
      ignored = phone.expect(Publish.class);
    }
    assertNotNull(ignored);
    assertEquals(List.of(ReasonCode.UNSPECIFIED_ERROR), phone.expect(SubAck.class).reasonCodes());
    assertNotNull(stored.journal.failure());
    clean("listener").subscribe("c", AT_MOST_ONCE);
    five.publish("c", "QoS 0 needs no disk");

    stored.disk.setCapacity(Long.MAX_VALUE);
    stored.scenario.advance(Duration.ofSeconds(2));
    five.publish("a", "4", AT_LEAST_ONCE, false, 1);
    five.expect(new PubAck(1));
  }

  @Test
  void theLogShrinksToWhatIsLive() {
    persistent("phone").subscribe("a", AT_LEAST_ONCE).disconnect();
    TestClient publisher = clean("publisher");
    publisher.publish("a", "kept", AT_LEAST_ONCE, false, 1);
    publisher.expect(new PubAck(1));
    String payload = "x".repeat(50_000);
    for (int i = 0; i < 400; i++) {
      publisher.publish("r/" + i % 3, i + payload, AT_LEAST_ONCE, true, 2);
      publisher.expect(PubAck.class);
    }

    stored.scenario.advance(Duration.ofSeconds(1));

    assertTrue(stored.journal.sizeBytes() < 12 << 20, "it is " + stored.journal.sizeBytes());
    powerCut();
    TestClient phone = resumed("phone");
    phone.expectPublish("a", "kept");
    TestClient late = clean("late").subscribe("r/#", AT_MOST_ONCE);
    assertEquals(3, late.receivedCount());
  }

  @Test
  void aLogThatIsAllOfUseIsNotWrittenAgainAtEachStart() {
    TestClient publisher = clean("publisher");
    String payload = "x".repeat(100_000);
    for (int i = 0; i < 120; i++) {
      publisher.publish("r/" + i, payload, AT_LEAST_ONCE, true, 1);
      publisher.expect(PubAck.class);
    }

    powerCut();
    clean("publisher").publish("r", "1", AT_LEAST_ONCE, true, 1).expect(PubAck.class);
    stored.scenario.advance(Duration.ofMinutes(1));

    assertTrue(stored.journal.sizeBytes() > 12_000_000, "it is " + stored.journal.sizeBytes());
    assertTrue(stored.journal.bytesWritten() < 100_000, stored.journal.bytesWritten() + " bytes");
  }

  /** What comes and goes within an interval without end would be held for all of it. */
  @Test
  void ofReadingsThatCameAndWentNothingIsHeldOrWritten() {
    TestClient publisher = clean("publisher");
    for (int i = 0; i < 5000; i++) {
      publisher.publish("r/" + i, "1", AT_MOST_ONCE, true, 0);
      publisher.publish("r/" + i, "", AT_MOST_ONCE, true, 0);
    }
    publisher.publish("stays", "1", AT_MOST_ONCE, true, 0);
    long before = stored.journal.bytesWritten();
    stored.scenario.advance(Duration.ofSeconds(61));

    long written = stored.journal.bytesWritten() - before;
    assertTrue(written < 100_000, written + " bytes"); // a removal each would be twice that
    powerCut();
    assertEquals(1, clean("late").subscribe("#", AT_MOST_ONCE).receivedCount());
  }

  @Test
  void theEndOfAReadingThatIsOnDiskIsWritten() {
    TestClient publisher = clean("publisher");
    publisher.publish("a", "1", AT_MOST_ONCE, true, 0);
    publisher.publish("b", "1", AT_MOST_ONCE, true, 0);
    stored.scenario.advance(Duration.ofSeconds(61));
    publisher.publish("a", "", AT_MOST_ONCE, true, 0);
    publisher.publish("b", "2", AT_MOST_ONCE, true, 0);
    publisher.publish("b", "3", AT_MOST_ONCE, true, 0);
    publisher.publish("b", "", AT_MOST_ONCE, true, 0);
    stored.scenario.advance(Duration.ofSeconds(61));

    powerCut();
    clean("late").subscribe("#", AT_MOST_ONCE).expectNothing();
  }

  @Test
  void veryManyReadingsAreWrittenInPortions() {
    TestClient publisher = clean("publisher");
    for (int i = 0; i < 5000; i++) {
      publisher.publish("r/" + i, "1", AT_MOST_ONCE, true, 0);
    }
    long before = stored.journal.bytesWritten();
    stored.scenario.advance(Duration.ofSeconds(60));
    long first = stored.journal.bytesWritten() - before;
    stored.scenario.advance(Duration.ofSeconds(1));
    long all = stored.journal.bytesWritten() - before;

    assertTrue(first > 0 && first < all / 3, first + " of " + all);
    powerCut();
    assertEquals(5000, clean("late").subscribe("#", AT_MOST_ONCE).receivedCount());
  }

  /** Between the two ends another reading, which is on no disk. */
  @Test
  void theEndOfAReadingThatIsOnDiskIsWrittenWhateverCameInBetween() {
    TestClient publisher = clean("publisher");
    publisher.publish("a", "1", AT_LEAST_ONCE, true, 1);
    publisher.publish("a", "", AT_MOST_ONCE, true, 0);
    publisher.publish("a", "2", AT_MOST_ONCE, true, 0);
    publisher.publish("a", "", AT_MOST_ONCE, true, 0);
    stored.scenario.advance(Duration.ofSeconds(61));

    powerCut();
    clean("late").subscribe("#", AT_MOST_ONCE).expectNothing();
  }

  @Test
  void veryLargeReadingsAreWrittenBeforeTheIntervalEnds() {
    TestClient publisher = clean("publisher");
    for (int i = 0; i < 10; i++) {
      publisher.send(large("r/" + i, MEGABYTE, Properties.NONE));
    }
    stored.scenario.advance(Duration.ofSeconds(1));

    long written = stored.journal.bytesWritten();
    assertTrue(written > 2 * MEGABYTE, written + " bytes"); // one portion
  }

  /** No account knows of what is not retained any more. */
  @Test
  void ofReadingsThatExpireUnwrittenNoMoreIsHeldThanABound() {
    TestClient publisher = clean("publisher");
    Properties second = Properties.builder().add(Property.MESSAGE_EXPIRY_INTERVAL, 1).build();
    long before = live();
    for (int i = 0; i < 40; i++) {
      publisher.send(large("r/" + i, MEGABYTE, second));
      stored.scenario.advance(Duration.ofMillis(1100));
      TestClient late = clean("late").subscribe("#", AT_MOST_ONCE);
      late.expectNothing();
      late.disconnect();
    }

    long held = live() - before;
    assertTrue(held < 20 * MEGABYTE, held + " bytes");
    Reference.reachabilityFence(stored);
  }

  @Test
  void anEndThatIsToBeWrittenHoldsNoneOfItsProperties() {
    TestClient publisher = clean("publisher");
    for (int i = 0; i < 40; i++) {
      publisher.publish("r/" + i, "1", AT_LEAST_ONCE, true, 1);
      publisher.expect(PubAck.class);
    }
    Properties.Builder properties = Properties.builder();
    for (int i = 0; i < 16; i++) {
      properties.user("name", "v".repeat(60_000));
    }
    long before = live();
    for (int i = 0; i < 40; i++) {
      publisher.send(large("r/" + i, 0, properties.build()));
    }
    publisher.send(PingReq.INSTANCE).expect(PingResp.INSTANCE);

    long held = live() - before;
    assertTrue(held < 4 * MEGABYTE, held + " bytes");
    Reference.reachabilityFence(stored);
  }

  private static Publish large(String topic, int bytes, Properties properties) {
    TopicName name = TopicName.of(topic);
    return new Publish(false, AT_MOST_ONCE, true, name, 0, properties, new byte[bytes]);
  }

  /** Bytes of the heap, after what is garbage is gone. */
  private static long live() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      ManagementFactory.getMemoryMXBean().gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
