package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What a client's Maximum Packet Size does to what it is sent. */
class PacketSizeTest {
  private final Scenario scenario = new Scenario();
  private final TestClient publisher = scenario.connected("publisher", V5);

  private static Properties atMost(int bytes) {
    return Properties.builder().add(Property.MAXIMUM_PACKET_SIZE, bytes).build();
  }

  private TestClient small(int bytes) {
    TestClient client = scenario.open(V5);
    return client.connect(client.connectPacket("small", true, null, atMost(bytes)));
  }

  // [MQTT-3.4.2-2] [MQTT-3.5.2-2]
  @Test
  void anAcknowledgementThatWouldBeTooLargeComesWithoutItsWords() {
    TestClient client = small(30);

    client.publish("$SYS/x", "1", AT_LEAST_ONCE, false, 1);
    client.expect(new PubAck(1, ReasonCode.NOT_AUTHORIZED));
    client.publish("$SYS/x", "1", EXACTLY_ONCE, false, 2);
    client.expect(new PubRec(2, ReasonCode.NOT_AUTHORIZED));

    publisher.publish("$SYS/x", "1", AT_LEAST_ONCE, false, 1);
    assertTrue(publisher.expect(PubAck.class).properties().has(Property.REASON_STRING));
  }

  // [MQTT-3.2.2-19] [MQTT-3.2.2-20]
  @Test
  void aRefusalThatWouldBeTooLargeComesWithoutItsWords() {
    scenario.refusing(ReasonCode.BANNED);
    TestClient client = scenario.open(V5);

    client.send(client.connectPacket("small", true, null, atMost(10)));

    client.expect(new ConnAck(false, ReasonCode.BANNED, Properties.NONE));
    client.expectClosed();
  }

  // [MQTT-3.1.2-24]
  @Test
  void whoTakesNoConnackIsRefused() {
    TestClient client = scenario.open(V5);

    client.send(client.connectPacket("small", true, null, atMost(12)));

    client.expect(new ConnAck(false, ReasonCode.PACKET_TOO_LARGE, Properties.NONE));
    client.expectClosed();
  }

  // [MQTT-3.1.2-24]
  @Test
  void whoCannotBeGivenItsAnswerIsDisconnected() {
    TestClient client = small(30);

    client.send(
        new Subscribe(
            1,
            Collections.nCopies(40, new Subscription(TopicFilter.of("a"), AT_MOST_ONCE)),
            Properties.NONE));

    assertEquals(ReasonCode.PACKET_TOO_LARGE, client.expect(Disconnect.class).reasonCode());
    client.expectClosed();
  }

  // [MQTT-3.1.2-25]
  @Test
  void whatIsTooLargeForTheNextConnectionIsAsGoodAsDelivered() {
    Properties kept =
        Properties.builder()
            .add(Property.SESSION_EXPIRY_INTERVAL, 60)
            .add(Property.RECEIVE_MAXIMUM, 2)
            .build();
    TestClient first = scenario.open(V5);
    first.connect(first.connectPacket("phone", true, null, kept));
    first.subscribe("a", EXACTLY_ONCE);
    String large = "x".repeat(60);
    publisher.publish("a", large, AT_LEAST_ONCE, false, 1);
    publisher.publish("a", large, EXACTLY_ONCE, false, 2);
    publisher.publish("a", "small", AT_LEAST_ONCE, false, 3);
    first.expectPublish("a", large);
    first.expectPublish("a", large);
    first.cut();

    TestClient second = scenario.open(V5);
    second.connect(
        second.connectPacket("phone", false, null, kept.with(Property.MAXIMUM_PACKET_SIZE, 40)));

    second.expectPublish("a", "small");
    second.expectNothing();
  }

  /** The alias of a packet that was too large never arrived: it must not be used. */
  @Test
  void aMessageThatIsTooLargeSetsNoAlias() {
    TestClient client = scenario.open(V5);
    client.connect(
        client.connectPacket(
            "small", true, null, atMost(40).with(Property.TOPIC_ALIAS_MAXIMUM, 10)));
    client.subscribe("#", AT_MOST_ONCE);

    publisher.publish("a/long/enough/topic", "x".repeat(40));
    publisher.publish("a/long/enough/topic", "1");

    Publish got = client.expectPublish("a/long/enough/topic", "1");
    assertEquals(1, got.properties().number(Property.TOPIC_ALIAS, 0));
  }

  /** It fits as it is, and would not with an alias. */
  @Test
  void noMessageIsLostForItsAlias() {
    TestClient client = scenario.open(V5);
    client.connect(
        client.connectPacket(
            "small", true, null, atMost(40).with(Property.TOPIC_ALIAS_MAXIMUM, 10)));
    client.subscribe("#", AT_MOST_ONCE);
    publisher.publish("a", "first");
    client.expectPublish("a", "first");

    // 2 bytes fixed header, 3 topic, 1 length of the properties: 40 in all.
    publisher.publish("a", "x".repeat(34));
    publisher.publish("b", "y".repeat(34));

    client.expectPublish("a", "x".repeat(34));
    client.expectPublish("b", "y".repeat(34));
  }
}
