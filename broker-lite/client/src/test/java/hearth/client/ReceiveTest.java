package hearth.client;

import static hearth.client.ScriptedServer.again;
import static hearth.client.ScriptedServer.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReceiveTest {
  private final ScriptedServer server = new ScriptedServer();
  private final List<String> received = new ArrayList<>();
  private final List<String> unrouted = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<ReceivedMessage> held = new ArrayList<>();

  private final ClientListener listener =
      new ClientListener() {
        @Override
        public void onHandlerFailed(ReceivedMessage message, Throwable failure) {
          failures.add(failure);
        }
      };

  private MqttClient connected(MqttVersion version) {
    MqttClient client =
        server
            .client()
            .version(version)
            .listener(listener)
            .unroutedHandler(message -> unrouted.add(message.text()), false)
            .build();
    server.accepts(client);
    return client;
  }

  private MqttClient subscribed(MqttVersion version) {
    MqttClient client = connected(version);
    server.grants(
        client,
        SubscribeRequest.of("home/#", QoS.EXACTLY_ONCE, message -> received.add(message.text())));
    return client;
  }

  private static SubscribeRequest manual(String filter, MessageHandler handler) {
    return new SubscribeRequest(
        new Subscription(TopicFilter.of(filter), QoS.EXACTLY_ONCE), Properties.NONE, true, handler);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void eachQosIsAnsweredAsItMustBe(MqttVersion version) { // [MQTT-3.3.4-1] [MQTT-4.5.0-2]
    subscribed(version);
    server.says(publish("home/a", QoS.AT_MOST_ONCE, 0, "0"));
    server.hearsNothing();
    server.says(publish("home/a", QoS.AT_LEAST_ONCE, 11, "1"));
    server.hears(new PubAck(11)); // [MQTT-4.3.2-4] [MQTT-2.2.1-5]
    server.says(publish("home/a", QoS.EXACTLY_ONCE, 12, "2"));
    server.hears(new PubRec(12)); // [MQTT-4.3.3-8]
    server.says(new PubRel(12));
    server.hears(new PubComp(12)); // [MQTT-4.3.3-11]
    assertEquals(List.of("0", "1", "2"), received);
  }

  @Test
  void aDuplicateOfQos2IsAnsweredAndNotPassedOn() { // [MQTT-4.3.3-10]
    subscribed(MqttVersion.V5);
    Publish publish = publish("home/a", QoS.EXACTLY_ONCE, 5, "once");
    server.says(publish, again(publish));
    server.hears(new PubRec(5));
    server.hears(new PubRec(5));
    assertEquals(List.of("once"), received);
    server.says(new PubRel(5));
    server.hears(new PubComp(5));
    server.says(publish); // [MQTT-4.3.3-12]
    server.hears(new PubRec(5));
    assertEquals(List.of("once", "once"), received);
  }

  @Test
  void afterPubAckTheIdentifierIsFree() { // [MQTT-4.3.2-5]
    subscribed(MqttVersion.V5);
    Publish publish = publish("home/a", QoS.AT_LEAST_ONCE, 5, "x");
    server.says(publish, again(publish));
    assertEquals(List.of("x", "x"), received);
  }

  @Test
  void anUnknownPubRelIsAnsweredWithTheReason() { // [MQTT-3.7.2-1]
    subscribed(MqttVersion.V5);
    server.says(new PubRel(9));
    server.hears(new PubComp(9, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
  }

  @Test
  void overlappingSubscriptionsAreToldApartByTheirIdentifiers() {
    MqttClient client = connected(MqttVersion.V5);
    List<String> wide = new ArrayList<>();
    List<String> narrow = new ArrayList<>();
    long first =
        server
            .grants(
                client, SubscribeRequest.of("home/#", QoS.AT_MOST_ONCE, m -> wide.add(m.text())))
            .properties()
            .number(Property.SUBSCRIPTION_IDENTIFIER, 0);
    long second =
        server
            .grants(
                client, SubscribeRequest.of("home/a", QoS.AT_MOST_ONCE, m -> narrow.add(m.text())))
            .properties()
            .number(Property.SUBSCRIPTION_IDENTIFIER, 0);
    server.says(
        publish("home/a", QoS.AT_MOST_ONCE, 0, "w", identifiers(first)),
        publish("home/a", QoS.AT_MOST_ONCE, 0, "n", identifiers(second)),
        publish("home/a", QoS.AT_MOST_ONCE, 0, "both", identifiers(first, second)));
    assertEquals(List.of("w", "both"), wide);
    assertEquals(List.of("n", "both"), narrow);
  }

  private static Properties identifiers(long... identifiers) {
    Properties.Builder builder = Properties.builder();
    for (long identifier : identifiers) {
      builder.add(Property.SUBSCRIPTION_IDENTIFIER, identifier);
    }
    return builder.build();
  }

  @Test
  void withoutIdentifiersTheFilterDecides() {
    MqttClient client = connected(MqttVersion.V3_1_1);
    List<String> other = new ArrayList<>();
    server.grants(
        client, SubscribeRequest.of("home/+", QoS.AT_MOST_ONCE, m -> received.add(m.text())));
    server.grants(
        client, SubscribeRequest.of("garden/#", QoS.AT_MOST_ONCE, m -> other.add(m.text())));
    server.says(
        publish("home/a", QoS.AT_MOST_ONCE, 0, "1"),
        publish("garden/a/b", QoS.AT_MOST_ONCE, 0, "2"),
        publish("home/a/b", QoS.AT_MOST_ONCE, 0, "3"));
    assertEquals(List.of("1"), received);
    assertEquals(List.of("2"), other);
    assertEquals(List.of("3"), unrouted);
  }

  @Test
  void aSharedSubscriptionIsFoundByItsFilter() {
    MqttClient client = connected(MqttVersion.V3_1_1);
    server.grants(
        client,
        SubscribeRequest.of("$share/g/home/+", QoS.AT_MOST_ONCE, m -> received.add(m.text())));
    server.says(publish("home/a", QoS.AT_MOST_ONCE, 0, "1"));
    assertEquals(List.of("1"), received);
  }

  @Test
  void aHandlerOfSeveralSubscriptionsSeesEachMessageOnce() {
    MqttClient client = connected(MqttVersion.V3_1_1);
    MessageHandler shared = message -> received.add(message.text());
    server.grants(client, SubscribeRequest.of("home/+", QoS.AT_MOST_ONCE, shared));
    server.grants(client, SubscribeRequest.of("home/a", QoS.AT_MOST_ONCE, shared));
    server.says(publish("home/a", QoS.AT_MOST_ONCE, 0, "1"));
    assertEquals(List.of("1"), received);
  }

  @Test
  void whatNobodyAskedForIsAcknowledged() { // [MQTT-4.5.0-2]
    connected(MqttVersion.V5);
    server.says(publish("x", QoS.AT_LEAST_ONCE, 3, "lost"));
    server.hears(new PubAck(3));
    assertEquals(List.of("lost"), unrouted);
  }

  @Test
  void manualAcknowledgementsGoOutInTheOrderOfArrival() { // [MQTT-4.6.0-2] [MQTT-4.6.0-3]
    MqttClient client = connected(MqttVersion.V5);
    server.grants(client, manual("#", held::add));
    server.says(
        publish("a", QoS.AT_LEAST_ONCE, 1, "1"),
        publish("a", QoS.EXACTLY_ONCE, 2, "2"),
        publish("a", QoS.AT_LEAST_ONCE, 3, "3"));
    held.get(2).acknowledge();
    held.get(1).acknowledge();
    server.hearsNothing();
    held.get(0).acknowledge();
    server.hears(new PubAck(1));
    server.hears(new PubRec(2));
    server.hears(new PubAck(3));
  }

  @Test
  void acknowledgingTwiceIsOnce() {
    MqttClient client = connected(MqttVersion.V5);
    server.grants(client, manual("#", held::add));
    server.says(publish("a", QoS.AT_LEAST_ONCE, 1, "1"));
    held.get(0).acknowledge();
    held.get(0).acknowledge();
    server.hears(new PubAck(1));
    server.hearsNothing();
  }

  @Test
  void aHandlerCanRefuse() { // [MQTT-3.4.2-1] [MQTT-3.5.2-1]
    MqttClient client = connected(MqttVersion.V5);
    server.grants(client, manual("#", held::add));
    server.says(publish("a", QoS.AT_LEAST_ONCE, 1, "1"), publish("a", QoS.EXACTLY_ONCE, 2, "2"));
    held.get(0).acknowledge(ReasonCode.NOT_AUTHORIZED);
    held.get(1).acknowledge(ReasonCode.PAYLOAD_FORMAT_INVALID);
    server.hears(new PubAck(1, ReasonCode.NOT_AUTHORIZED));
    server.hears(new PubRec(2, ReasonCode.PAYLOAD_FORMAT_INVALID));
    server.says(publish("a", QoS.EXACTLY_ONCE, 2, "new")); // [MQTT-4.3.3-9]
    assertEquals("new", held.get(2).text());
  }

  @Test
  void aReasonThatAPubAckCannotSayIsRefusedAtOnce() {
    MqttClient client = connected(MqttVersion.V5);
    server.grants(client, manual("#", held::add));
    server.says(publish("a", QoS.AT_LEAST_ONCE, 1, "1"));
    assertThrows(
        IllegalArgumentException.class, () -> held.get(0).acknowledge(ReasonCode.SERVER_MOVED));
  }

  @Test
  void refusingExactlyOnceBefore50IsAccepting() {
    MqttClient client = connected(MqttVersion.V3_1_1);
    server.grants(client, manual("#", held::add));
    Publish publish = publish("a", QoS.EXACTLY_ONCE, 2, "2");
    server.says(publish);
    held.get(0).acknowledge(ReasonCode.UNSPECIFIED_ERROR);
    server.hears(new PubRec(2));
    server.says(again(publish));
    assertEquals(1, held.size());
  }

  @Test
  void twoManualHandlersBothHaveToAcknowledge() {
    MqttClient client = connected(MqttVersion.V3_1_1);
    server.grants(client, manual("a", held::add));
    server.grants(client, manual("+", held::add));
    server.says(publish("a", QoS.AT_LEAST_ONCE, 1, "1"));
    held.get(0).acknowledge();
    server.hearsNothing();
    held.get(1).acknowledge();
    server.hears(new PubAck(1));
  }

  @Test
  void aHandlerThatThrowsHarmsNobody() {
    MqttClient client = connected(MqttVersion.V5);
    server.grants(
        client,
        SubscribeRequest.of(
            "#",
            QoS.AT_LEAST_ONCE,
            message -> {
              throw new IllegalStateException(message.text());
            }));
    server.says(publish("a", QoS.AT_LEAST_ONCE, 1, "1"), publish("a", QoS.AT_LEAST_ONCE, 2, "2"));
    server.hears(new PubAck(1));
    server.hears(new PubAck(2));
    assertEquals(2, failures.size());
  }

  @Test
  void moreThanReceiveMaximumEndsTheConnection() { // [MQTT-3.3.4-9]
    MqttClient client = server.client().receiveMaximum(2).build();
    server.accepts(client);
    server.grants(client, manual("#", held::add));
    server.says(publish("a", QoS.AT_LEAST_ONCE, 1, "1"), publish("a", QoS.EXACTLY_ONCE, 2, "2"));
    server.seesItOpen();
    server.says(publish("a", QoS.AT_LEAST_ONCE, 3, "3"));
    assertEquals(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, server.hears(Disconnect.class).reasonCode());
    server.seesTheEnd();
  }

  @Test
  void pubCompAndPubAckFreePlacesOfReceiveMaximum() {
    MqttClient client = server.client().receiveMaximum(1).build();
    server.accepts(client);
    for (int i = 1; i <= 5; i++) {
      server.says(publish("a", QoS.AT_LEAST_ONCE, i, "x"));
      server.hears(new PubAck(i));
      server.says(publish("a", QoS.EXACTLY_ONCE, i, "x"));
      server.hears(new PubRec(i));
      server.says(new PubRel(i));
      server.hears(new PubComp(i));
    }
    server.seesItOpen();
  }

  @Test
  void topicAliasesOfTheServerAreUnderstood() { // [MQTT-3.3.2-10]
    MqttClient client = server.client().topicAliasMaximum(2).build();
    server.accepts(client);
    server.grants(
        client,
        SubscribeRequest.of("#", QoS.AT_MOST_ONCE, m -> received.add(m.topic() + "=" + m.text())));
    server.says(
        publish("a/b", QoS.AT_MOST_ONCE, 0, "1", alias(2)),
        publish(null, QoS.AT_MOST_ONCE, 0, "2", alias(2)),
        publish("c", QoS.AT_MOST_ONCE, 0, "3", alias(2)),
        publish(null, QoS.AT_MOST_ONCE, 0, "4", alias(2)));
    assertEquals(List.of("a/b=1", "a/b=2", "c=3", "c=4"), received);
  }

  private static Properties alias(int alias) {
    return Properties.builder().add(Property.TOPIC_ALIAS, alias).build();
  }

  @Test
  void aTopicAliasOverTheMaximumEndsTheConnection() { // [MQTT-3.3.2-11] [MQTT-3.1.2-26]
    MqttClient client = server.client().topicAliasMaximum(2).build();
    server.accepts(client);
    server.says(publish("a", QoS.AT_MOST_ONCE, 0, "1", alias(3)));
    assertEquals(ReasonCode.TOPIC_ALIAS_INVALID, server.hears(Disconnect.class).reasonCode());
    server.seesTheEnd();
  }

  @Test
  void aPacketOverTheMaximumSizeEndsTheConnection() { // [MQTT-3.1.2-24]
    MqttClient client = server.client().maximumPacketSize(100).build();
    server.accepts(client);
    server.says(publish("a", QoS.AT_MOST_ONCE, 0, "x".repeat(100)));
    assertEquals(ReasonCode.PACKET_TOO_LARGE, server.hears(Disconnect.class).reasonCode());
    server.seesTheEnd();
  }

  @Test
  void aMalformedPacketEndsTheConnection() {
    MqttClient client = connected(MqttVersion.V5);
    server.saysBytes("36 00"); // PUBLISH with QoS 3 [MQTT-3.3.1-4]
    assertEquals(ReasonCode.MALFORMED_PACKET, server.hears(Disconnect.class).reasonCode());
    server.seesTheEnd();
    assertEquals(ConnectionState.DISCONNECTED, client.state());
  }

  @Test
  void before50AMalformedPacketJustCloses() {
    connected(MqttVersion.V3_1_1);
    server.saysBytes("36 00");
    server.seesTheEnd();
    server.hearsNothing();
  }

  @Test
  void handlersOnAnExecutorRunInOrderAndAcknowledgeAfterwards() {
    List<Runnable> executor = new ArrayList<>();
    MqttClient client = server.client().handlerExecutor(executor::add, 100).build();
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("#", QoS.AT_LEAST_ONCE, m -> received.add(m.text())));
    server.says(publish("a", QoS.AT_LEAST_ONCE, 1, "1"), publish("a", QoS.AT_LEAST_ONCE, 2, "2"));
    server.hearsNothing();
    assertEquals(1, executor.size());
    executor.get(0).run();
    assertEquals(List.of("1", "2"), received);
    server.hears(new PubAck(1));
    server.hears(new PubAck(2));
  }

  @Test
  void anExecutorThatHasEndedAcknowledgesNothing() {
    MqttClient client =
        server
            .client()
            .listener(listener)
            .handlerExecutor(
                task -> {
                  throw new RejectedExecutionException("ended");
                },
                100)
            .build();
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("#", QoS.AT_LEAST_ONCE, m -> {}));
    server.says(publish("a", QoS.AT_LEAST_ONCE, 1, "1"));
    server.hearsNothing();
    server.seesItOpen();
    assertEquals(1, failures.size());
  }

  @Test
  void theSocketIsLeftUnreadWhileHandlersAreSlow() {
    List<Runnable> executor = new ArrayList<>();
    MqttClient client = server.client().handlerExecutor(executor::add, 4).build();
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("#", QoS.AT_LEAST_ONCE, m -> received.add(m.text())));
    for (int i = 1; i <= 20; i++) {
      server.says(publish("a", QoS.AT_LEAST_ONCE, i, "" + i));
    }
    executor.remove(0).run();
    assertEquals(5, received.size());
    server.hears(new PubAck(1));
    while (!executor.isEmpty()) {
      executor.remove(0).run();
      server.loop.runReady();
    }
    assertEquals(20, received.size());
  }

  @Test
  void theHandlerSeesEverythingOfTheMessage() {
    MqttClient client = connected(MqttVersion.V5);
    server.grants(client, manual("#", held::add));
    Properties properties = Properties.builder().user("room", "kitchen").build();
    server.says(again(publish("a/b", QoS.AT_LEAST_ONCE, 6, "payload", properties)));
    ReceivedMessage message = held.get(0);
    assertEquals("a/b", message.topic().toString());
    assertEquals("payload", message.text());
    assertEquals(QoS.AT_LEAST_ONCE, message.qos());
    assertEquals(6, message.packetIdentifier());
    assertTrue(message.duplicate());
    assertFalse(message.retain());
    assertEquals("kitchen", message.toMessage().properties().userProperties().get(0).value());
  }
}
