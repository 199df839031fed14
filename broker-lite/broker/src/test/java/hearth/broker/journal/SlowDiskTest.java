package hearth.broker.journal;

import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestClient;
import hearth.broker.TestSettings;
import hearth.broker.account.Kind;
import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client has been let in, and its CONNACK waits for the disk. */
class SlowDiskTest {
  private final StoredScenario stored =
      new StoredScenario(new SimulatedDisk(new Random(3)), new ManualClock());

  private TestClient waiting() {
    stored.diskWaits(true);
    TestClient client = stored.scenario.open(V5);
    client.send(kept(client));
    client.expectNothing();
    return client;
  }

  private static Connect kept(TestClient client) {
    Properties hour = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600).build();
    return client.connectPacket("phone", false, null, hour);
  }

  // [MQTT-3.2.0-1]
  @Test
  void nothingIsAnsweredBeforeTheConnack() {
    stored.diskWaits(true);
    TestClient client = stored.scenario.open(V5);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(PacketEncoder.encode(kept(client), V5));
    both.writeBytes(PacketEncoder.encode(PingReq.INSTANCE, V5));

    client.sendBytes(both.toByteArray());
    client.expectNothing();
    stored.diskWaits(false);

    assertEquals(ReasonCode.SUCCESS, client.expect(ConnAck.class).reasonCode());
    client.expect(PingResp.INSTANCE);
  }

  /** A client that repeats it without end makes nothing more to be held. */
  @Test
  void aPubrecThatComesAgainWhileItsRecordIsWrittenIsAnsweredOnce() {
    TestClient client = stored.scenario.open(V5);
    client.send(kept(client));
    client.expect(ConnAck.class);
    client.subscribe("a", EXACTLY_ONCE);
    stored.scenario.connected("publisher", V5).publish("a", "1", EXACTLY_ONCE, false, 1);
    int identifier = client.expect(Publish.class).packetIdentifier();
    stored.diskWaits(true);
    for (int i = 0; i < 100; i++) {
      client.send(new PubRec(identifier));
    }
    client.expectNothing();
    stored.diskWaits(false);

    assertEquals(identifier, client.expect(PubRel.class).packetIdentifier());
    client.expectNothing();
    client.send(new PubRec(identifier));
    assertEquals(identifier, client.expect(PubRel.class).packetIdentifier());
  }

  // [MQTT-3.14.0-1]
  @Test
  void aBrokerThatStopsSendsNoDisconnectBeforeTheConnack() {
    TestClient client = waiting();

    stored.scenario.broker.shutDown();
    stored.scenario.settle();

    assertEquals(ReasonCode.SERVER_UNAVAILABLE, client.expect(ConnAck.class).reasonCode());
    client.expectClosed();
  }

  // [MQTT-3.1.4-3] [MQTT-3.14.0-1]
  @Test
  void aSecondConnectionTakesOverFromOneThatWaits() {
    TestClient first = waiting();
    TestClient second = stored.scenario.open(V5);
    second.send(kept(second));

    assertEquals(ReasonCode.UNSPECIFIED_ERROR, first.expect(ConnAck.class).reasonCode());
    first.expectClosed();
    stored.diskWaits(false);

    assertEquals(ReasonCode.SUCCESS, second.expect(ConnAck.class).reasonCode());
    second.subscribe("a", AT_LEAST_ONCE);
    second.publish("a", "1", AT_MOST_ONCE, false, 0);
    second.expectPublish("a", "1");
  }

  @Test
  void itsKeepAliveBeginsWithTheConnack() {
    stored.diskWaits(true);
    TestClient client = stored.scenario.open(V5);
    Connect packet = kept(client);
    client.send(new Connect(V5, true, 10, "phone", null, null, null, packet.properties()));
    stored.scenario.advance(Duration.ofSeconds(14));
    stored.diskWaits(false);
    client.expect(ConnAck.class);

    stored.scenario.advance(Duration.ofSeconds(14));

    assertFalse(client.isClosed());
  }

  // [MQTT-3.3.4-9]
  @Test
  void aPublisherMayUseItsWholeReceiveMaximumWhileTheDiskIsSlow() {
    TestClient reader = stored.scenario.open(V5);
    reader.connect(kept(reader)).subscribe("a", EXACTLY_ONCE);
    TestClient publisher = stored.scenario.open(V5);
    publisher.connect("publisher", true);
    int maximum = TestSettings.ROOMY.connection().receiveMaximum();
    stored.diskWaits(true);

    for (int i = 1; i <= maximum; i++) {
      publisher.publish("a", "" + i, EXACTLY_ONCE, false, i);
    }
    stored.diskWaits(false);

    for (int i = 1; i <= maximum; i++) {
      publisher.expect(new PubRec(i));
    }
    assertFalse(publisher.isClosed());
  }

  @Test
  void anAnswerThatWaitsIsHeldWithAllItsReasonCodes() {
    TestClient client = stored.scenario.open(V5);
    client.send(kept(client));
    client.expect(ConnAck.class);
    stored.diskWaits(true);
    int filters = 200;
    client.send(
        new Subscribe(
            7,
            IntStream.range(0, filters)
                .mapToObj(i -> new Subscription(TopicFilter.of("a/" + i), AT_LEAST_ONCE))
                .toList(),
            Properties.NONE));

    long held = stored.scenario.broker.memory().held(Kind.IDENTIFIER);
    assertTrue(held >= 4 * filters, () -> held + " bytes");
    stored.diskWaits(false);
    assertEquals(filters, client.expect(SubAck.class).reasonCodes().size());
    assertEquals(0, stored.scenario.broker.memory().held(Kind.IDENTIFIER));
  }
}
