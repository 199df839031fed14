package hearth.client;

import static hearth.client.ScriptedServer.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubscribeTest {
  private final ScriptedServer server = new ScriptedServer();
  private final List<String> received = new ArrayList<>();

  private MqttClient connected(MqttVersion version) {
    MqttClient client = server.client().version(version).build();
    server.accepts(client);
    return client;
  }

  private CompletableFuture<Granted> subscribe(MqttClient client, String filter) {
    return client.subscribe(filter, QoS.EXACTLY_ONCE, m -> received.add(m.text()));
  }

  private static SubAck answer(Subscribe subscribe, ReasonCode code) {
    return new SubAck(subscribe.packetIdentifier(), List.of(code), Properties.NONE);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void theGrantedQosReachesTheCaller(MqttVersion version) {
    MqttClient client = connected(version);
    CompletableFuture<Granted> granted = subscribe(client, "home/#");
    Subscribe subscribe = server.hears(Subscribe.class);
    assertEquals(TopicFilter.of("home/#"), subscribe.subscriptions().get(0).filter());
    assertEquals(QoS.EXACTLY_ONCE, subscribe.subscriptions().get(0).qos());
    assertFalse(granted.isDone());
    server.says(answer(subscribe, ReasonCode.GRANTED_QOS_1));
    assertEquals(QoS.AT_LEAST_ONCE, server.result(granted).qos());
  }

  @ParameterizedTest
  @EnumSource(value = MqttVersion.class, names = "V3_1", mode = EnumSource.Mode.EXCLUDE)
  void aFailedSubscriptionReachesTheCaller(MqttVersion version) {
    MqttClient client = connected(version);
    CompletableFuture<Granted> granted = subscribe(client, "secret/#");
    server.says(answer(server.hears(Subscribe.class), ReasonCode.UNSPECIFIED_ERROR));
    MqttException failure = server.failure(granted);
    assertTrue(failure.getMessage().contains("secret/#"), failure.getMessage());
    assertEquals(ReasonCode.UNSPECIFIED_ERROR, failure.reasonCode());
    server.says(publish("secret/a", QoS.AT_MOST_ONCE, 0, "x"));
    assertEquals(List.of(), received);
  }

  @Test
  void allOptionsOf50AreSent() {
    MqttClient client = connected(MqttVersion.V5);
    Subscription subscription =
        new Subscription(
            TopicFilter.of("a"), QoS.AT_LEAST_ONCE, true, true, RetainHandling.SEND_IF_NEW);
    client.subscribe(
        new SubscribeRequest(
            subscription, Properties.builder().user("k", "v").build(), false, m -> {}));
    Subscribe subscribe = server.hears(Subscribe.class);
    assertEquals(List.of(subscription), subscribe.subscriptions());
    assertEquals("v", subscribe.properties().userProperties().get(0).value());
    assertEquals(1, subscribe.properties().number(Property.SUBSCRIPTION_IDENTIFIER, 0));
  }

  @Test
  void aMessageBeforeSubAckIsHandled() {
    MqttClient client = connected(MqttVersion.V3_1_1);
    subscribe(client, "a");
    server.hears(Subscribe.class);
    server.says(publish("a", QoS.AT_MOST_ONCE, 0, "retained"));
    assertEquals(List.of("retained"), received);
  }

  @Test
  void noSubscriptionIdentifierWhereTheServerHasNone() {
    MqttClient client = server.client().build();
    server.acceptsWith(client, Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
    subscribe(client, "a");
    assertTrue(server.hears(Subscribe.class).properties().isEmpty());
  }

  @Test
  void whatTheServerHasSaidItLacksIsNotAskedFor() {
    MqttClient client = server.client().build();
    client.connect();
    server.accepts(
        false,
        Properties.builder()
            .add(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 0)
            .add(Property.SHARED_SUBSCRIPTION_AVAILABLE, 0)
            .build());
    assertEquals(
        ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
        server.failure(subscribe(client, "a/#")).reasonCode());
    assertEquals(
        ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
        server.failure(subscribe(client, "$share/g/a")).reasonCode());
    server.hearsNothing();
  }

  @Test
  void aSharedSubscriptionCannotHaveNoLocal() { // [MQTT-3.8.3-4]
    Subscription subscription =
        new Subscription(
            TopicFilter.of("$share/g/a"), QoS.AT_MOST_ONCE, true, false, RetainHandling.SEND);
    assertThrows(
        IllegalArgumentException.class,
        () -> new SubscribeRequest(subscription, Properties.NONE, false, m -> {}));
  }

  @Test
  void aSubAckWithTheWrongNumberOfReasonCodesIsAnError() { // [MQTT-3.8.4-6]
    MqttClient client = connected(MqttVersion.V5);
    subscribe(client, "a");
    int identifier = server.hears(Subscribe.class).packetIdentifier();
    server.says(
        new SubAck(
            identifier,
            List.of(ReasonCode.GRANTED_QOS_0, ReasonCode.GRANTED_QOS_0),
            Properties.NONE));
    assertEquals(ReasonCode.PROTOCOL_ERROR, server.hears(Disconnect.class).reasonCode());
  }

  @Test
  void anUnknownSubAckIsIgnored() { // [MQTT-2.2.1-6] [MQTT-3.8.4-2]
    MqttClient client = connected(MqttVersion.V5);
    CompletableFuture<Granted> granted = subscribe(client, "a");
    Subscribe subscribe = server.hears(Subscribe.class);
    server.says(
        new SubAck(
            subscribe.packetIdentifier() + 1, List.of(ReasonCode.GRANTED_QOS_0), Properties.NONE));
    assertFalse(granted.isDone());
    server.seesItOpen();
  }

  @Test
  void aSecondSubscriptionToTheFilterTakesThePlaceOfTheFirst() {
    MqttClient client = connected(MqttVersion.V3_1_1);
    List<String> second = new ArrayList<>();
    CompletableFuture<Granted> first = subscribe(client, "a");
    client.subscribe("a", QoS.AT_MOST_ONCE, m -> second.add(m.text()));
    server.says(answer(server.hears(Subscribe.class), ReasonCode.GRANTED_QOS_2));
    server.says(answer(server.hears(Subscribe.class), ReasonCode.GRANTED_QOS_0));
    server.result(first);
    server.says(publish("a", QoS.AT_MOST_ONCE, 0, "x"));
    assertEquals(List.of(), received);
    assertEquals(List.of("x"), second);
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void unsubscribingEndsTheDelivery(MqttVersion version) {
    MqttClient client = connected(version);
    server.grants(client, SubscribeRequest.of("a", QoS.AT_MOST_ONCE, m -> received.add(m.text())));
    CompletableFuture<ReasonCode> ended = client.unsubscribe("a");
    Unsubscribe unsubscribe = server.hears(Unsubscribe.class);
    assertEquals(List.of(TopicFilter.of("a")), unsubscribe.filters());
    server.says(publish("a", QoS.AT_MOST_ONCE, 0, "still"));
    server.says(
        new UnsubAck(unsubscribe.packetIdentifier(), List.of(ReasonCode.SUCCESS), Properties.NONE));
    assertEquals(ReasonCode.SUCCESS, server.result(ended));
    server.says(publish("a", QoS.AT_MOST_ONCE, 0, "no more"));
    assertEquals(List.of("still"), received);
  }

  @Test
  void whatAnUnsubAckSaysReachesTheCaller() {
    MqttClient client = connected(MqttVersion.V5);
    CompletableFuture<ReasonCode> none = client.unsubscribe("a");
    CompletableFuture<ReasonCode> refused = client.unsubscribe("b");
    server.says(
        new UnsubAck(
            server.hears(Unsubscribe.class).packetIdentifier(),
            List.of(ReasonCode.NO_SUBSCRIPTION_EXISTED),
            Properties.NONE));
    server.says(
        new UnsubAck(
            server.hears(Unsubscribe.class).packetIdentifier(),
            List.of(ReasonCode.NOT_AUTHORIZED),
            Properties.NONE));
    assertEquals(ReasonCode.NO_SUBSCRIPTION_EXISTED, server.result(none));
    assertEquals(ReasonCode.NOT_AUTHORIZED, server.failure(refused).reasonCode());
  }

  @Test
  void aSubscriptionMadeEarlyIsSentWhenConnected() {
    MqttClient client = server.client().build();
    CompletableFuture<Granted> granted = subscribe(client, "a");
    server.accepts(client);
    server.says(answer(server.hears(Subscribe.class), ReasonCode.GRANTED_QOS_2));
    server.result(granted);
  }
}
