package hearth.interop;

import static com.hivemq.client.mqtt.datatypes.MqttQos.AT_LEAST_ONCE;
import static com.hivemq.client.mqtt.datatypes.MqttQos.AT_MOST_ONCE;
import static com.hivemq.client.mqtt.datatypes.MqttQos.EXACTLY_ONCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import hearth.broker.TestSettings;
import hearth.broker.connection.ConnectionLimits;
import hearth.protocol.codec.PacketSizes;
import hearth.protocol.packet.ReasonCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The HiveMQ MQTT Client with our broker, all of 5.0 that it has. */
@Timeout(60)
class HiveMqClientIT {
  private static final int PACKET_SIZE = 1 << 20;
  private static final int KEEP_ALIVE = 30;

  private static RunningBroker broker;

  private final List<Mqtt5BlockingClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    broker =
        new RunningBroker(
            TestSettings.ROOMY.withConnection(
                new ConnectionLimits(
                    new PacketSizes(PACKET_SIZE, PACKET_SIZE, PACKET_SIZE, PACKET_SIZE),
                    20,
                    8,
                    KEEP_ALIVE,
                    10_000_000_000L,
                    1 << 18,
                    1_000_000_000L,
                    1024,
                    64,
                    false)));
  }

  @AfterAll
  static void end() throws Exception {
    broker.close();
  }

  @AfterEach
  void disconnect() {
    clients.stream()
        .filter(each -> each.getState().isConnected())
        .forEach(HiveMqClientIT::disconnect);
  }

  private static void disconnect(Mqtt5BlockingClient client) {
    try {
      client.disconnect();
    } catch (MqttClientStateException e) {
      // The broker has just ended the connection; the client's state says so a moment later.
    }
  }

  private Mqtt5BlockingClient client(String identifier) {
    return keep(Mqtt5Client.builder().identifier(identifier));
  }

  private Mqtt5BlockingClient keep(com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder options) {
    Mqtt5BlockingClient client =
        options.serverHost("127.0.0.1").serverPort(broker.port()).buildBlocking();
    clients.add(client);
    return client;
  }

  private Mqtt5BlockingClient connected(String identifier) {
    Mqtt5BlockingClient client = client(identifier);
    client.connect();
    return client;
  }

  /** Ends it without DISCONNECT: another one takes it over and leaves. */
  private void cut(String identifier, long expiry) {
    Mqtt5BlockingClient other = client(identifier);
    other.connectWith().cleanStart(false).sessionExpiryInterval(expiry).send();
    other.disconnect();
  }

  private static Mqtt5Publishes listen(Mqtt5BlockingClient client) {
    return client.publishes(MqttGlobalPublishFilter.ALL);
  }

  private static Mqtt5Publish next(Mqtt5Publishes publishes) throws InterruptedException {
    return publishes.receive(30, TimeUnit.SECONDS).orElseThrow();
  }

  private static String text(Mqtt5Publish publish) {
    return new String(publish.getPayloadAsBytes(), UTF_8);
  }

  @ParameterizedTest
  @EnumSource(
      value = ReasonCode.class,
      names = {
        "UNSPECIFIED_ERROR",
        "IMPLEMENTATION_SPECIFIC_ERROR",
        "CLIENT_IDENTIFIER_NOT_VALID",
        "BAD_USER_NAME_OR_PASSWORD",
        "NOT_AUTHORIZED",
        "SERVER_UNAVAILABLE",
        "SERVER_BUSY",
        "BANNED",
        "BAD_AUTHENTICATION_METHOD",
        "QUOTA_EXCEEDED",
        "CONNECTION_RATE_EXCEEDED",
        "USE_ANOTHER_SERVER",
        "SERVER_MOVED"
      })
  void aRefusalIsUnderstood(ReasonCode code) {
    Mqtt5ConnAckException refusal =
        assertThrows(
            Mqtt5ConnAckException.class,
            () ->
                client("refused")
                    .connectWith()
                    .simpleAuth()
                    .username(code.name())
                    .applySimpleAuth()
                    .send());

    Mqtt5ConnAck answer = refusal.getMqttMessage();
    assertEquals(Mqtt5ConnAckReasonCode.fromCode(code.value()), answer.getReasonCode());
    assertEquals("as was asked for", answer.getReasonString().orElseThrow().toString());
  }

  @Test
  void whatTheConnackTellsIsUnderstood() {
    Mqtt5ConnAck answer =
        keep(Mqtt5Client.builder())
            .connectWith()
            .keepAlive(300)
            .restrictions()
            .requestResponseInformation(true)
            .applyRestrictions()
            .send();

    assertFalse(answer.isSessionPresent());
    String identifier = answer.getAssignedClientIdentifier().orElseThrow().toString();
    assertTrue(identifier.startsWith("auto-"));
    assertEquals(KEEP_ALIVE, answer.getServerKeepAlive().orElseThrow());
    assertEquals(20, answer.getRestrictions().getReceiveMaximum());
    assertEquals(PACKET_SIZE, answer.getRestrictions().getMaximumPacketSize());
    assertEquals(8, answer.getRestrictions().getTopicAliasMaximum());
    assertTrue(answer.getRestrictions().isRetainAvailable());
    assertTrue(answer.getRestrictions().isSharedSubscriptionAvailable());
    assertEquals(
        "response/" + identifier + "/", answer.getResponseInformation().orElseThrow().toString());
  }

  @ParameterizedTest
  @EnumSource(MqttQos.class)
  void messagesComeWithTheirQoSAndInOrder(MqttQos qos) throws Exception {
    Mqtt5BlockingClient client = connected("qos");
    try (Mqtt5Publishes publishes = listen(client)) {
      client.subscribeWith().topicFilter("qos/+/ü☃🏠").qos(qos).send();
      for (int i = 0; i < 100; i++) { // more than the Receive Maximum
        client.publishWith().topic("qos/a/ü☃🏠").qos(qos).payload(("" + i).getBytes(UTF_8)).send();
      }
      for (int i = 0; i < 100; i++) {
        Mqtt5Publish got = next(publishes);
        assertEquals("" + i, text(got));
        assertEquals(qos, got.getQos());
      }
    }
  }

  @Test
  void propertiesGoThroughUnchanged() throws Exception {
    Mqtt5BlockingClient client = connected("properties");
    try (Mqtt5Publishes publishes = listen(client)) {
      client.subscribeWith().topicFilter("properties/#").send();
      client
          .publishWith()
          .topic("properties/a")
          .qos(AT_LEAST_ONCE)
          .payload("20.5".getBytes(UTF_8))
          .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8)
          .contentType("text/plain")
          .responseTopic("answers/ä")
          .correlationData(new byte[] {0, 1, 2})
          .messageExpiryInterval(100)
          .userProperties()
          .add("b", "1")
          .add("a", "2")
          .add("b", "3")
          .applyUserProperties()
          .send();

      Mqtt5Publish got = next(publishes);
      assertEquals("text/plain", got.getContentType().orElseThrow().toString());
      assertEquals("answers/ä", got.getResponseTopic().orElseThrow().toString());
      assertEquals(3, got.getCorrelationData().orElseThrow().remaining());
      assertEquals(
          Mqtt5PayloadFormatIndicator.UTF_8, got.getPayloadFormatIndicator().orElseThrow());
      long remaining = got.getMessageExpiryInterval().orElseThrow();
      assertTrue(remaining > 0 && remaining <= 100);
      assertEquals(
          List.of("b=1", "a=2", "b=3"),
          got.getUserProperties().asList().stream()
              .map(each -> each.getName() + "=" + each.getValue())
              .toList());
    }
  }

  @Test
  void retainedMessagesFollowTheOptionsOfTheSubscription() throws Exception {
    Mqtt5BlockingClient client = connected("retain");
    client.publishWith().topic("retain/a").payload("kept".getBytes(UTF_8)).retain(true).send();
    try (Mqtt5Publishes publishes = listen(client)) {
      client
          .subscribeWith()
          .topicFilter("retain/+")
          .retainHandling(Mqtt5RetainHandling.DO_NOT_SEND)
          .send();
      client
          .subscribeWith()
          .topicFilter("retain/+")
          .retainHandling(Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST)
          .send();
      client
          .subscribeWith()
          .topicFilter("retain/#")
          .noLocal(true)
          .retainAsPublished(true)
          .retainHandling(Mqtt5RetainHandling.SEND)
          .send();
      Mqtt5Publish kept = next(publishes);
      assertEquals("kept", text(kept));
      assertTrue(kept.isRetain());

      client.unsubscribeWith().topicFilter("retain/+").send();
      client.publishWith().topic("retain/a").payload("own".getBytes(UTF_8)).retain(true).send();
      Mqtt5BlockingClient other = connected("retain-other");
      other.publishWith().topic("retain/a").payload("new".getBytes(UTF_8)).retain(true).send();
      Mqtt5Publish asPublished = next(publishes);
      assertEquals("new", text(asPublished)); // No Local keeps its own away
      assertTrue(asPublished.isRetain());
    }
    client.publishWith().topic("retain/a").retain(true).send();
  }

  @Test
  void aSessionKeepsItsMessagesAndEndsInTime() throws Exception {
    Mqtt5BlockingClient first = client("session");
    assertFalse(first.connectWith().sessionExpiryInterval(60).send().isSessionPresent());
    first.subscribeWith().topicFilter("session/#").qos(EXACTLY_ONCE).send();
    first.disconnect();
    Mqtt5BlockingClient publisher = connected("session-publisher");
    for (MqttQos qos : MqttQos.values()) {
      publisher
          .publishWith()
          .topic("session/a")
          .qos(qos)
          .payload(qos.name().getBytes(UTF_8))
          .send();
    }

    Mqtt5BlockingClient second = client("session");
    try (Mqtt5Publishes publishes = listen(second)) {
      assertTrue(
          second
              .connectWith()
              .cleanStart(false)
              .sessionExpiryInterval(60)
              .send()
              .isSessionPresent());
      assertEquals("AT_LEAST_ONCE", text(next(publishes)));
      assertEquals("EXACTLY_ONCE", text(next(publishes)));
    }
    second.disconnectWith().sessionExpiryInterval(0).send();

    assertFalse(client("session").connectWith().cleanStart(false).send().isSessionPresent());
  }

  @Test
  void takingOverIsToldToTheOldOne() {
    CompletableFuture<Throwable> cause = new CompletableFuture<>();
    Mqtt5BlockingClient old =
        keep(
            Mqtt5Client.builder()
                .identifier("twice")
                .addDisconnectedListener(context -> cause.complete(context.getCause())));
    old.connect();

    connected("twice");

    Mqtt5DisconnectException told = (Mqtt5DisconnectException) cause.join();
    assertEquals(
        Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER, told.getMqttMessage().getReasonCode());
    assertTrue(told.getMqttMessage().getReasonString().isPresent());
  }

  @Test
  void aWillComesAfterItsDelayOrNotAtAll() throws Exception {
    Mqtt5BlockingClient watcher = connected("will-watcher");
    try (Mqtt5Publishes publishes = listen(watcher)) {
      watcher.subscribeWith().topicFilter("will/#").send();
      Mqtt5BlockingClient device = client("will-device");
      device
          .connectWith()
          .sessionExpiryInterval(60)
          .willPublish()
          .topic("will/a")
          .qos(AT_LEAST_ONCE)
          .payload("gone".getBytes(UTF_8))
          .delayInterval(1)
          .userProperties()
          .add("a", "b")
          .applyUserProperties()
          .applyWillPublish()
          .send();
      device
          .disconnectWith()
          .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
          .send();
      Mqtt5Publish will = next(publishes);
      assertEquals("gone", text(will));
      assertEquals(1, will.getUserProperties().asList().size());

      // In time back: the delayed Will is never sent.
      device
          .connectWith()
          .cleanStart(false)
          .sessionExpiryInterval(60)
          .willPublish()
          .topic("will/b")
          .delayInterval(30)
          .applyWillPublish()
          .send();
      cut("will-device", 0);
      watcher.publishWith().topic("will/end").send();
      assertEquals("will/end", next(publishes).getTopic().toString());
    }
  }

  @Test
  void subscriptionsHaveIdentifiersAndAReasonEach() throws Exception {
    Mqtt5BlockingClient client = connected("identifiers");
    try (Mqtt5Publishes publishes = listen(client)) {
      var answer =
          client
              .subscribeWith()
              .addSubscription()
              .topicFilter("identifiers/#")
              .qos(AT_MOST_ONCE)
              .applySubscription()
              .addSubscription()
              .topicFilter("identifiers/+")
              .qos(EXACTLY_ONCE)
              .applySubscription()
              .send();
      assertEquals(
          List.of(0, 2), answer.getReasonCodes().stream().map(code -> code.getCode()).toList());

      client.publishWith().topic("identifiers/a").qos(EXACTLY_ONCE).send();
      assertEquals(EXACTLY_ONCE, next(publishes).getQos()); // once, for both
      client.publishWith().topic("identifiers/b").send();
      assertEquals("identifiers/b", next(publishes).getTopic().toString());
    }
    var gone = client.unsubscribeWith().topicFilter("identifiers/#").addTopicFilter("never").send();
    assertEquals(
        List.of(0, 0x11), gone.getReasonCodes().stream().map(code -> code.getCode()).toList());
  }

  @Test
  void aRefusedMessageSaysWhy() {
    Mqtt5BlockingClient client = connected("refused-message");

    Mqtt5PubAckException refusal =
        assertThrows(
            Mqtt5PubAckException.class,
            () -> client.publishWith().topic("$SYS/a").qos(AT_LEAST_ONCE).send());

    assertEquals(Mqtt5PubAckReasonCode.NOT_AUTHORIZED, refusal.getMqttMessage().getReasonCode());
    assertTrue(refusal.getMqttMessage().getReasonString().isPresent());
  }

  @Test
  void sharedSubscriptionsShare() throws Exception {
    Mqtt5BlockingClient one = connected("shared-1");
    Mqtt5BlockingClient two = connected("shared-2");
    try (Mqtt5Publishes ofOne = listen(one);
        Mqtt5Publishes ofTwo = listen(two)) {
      one.subscribeWith().topicFilter("$share/g/shared/#").qos(AT_LEAST_ONCE).send();
      two.subscribeWith().topicFilter("$share/g/shared/#").qos(AT_LEAST_ONCE).send();
      for (int i = 0; i < 10; i++) {
        one.publishWith().topic("shared/a").qos(AT_LEAST_ONCE).send();
      }
      for (int i = 0; i < 5; i++) {
        next(ofOne);
        next(ofTwo);
      }
    }
  }

  @Test
  void largePayloadsAndSmallLimits() throws Exception {
    Mqtt5BlockingClient small = client("small");
    small.connectWith().restrictions().maximumPacketSize(1000).applyRestrictions().send();
    Mqtt5BlockingClient large = connected("large");
    byte[] payload = new byte[PACKET_SIZE - 100];
    Arrays.fill(payload, (byte) 7);
    try (Mqtt5Publishes ofSmall = listen(small);
        Mqtt5Publishes ofLarge = listen(large)) {
      small.subscribeWith().topicFilter("large/#").qos(AT_LEAST_ONCE).send();
      large.subscribeWith().topicFilter("large/#").qos(AT_LEAST_ONCE).send();
      large.publishWith().topic("large/a").qos(AT_LEAST_ONCE).payload(payload).send();
      large.publishWith().topic("large/b").qos(AT_LEAST_ONCE).send();

      assertArrayEquals(payload, next(ofLarge).getPayloadAsBytes());
      assertEquals("large/b", next(ofLarge).getTopic().toString());
      assertEquals("large/b", next(ofSmall).getTopic().toString());
    }
  }

  @Test
  void topicAliasesGoBothWays() throws Exception {
    Mqtt5BlockingClient client = client("aliases");
    client
        .connectWith()
        .restrictions()
        .topicAliasMaximum(4)
        .sendTopicAliasMaximum(4)
        .applyRestrictions()
        .send();
    try (Mqtt5Publishes publishes = listen(client)) {
      client.subscribeWith().topicFilter("aliases/#").send();
      for (int i = 0; i < 40; i++) { // more topics than aliases
        client.publishWith().topic("aliases/" + i % 7).payload(("" + i).getBytes(UTF_8)).send();
      }
      for (int i = 0; i < 40; i++) {
        Mqtt5Publish got = next(publishes);
        assertEquals("aliases/" + i % 7, got.getTopic().toString());
        assertEquals("" + i, text(got));
      }
    }
  }

  @Test
  void aReceiveMaximumOfOneGetsAllInOrder() throws Exception {
    Mqtt5BlockingClient client = client("one-by-one");
    client.connectWith().restrictions().receiveMaximum(1).applyRestrictions().send();
    try (Mqtt5Publishes publishes = listen(client)) {
      client.subscribeWith().topicFilter("one/#").qos(EXACTLY_ONCE).send();
      for (int i = 0; i < 30; i++) {
        client
            .publishWith()
            .topic("one/a")
            .qos(i % 2 == 0 ? AT_LEAST_ONCE : EXACTLY_ONCE)
            .payload(("" + i).getBytes(UTF_8))
            .send();
      }
      for (int i = 0; i < 30; i++) {
        assertEquals("" + i, text(next(publishes)));
      }
    }
  }

  @Test
  void scramLetsInAndIsDoneAgain() {
    Mqtt5BlockingClient client = client("scram");
    client
        .connectWith()
        .enhancedAuth(new ScramMechanism(RunningBroker.USER, RunningBroker.PASSWORD))
        .send();
    client.reauth();
    client.publishWith().topic("scram/a").qos(AT_LEAST_ONCE).send();

    Mqtt5ConnAckException refusal =
        assertThrows(
            Mqtt5ConnAckException.class,
            () ->
                client("scram-wrong")
                    .connectWith()
                    .enhancedAuth(new ScramMechanism(RunningBroker.USER, "wrong"))
                    .send());
    assertEquals(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED, refusal.getMqttMessage().getReasonCode());
  }

  @Test
  void aBrokerThatStopsSaysSo() throws Exception {
    CompletableFuture<Throwable> cause = new CompletableFuture<>();
    try (RunningBroker other = new RunningBroker(TestSettings.ROOMY)) {
      Mqtt5Client.builder()
          .serverHost("127.0.0.1")
          .serverPort(other.port())
          .addDisconnectedListener(context -> cause.complete(context.getCause()))
          .buildBlocking()
          .connect();
      other.sendAllAway();
      assertEquals(
          Mqtt5DisconnectReasonCode.SERVER_SHUTTING_DOWN,
          ((Mqtt5DisconnectException) cause.join()).getMqttMessage().getReasonCode());
    }
  }
}
