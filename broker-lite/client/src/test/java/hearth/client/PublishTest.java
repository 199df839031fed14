package hearth.client;

import static hearth.client.ScriptedServer.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import hearth.protocol.packet.Subscribe;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishTest {
  private final ScriptedServer server = new ScriptedServer();
  private final List<String> dropped = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();

  private MqttClientBuilder client() {
    return server
        .client()
        .listener(
            new ClientListener() {
              @Override
              public void onDropped(Message message, MqttException reason) {
                dropped.add(message.text());
              }

              @Override
              public void onNotice(String sentence) {
                notices.add(sentence);
              }
            });
  }

  private static Message message(String text, QoS qos) {
    return Message.of("home/temperature", text).atQos(qos);
  }

  /** As RabbitMQ does, which has no QoS 2. */
  @Test
  void aPubAckEndsAMessageOfQos2Too() {
    MqttClient client = client().build();
    server.accepts(client);
    for (int i = 0; i < 2; i++) {
      CompletableFuture<PublishResult> result = client.publish(message("x", QoS.EXACTLY_ONCE));
      server.says(new PubAck(server.hears(Publish.class).packetIdentifier()));
      server.result(result);
    }
    assertEquals(1, notices.size(), "it is said once");
    assertTrue(notices.get(0).contains("no QoS 2"), notices::toString);
    assertEquals(0, client.inFlightMessages());
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void atMostOnceIsDoneWhenSent(MqttVersion version) { // [MQTT-4.3.1-1] [MQTT-2.2.1-2]
    MqttClient client = client().version(version).build();
    server.accepts(client);
    CompletableFuture<PublishResult> result =
        client.publish(message("21.4", QoS.AT_MOST_ONCE).retained());
    Publish publish = server.hears(Publish.class);
    assertEquals("home/temperature", publish.topic().toString());
    assertEquals("21.4", text(publish));
    assertTrue(publish.retain());
    assertFalse(publish.dup()); // [MQTT-3.3.1-2]
    server.result(result);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void atLeastOnceIsDoneWithPubAck(MqttVersion version) { // [MQTT-4.3.2-2] [MQTT-4.3.2-3]
    MqttClient client = client().version(version).build();
    server.accepts(client);
    CompletableFuture<PublishResult> result = client.publish(message("x", QoS.AT_LEAST_ONCE));
    Publish publish = server.hears(Publish.class);
    assertFalse(publish.dup());
    assertNotEquals(0, publish.packetIdentifier()); // [MQTT-2.2.1-3]
    assertFalse(result.isDone());
    assertEquals(1, client.inFlightMessages());
    server.says(new PubAck(publish.packetIdentifier()));
    assertEquals(ReasonCode.SUCCESS, server.result(result).reasonCode());
    assertEquals(0, client.inFlightMessages());
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void exactlyOnceIsDoneWithPubComp(MqttVersion version) { // [MQTT-4.3.3-2] [MQTT-4.3.3-4]
    MqttClient client = client().version(version).build();
    server.accepts(client);
    CompletableFuture<PublishResult> result = client.publish(message("x", QoS.EXACTLY_ONCE));
    int identifier = server.hears(Publish.class).packetIdentifier();
    server.says(new PubRec(identifier));
    server.hears(new PubRel(identifier)); // [MQTT-2.2.1-5]
    assertFalse(result.isDone()); // [MQTT-4.3.3-5]
    server.says(new PubComp(identifier));
    server.result(result);
  }

  @Test
  void pubRelsFollowThePubRecs() { // [MQTT-4.6.0-4]
    MqttClient client = client().build();
    server.accepts(client);
    client.publish(message("1", QoS.EXACTLY_ONCE));
    client.publish(message("2", QoS.EXACTLY_ONCE));
    int first = server.hears(Publish.class).packetIdentifier();
    int second = server.hears(Publish.class).packetIdentifier();
    server.says(new PubRec(second), new PubRec(first));
    server.hears(new PubRel(second));
    server.hears(new PubRel(first));
  }

  @Test
  void aRefusedMessageFailsItsFuture() { // [MQTT-4.4.0-2]
    MqttClient client = client().build();
    server.accepts(client);
    CompletableFuture<PublishResult> one = client.publish(message("1", QoS.AT_LEAST_ONCE));
    CompletableFuture<PublishResult> two = client.publish(message("2", QoS.EXACTLY_ONCE));
    server.says(
        new PubAck(server.hears(Publish.class).packetIdentifier(), ReasonCode.NOT_AUTHORIZED),
        new PubRec(server.hears(Publish.class).packetIdentifier(), ReasonCode.QUOTA_EXCEEDED));
    assertEquals(ReasonCode.NOT_AUTHORIZED, server.failure(one).reasonCode());
    assertTrue(server.failure(one).getMessage().contains("home/temperature"));
    assertEquals(ReasonCode.QUOTA_EXCEEDED, server.failure(two).reasonCode());
    server.hearsNothing(); // no PUBREL
  }

  @Test
  void nobodyListeningIsASuccessThatCanBeSeen() {
    MqttClient client = client().build();
    server.accepts(client);
    CompletableFuture<PublishResult> result = client.publish(message("1", QoS.AT_LEAST_ONCE));
    server.says(
        new PubAck(
            server.hears(Publish.class).packetIdentifier(), ReasonCode.NO_MATCHING_SUBSCRIBERS));
    assertEquals(ReasonCode.NO_MATCHING_SUBSCRIBERS, server.result(result).reasonCode());
  }

  @Test
  void anUnknownPubRecIsAnsweredWithTheReason() { // [MQTT-3.6.2-1]
    server.accepts(client().build());
    server.says(new PubRec(77));
    server.hears(new PubRel(77, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
    server.says(new PubAck(78), new PubComp(79));
    server.hearsNothing();
    server.seesItOpen();
  }

  @Test
  void identifiersInUseAreNotGivenAgain() { // [MQTT-2.2.1-3] [MQTT-4.3.2-1] [MQTT-4.3.3-1]
    MqttClient client = client().build();
    server.accepts(client);
    List<Integer> used = new ArrayList<>();
    client.publish(message("1", QoS.AT_LEAST_ONCE));
    client.publish(message("2", QoS.EXACTLY_ONCE));
    used.add(server.hears(Publish.class).packetIdentifier());
    used.add(server.hears(Publish.class).packetIdentifier());
    client.subscribe("a", QoS.AT_MOST_ONCE, message -> {});
    used.add(server.hears(Subscribe.class).packetIdentifier());
    assertEquals(3, used.stream().distinct().count());
  }

  @Test
  void receiveMaximumOfTheServerIsKept() { // [MQTT-3.3.4-7] [MQTT-4.9.0-1] [MQTT-4.9.0-2]
    MqttClient client = client().build();
    server.acceptsWith(client, Property.RECEIVE_MAXIMUM, 2);
    for (int i = 1; i <= 4; i++) {
      client.publish(message("" + i, i % 2 == 0 ? QoS.AT_LEAST_ONCE : QoS.EXACTLY_ONCE));
    }
    int one = server.hears(Publish.class).packetIdentifier();
    int two = server.hears(Publish.class).packetIdentifier();
    server.hearsNothing();
    assertEquals(2, client.queuedMessages());
    client.subscribe("a", QoS.AT_MOST_ONCE, message -> {});
    server.hears(Subscribe.class); // [MQTT-3.3.4-8] [MQTT-4.9.0-3]
    server.says(new PubRec(one));
    server.hears(new PubRel(one));
    server.hearsNothing();
    server.says(new PubAck(two));
    assertEquals("3", text(server.hears(Publish.class)));
    server.hearsNothing();
    server.says(new PubComp(one));
    assertEquals("4", text(server.hears(Publish.class)));
  }

  @Test
  void before50TwentyAreOnTheWay() {
    MqttClient client = client().version(MqttVersion.V3_1_1).build();
    server.accepts(client);
    for (int i = 0; i < 25; i++) {
      client.publish(message("" + i, QoS.EXACTLY_ONCE));
    }
    for (int i = 0; i < 20; i++) {
      server.hears(Publish.class);
    }
    server.hearsNothing();
  }

  @Test
  void aPubRecWithAnErrorFreesItsPlace() { // [MQTT-4.9.0-2]
    MqttClient client = client().build();
    server.acceptsWith(client, Property.RECEIVE_MAXIMUM, 1);
    client.publish(message("1", QoS.EXACTLY_ONCE));
    client.publish(message("2", QoS.EXACTLY_ONCE));
    int one = server.hears(Publish.class).packetIdentifier();
    server.says(new PubRec(one, ReasonCode.UNSPECIFIED_ERROR));
    assertEquals("2", text(server.hears(Publish.class)));
  }

  @Test
  void maximumQosOfTheServerIsKept() { // [MQTT-3.2.2-11]
    MqttClient client = client().build();
    server.acceptsWith(client, Property.MAXIMUM_QOS, 1);
    CompletableFuture<PublishResult> result = client.publish(message("x", QoS.EXACTLY_ONCE));
    assertEquals(ReasonCode.QOS_NOT_SUPPORTED, server.failure(result).reasonCode());
    server.hearsNothing();
    assertEquals(List.of("x"), dropped);
  }

  @Test
  void retainIsNotSentWhereTheServerHasNone() { // [MQTT-3.2.2-14]
    MqttClient client = client().build();
    server.acceptsWith(client, Property.RETAIN_AVAILABLE, 0);
    CompletableFuture<PublishResult> result =
        client.publish(message("x", QoS.AT_MOST_ONCE).retained());
    assertEquals(ReasonCode.RETAIN_NOT_SUPPORTED, server.failure(result).reasonCode());
    server.hearsNothing();
  }

  @Test
  void maximumPacketSizeOfTheServerIsKept() { // [MQTT-3.2.2-15]
    MqttClient client = client().build();
    server.acceptsWith(client, Property.MAXIMUM_PACKET_SIZE, 40);
    int fits = 40 - 2 - 2 - "home/temperature".length() - 1;
    client.publish(message("x".repeat(fits), QoS.AT_MOST_ONCE));
    server.hears(Publish.class);
    CompletableFuture<PublishResult> large =
        client.publish(message("x".repeat(fits + 1), QoS.AT_LEAST_ONCE));
    assertEquals(ReasonCode.PACKET_TOO_LARGE, server.failure(large).reasonCode());
    server.hearsNothing();
    assertEquals(0, client.inFlightMessages());
  }

  @Test
  void topicAliasesTakeThePlaceOfNames() { // [MQTT-3.2.2-17] [MQTT-3.3.2-8] [MQTT-3.3.2-9]
    MqttClient client = client().build();
    server.acceptsWith(client, Property.TOPIC_ALIAS_MAXIMUM, 1);
    client.publish(message("1", QoS.AT_MOST_ONCE));
    client.publish(message("2", QoS.AT_LEAST_ONCE));
    Publish first = server.hears(Publish.class);
    assertEquals("home/temperature", first.topic().toString());
    assertEquals(1, first.properties().number(Property.TOPIC_ALIAS, 0));
    Publish second = server.hears(Publish.class);
    assertNull(second.topic());
    assertEquals(1, second.properties().number(Property.TOPIC_ALIAS, 0));
    client.publish(Message.of("another/topic", "3"));
    Publish third = server.hears(Publish.class);
    assertEquals("another/topic", third.topic().toString());
    assertEquals(1, third.properties().number(Property.TOPIC_ALIAS, 0));
  }

  @Test
  void withoutTopicAliasMaximumThereAreNone() { // [MQTT-3.2.2-18]
    MqttClient client = client().build();
    server.accepts(client);
    client.publish(message("1", QoS.AT_MOST_ONCE));
    client.publish(message("2", QoS.AT_MOST_ONCE));
    server.hears(Publish.class);
    Publish second = server.hears(Publish.class);
    assertTrue(second.properties().isEmpty());
    assertEquals("home/temperature", second.topic().toString());
  }

  @Test
  void anAliasThatWasNeverSentIsNotRelyedOn() {
    MqttClient client = client().build();
    client.connect();
    server.accepts(
        false,
        Properties.builder()
            .add(Property.TOPIC_ALIAS_MAXIMUM, 5)
            .add(Property.MAXIMUM_PACKET_SIZE, 60)
            .build());
    client.publish(message("x".repeat(60), QoS.AT_MOST_ONCE));
    client.publish(message("fits", QoS.AT_MOST_ONCE));
    assertEquals("home/temperature", server.hears(Publish.class).topic().toString());
  }

  @Test
  void propertiesOfTheMessageAreSent() {
    MqttClient client = client().build();
    server.accepts(client);
    client.publish(
        message("x", QoS.AT_MOST_ONCE)
            .with(Property.CONTENT_TYPE, "text/plain")
            .withUserProperty("room", "kitchen"));
    Properties said = server.hears(Publish.class).properties();
    assertEquals("text/plain", said.text(Property.CONTENT_TYPE));
    assertEquals("kitchen", said.userProperties().get(0).value());
  }

  @Test
  void subscriptionIdentifierIsNotTheApplicationsToSet() { // [MQTT-3.3.4-6]
    Message message = message("x", QoS.AT_MOST_ONCE);
    assertThrows(
        IllegalArgumentException.class, () -> message.with(Property.SUBSCRIPTION_IDENTIFIER, 1));
    assertThrows(IllegalArgumentException.class, () -> message.with(Property.TOPIC_ALIAS, 1));
  }

  @Test
  void aPropertyThatAPublishCannotHaveFailsTheMessageAlone() {
    MqttClient client = client().build();
    server.accepts(client);
    CompletableFuture<PublishResult> bad =
        client.publish(message("x", QoS.AT_LEAST_ONCE).with(Property.SERVER_KEEP_ALIVE, 1));
    assertTrue(server.failure(bad).getMessage().contains("not valid"));
    client.publish(message("y", QoS.AT_LEAST_ONCE));
    assertEquals("y", text(server.hears(Publish.class)));
  }

  @Test
  void theTimeInTheQueueIsTakenFromTheExpiryInterval() {
    MqttClient client = client().build();
    client.publish(message("late", QoS.AT_LEAST_ONCE).with(Property.MESSAGE_EXPIRY_INTERVAL, 100));
    CompletableFuture<PublishResult> expired =
        client.publish(
            message("too late", QoS.AT_LEAST_ONCE).with(Property.MESSAGE_EXPIRY_INTERVAL, 30));
    server.passes(Duration.ofSeconds(40));
    server.accepts(client);
    Publish publish = server.hears(Publish.class);
    assertEquals("late", text(publish));
    assertEquals(60, publish.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, 0));
    server.hearsNothing();
    assertTrue(server.failure(expired).getMessage().contains("expired"));
    assertEquals(List.of("too late"), dropped);
  }

  @Test
  void aFullQueueDropsTheOldestAndSaysSo() {
    MqttClient client = client().queue(2, 1000, OverflowPolicy.DROP_OLDEST).build();
    CompletableFuture<PublishResult> oldest = client.publish(message("1", QoS.AT_MOST_ONCE));
    client.publish(message("2", QoS.AT_MOST_ONCE));
    client.publish(message("3", QoS.AT_MOST_ONCE));
    assertTrue(server.failure(oldest).getMessage().contains("full"));
    assertEquals(List.of("1"), dropped);
    server.accepts(client);
    assertEquals("2", text(server.hears(Publish.class)));
    assertEquals("3", text(server.hears(Publish.class)));
    server.hearsNothing();
  }

  @Test
  void aFullQueueDropsTheNewestWhereThatIsAsked() {
    MqttClient client = client().queue(2, 1000, OverflowPolicy.DROP_NEWEST).build();
    client.publish(message("1", QoS.AT_MOST_ONCE));
    client.publish(message("2", QoS.AT_MOST_ONCE));
    server.failure(client.publish(message("3", QoS.AT_MOST_ONCE)));
    assertEquals(List.of("3"), dropped);
  }

  @Test
  void theQueueIsBoundedByBytesToo() {
    MqttClient client = client().queue(100, 100, OverflowPolicy.DROP_OLDEST).build();
    client.publish(Message.of("a", "x".repeat(50)));
    client.publish(Message.of("b", "y".repeat(40)));
    assertEquals(92, client.queuedBytes());
    client.publish(Message.of("c", "z".repeat(10)));
    server.hearsNothing();
    assertEquals(1, dropped.size());
    assertEquals(2, client.queuedMessages());
  }

  @Test
  void oneMessageLargerThanTheQueueDoesNotDriveOutTheRest() {
    MqttClient client = client().queue(100, 100, OverflowPolicy.DROP_OLDEST).build();
    client.publish(Message.of("a", "keep"));
    server.failure(client.publish(Message.of("b", "x".repeat(100))));
    assertEquals(1, client.queuedMessages());
    assertEquals(5, client.queuedBytes());
  }

  @Test
  void aFullQueueCanBeWaitedFor() {
    MqttClient client = client().queue(4, 1000, OverflowPolicy.DROP_OLDEST).build();
    assertTrue(client.room().isDone());
    for (int i = 0; i < 4; i++) {
      client.publish(message("" + i, QoS.AT_MOST_ONCE));
    }
    CompletableFuture<Void> room = client.room();
    assertFalse(room.isDone());
    server.accepts(client);
    server.result(room);
  }

  @Test
  void aServerThatDoesNotReadFillsTheQueueAndNotTheMemory() {
    MqttClient client = client().queue(10_000, Long.MAX_VALUE, OverflowPolicy.DROP_NEWEST).build();
    server.accepts(client);
    server.stopsListening();
    Message large = Message.of(TopicName.of("a"), new byte[100_000]);
    for (int i = 0; i < 20; i++) {
      client.publish(large);
    }
    server.hearsNothing();
    assertTrue(client.queuedMessages() > 10, "queued " + client.queuedMessages());
    server.listens();
    for (int i = 0; i < 20; i++) {
      server.hears(Publish.class);
    }
    assertEquals(0, client.queuedMessages());
  }

  @Test
  void messagesLeaveInTheOrderOfPublishing() {
    MqttClient client = client().build();
    server.accepts(client);
    for (int i = 0; i < 500; i++) {
      client.publish(message("" + i, QoS.of(i % 2)));
    }
    for (int i = 0; i < 500; i++) {
      assertEquals("" + i, text(server.hears(Publish.class)));
    }
  }
}
