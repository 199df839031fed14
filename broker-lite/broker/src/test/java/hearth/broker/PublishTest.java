package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PublishTest {
  private final Scenario scenario = new Scenario();

  @ParameterizedTest
  @CsvSource({"V3_1,V3_1", "V3_1,V5", "V3_1_1,V3_1_1", "V3_1_1,V5", "V5,V3_1_1", "V5,V5"})
  void everyVersionHearsEveryOther(MqttVersion publishing, MqttVersion subscribing) {
    TestClient subscriber = scenario.connected("subscriber", subscribing);
    subscriber.subscribe("home/+/temperature", AT_MOST_ONCE);
    TestClient publisher = scenario.connected("publisher", publishing);

    publisher.publish("home/livingroom/temperature", "21.4");

    Publish got = subscriber.expectPublish("home/livingroom/temperature", "21.4");
    assertEquals(AT_MOST_ONCE, got.qos());
    assertFalse(got.retain());
    publisher.expectNothing();
  }

  // [MQTT-4.3.2-4] [MQTT-4.3.3-8] [MQTT-3.3.4-2] [MQTT-3.8.4-8]
  @ParameterizedTest
  @EnumSource(QoS.class)
  void aSubscriberGetsTheLowerOfBothQoS(QoS granted) {
    TestClient subscriber = scenario.connected("subscriber", V3_1_1).subscribe("a", granted);
    TestClient publisher = scenario.connected("publisher", V3_1_1);

    publisher.publish("a", "1", AT_LEAST_ONCE, false, 10);

    publisher.expect(new PubAck(10));
    assertEquals(AT_LEAST_ONCE.atMost(granted), subscriber.expectPublish("a", "1").qos());
  }

  @Test
  void exactlyOnceGoesThroughAllItsPackets() {
    TestClient subscriber = scenario.connected("subscriber", V5).subscribe("a", EXACTLY_ONCE);
    TestClient publisher = scenario.connected("publisher", V5);

    publisher.publish("a", "1", EXACTLY_ONCE, false, 10);
    publisher.expect(new PubRec(10));
    publisher.send(new PubRel(10));
    publisher.expect(new PubComp(10));

    int identifier = subscriber.expectPublish("a", "1").packetIdentifier();
    subscriber.send(new PubRec(identifier));
    subscriber.expect(new PubRel(identifier));
    subscriber.send(new PubComp(identifier));
    subscriber.expectNothing();
  }

  // [MQTT-4.3.3-10]
  @Test
  void aQoS2MessageSentAgainIsAnsweredAndNotDeliveredAgain() {
    TestClient subscriber = scenario.connected("subscriber", V3_1_1).subscribe("a", AT_MOST_ONCE);
    TestClient publisher = scenario.connected("publisher", V3_1_1);

    publisher.publish("a", "1", EXACTLY_ONCE, false, 10);
    publisher.publish("a", "1", EXACTLY_ONCE, false, 10);

    publisher.expect(new PubRec(10));
    publisher.expect(new PubRec(10));
    subscriber.expectPublish("a", "1");
    subscriber.expectNothing();
    publisher.send(new PubRel(10));
    publisher.expect(new PubComp(10));
    publisher.publish("a", "2", EXACTLY_ONCE, false, 10);
    subscriber.expectPublish("a", "2");
  }

  @Test
  void aPublisherOf5IsToldThatNobodyListens() {
    TestClient publisher = scenario.connected("publisher", V5);

    publisher.publish("a", "1", AT_LEAST_ONCE, false, 10);

    publisher.expect(new PubAck(10, ReasonCode.NO_MATCHING_SUBSCRIBERS));
  }

  @Test
  void aPubRelForNothingIsAnsweredAllTheSame() {
    TestClient publisher = scenario.connected("publisher", V5);

    publisher.send(new PubRel(10));

    publisher.expect(new PubComp(10, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
  }

  @Test
  void overlappingSubscriptionsGetAMessageOnce() {
    TestClient subscriber =
        scenario
            .connected("subscriber", V3_1_1)
            .subscribe("a/#", AT_MOST_ONCE)
            .subscribe("a/+", AT_LEAST_ONCE);
    scenario.connected("publisher", V3_1_1).publish("a/b", "1", AT_LEAST_ONCE, false, 1);

    assertEquals(AT_LEAST_ONCE, subscriber.expectPublish("a/b", "1").qos());
    subscriber.expectNothing();
  }

  // [MQTT-4.7.2-1]
  @Test
  void wildcardsDoNotReachReservedTopics() {
    TestClient all = scenario.connected("all", V3_1_1).subscribe("#", AT_MOST_ONCE);
    TestClient named = scenario.connected("named", V3_1_1).subscribe("$house/#", AT_MOST_ONCE);

    scenario.connected("publisher", V3_1_1).publish("$house/a", "1");

    all.expectNothing();
    named.expectPublish("$house/a", "1");
  }

  // [MQTT-4.6.0-5] [MQTT-4.6.0-6]
  @Test
  void messagesArriveInTheirOrder() {
    TestClient subscriber = scenario.connected("subscriber", V3_1_1).subscribe("a", AT_LEAST_ONCE);
    TestClient publisher = scenario.connected("publisher", V3_1_1);
    int count = 600; // more than may be in flight

    for (int i = 1; i <= count; i++) {
      publisher.publish("a", "" + i, AT_LEAST_ONCE, false, i);
    }

    for (int i = 1; i <= count; i++) {
      publisher.expect(new PubAck(i));
      Publish got = subscriber.expectPublish("a", "" + i);
      subscriber.send(new PubAck(got.packetIdentifier()));
    }
    subscriber.expectNothing();
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void retainedMessagesReachTheLateSubscriber(MqttVersion version) {
    TestClient publisher = scenario.connected("publisher", version);
    publisher.publish("home/t", "20", AT_MOST_ONCE, true, 0);
    publisher.publish("home/t", "21", AT_LEAST_ONCE, true, 1);

    TestClient late = scenario.connected("late", version).subscribe("home/#", EXACTLY_ONCE);

    Publish kept = late.expectPublish("home/t", "21"); // [MQTT-3.3.1-5]
    assertEquals(AT_LEAST_ONCE, kept.qos());
    assertTrue(kept.retain()); // [MQTT-3.3.1-8] [MQTT3-3.3.1-8]
    late.expectNothing();
    publisher.publish("home/t", "22", AT_MOST_ONCE, true, 0);
    assertFalse(late.expectPublish("home/t", "22").retain()); // [MQTT-3.3.1-12]
    TestClient later = scenario.connected("later", version).subscribe("home/#", EXACTLY_ONCE);
    assertEquals(AT_MOST_ONCE, later.expectPublish("home/t", "22").qos());
  }

  // [MQTT3-3.1.2-7]
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void aRetainedMessageOutlivesTheSessionOfItsPublisher(MqttVersion version) {
    TestClient publisher = scenario.connected("publisher", version);
    publisher.publish("home/t", "20", AT_MOST_ONCE, true, 0);

    publisher.disconnect();

    scenario
        .connected("late", version)
        .subscribe("home/#", AT_MOST_ONCE)
        .expectPublish("home/t", "20");
  }

  // [MQTT-3.3.1-3]
  @Test
  void dupIsNotPassedOn() {
    TestClient subscriber = scenario.connected("subscriber", V5).subscribe("a", EXACTLY_ONCE);
    TestClient publisher = scenario.connected("publisher", V3_1_1);

    for (QoS qos : List.of(AT_LEAST_ONCE, EXACTLY_ONCE)) {
      publisher.send(
          new Publish(true, qos, false, TopicName.of("a"), 7, Properties.NONE, new byte[0]));
      assertFalse(subscriber.expectPublish("a", "").dup());
    }
  }

  // [MQTT-3.3.2-3] [MQTT-4.5.0-1]
  @Test
  void aMessageComesToEverySubscriberOfAFilterThatMatchesAndToNobodyElse() {
    TestClient exact = scenario.connected("exact", V3_1_1).subscribe("a/b", AT_LEAST_ONCE);
    TestClient level = scenario.connected("level", V5).subscribe("a/+", EXACTLY_ONCE);
    TestClient away = scenario.open(V3_1_1).connect("away", false);
    away.subscribe("#", AT_LEAST_ONCE).disconnect();
    TestClient other = scenario.connected("other", V5).subscribe("a/b/+", AT_MOST_ONCE);
    TestClient publisher = scenario.connected("publisher", V5);

    publisher.publish("a/b", "1", AT_LEAST_ONCE, false, 1);
    publisher.publish("a/c", "2", AT_LEAST_ONCE, false, 2);

    exact.expectPublish("a/b", "1");
    exact.expectNothing();
    level.expectPublish("a/b", "1");
    level.expectPublish("a/c", "2");
    other.expectNothing();
    TestClient back = scenario.open(V3_1_1);
    back.send(back.connectPacket("away", false, null, Properties.NONE));
    assertTrue(back.expect(ConnAck.class).sessionPresent());
    back.expectPublish("a/b", "1");
    back.expectPublish("a/c", "2");
  }

  // [MQTT-3.3.1-6] [MQTT-3.3.1-7]
  @Test
  void anEmptyPayloadRemovesTheRetainedMessage() {
    TestClient publisher = scenario.connected("publisher", V3_1_1);
    publisher.publish("home/t", "20", AT_MOST_ONCE, true, 0);
    publisher.publish("home/t", "", AT_MOST_ONCE, true, 0);

    scenario.connected("late", V3_1_1).subscribe("home/#", AT_MOST_ONCE).expectNothing();
  }

  @Test
  void nobodyPublishesToSys() {
    TestClient listener = scenario.connected("listener", V3_1_1);
    TestClient publisher = scenario.connected("publisher", V5);
    listener.subscribe("$SYS/broker/version", AT_MOST_ONCE);
    listener.expectPublish("$SYS/broker/version", "hearth");

    publisher.publish("$SYS/broker/version", "mine", AT_LEAST_ONCE, true, 1);

    assertEquals(ReasonCode.NOT_AUTHORIZED, publisher.expect(PubAck.class).reasonCode());
    listener.expectNothing();
  }
}
