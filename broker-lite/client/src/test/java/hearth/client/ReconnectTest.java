package hearth.client;

import static hearth.client.ScriptedServer.again;
import static hearth.client.ScriptedServer.publish;
import static hearth.client.ScriptedServer.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.Connect;
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
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReconnectTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ScriptedServer server = new ScriptedServer();
  private final List<ConnectionState> states = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private final List<String> dropped = new ArrayList<>();
  private final List<String> lostSubscriptions = new ArrayList<>();
  private final List<ReceivedMessage> held = new ArrayList<>();

  private final ClientListener listener =
      new ClientListener() {
        @Override
        public void onStateChange(ConnectionState from, ConnectionState to) {
          states.add(to);
        }

        @Override
        public void onDisconnected(MqttException cause, Duration nextAttempt) {
          delays.add(nextAttempt);
        }

        @Override
        public void onDropped(Message message, MqttException reason) {
          dropped.add(message.text());
        }

        @Override
        public void onSubscriptionLost(TopicFilter filter, MqttException reason) {
          lostSubscriptions.add(filter + ": " + reason.reasonCode());
        }

        @Override
        public void onSubscriptionRegained(TopicFilter filter) {
          lostSubscriptions.add(filter + " regained");
        }
      };

  private MqttClient faithful(MqttVersion version) {
    return server.faithfulClient(version).listener(listener).build();
  }

  @Test
  void withPlainReconnectALostConnectionComesBackWithinASecond() {
    MqttClient client = server.client().listener(listener).reconnect().build();
    client.connect();
    server.accepts(false, Properties.NONE);
    server.cuts();
    assertEquals(ConnectionState.WAITING, client.state());
    server.passes(SECOND);
    assertEquals(ConnectionState.HANDSHAKING, client.state());
  }

  @Test
  void withoutReconnectALostConnectionStaysLost() {
    MqttClient client = server.client().listener(listener).build();
    client.connect();
    server.accepts(false, Properties.NONE);
    server.cuts();
    assertEquals(ConnectionState.DISCONNECTED, client.state());
  }

  private static Message message(String text, QoS qos) {
    return Message.of("a", text).atQos(qos);
  }

  private void comesBack(boolean sessionPresent) {
    server.cuts();
    server.passes(SECOND);
    server.accepts(sessionPresent, Properties.NONE);
  }

  private void answersSubscribe(ReasonCode code) {
    Subscribe subscribe = server.hears(Subscribe.class);
    server.says(new SubAck(subscribe.packetIdentifier(), List.of(code), Properties.NONE));
  }

  @Test
  void aSubscriptionThatIsRefusedWhenRenewedIsAskedForAgainAndAgain() {
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("lamp/set", QoS.AT_LEAST_ONCE, message -> {}));
    comesBack(false);
    answersSubscribe(ReasonCode.NOT_AUTHORIZED);
    assertEquals(List.of("lamp/set: NOT_AUTHORIZED"), lostSubscriptions);

    server.passes(Duration.ofSeconds(5));
    answersSubscribe(ReasonCode.NOT_AUTHORIZED);
    server.passes(Duration.ofMillis(9_999));
    server.hearsNothing();
    server.passes(Duration.ofMillis(1));
    answersSubscribe(ReasonCode.GRANTED_QOS_1);
    server.passes(Duration.ofSeconds(40));
    server.hearsNothing();
    assertEquals(List.of("lamp/set: NOT_AUTHORIZED", "lamp/set regained"), lostSubscriptions);
  }

  @Test
  void aSubscriptionThatIsRefusedAtFirstIsNotForgottenByWhoComesBack() {
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    CompletableFuture<Granted> refused =
        client.subscribe("lamp/set", QoS.AT_LEAST_ONCE, message -> {});
    answersSubscribe(ReasonCode.NOT_AUTHORIZED);
    assertEquals(ReasonCode.NOT_AUTHORIZED, server.failure(refused).reasonCode());
    comesBack(false);
    answersSubscribe(ReasonCode.GRANTED_QOS_1);

    assertEquals(List.of("lamp/set regained"), lostSubscriptions);
  }

  /** A server that has them of an earlier run takes them for the same messages. */
  @Test
  void identifiersThatAnEarlierRunMayHaveLeftOpenAreSettledBeforeTheyAreUsed() {
    MqttClient client = faithful(MqttVersion.V5);
    client.connect();
    server.accepts(true, Properties.NONE);
    CompletableFuture<PublishResult> result = client.publish(message("x", QoS.EXACTLY_ONCE));

    int identifier = server.hears(PubRel.class).packetIdentifier();
    assertEquals(identifier, server.hears(Publish.class).packetIdentifier());
    server.says(new PubComp(identifier, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
    assertFalse(result.isDone());
    server.says(new PubRec(identifier));
    server.hears(new PubRel(identifier));
    server.says(new PubComp(identifier));
    server.result(result);
  }

  @Test
  void aSessionOfThisRunIsKnownAndLeavesNothingToSettle() {
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    comesBack(true);
    client.publish(message("x", QoS.EXACTLY_ONCE));

    server.hears(Publish.class);
  }

  @Test
  void theStatesOfALostConnection() {
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    comesBack(true);
    assertEquals(
        List.of(
            ConnectionState.CONNECTING,
            ConnectionState.HANDSHAKING,
            ConnectionState.CONNECTED,
            ConnectionState.WAITING,
            ConnectionState.CONNECTING,
            ConnectionState.HANDSHAKING,
            ConnectionState.CONNECTED),
        states);
  }

  @Test
  void attemptsBecomeRarer() {
    MqttClient client = faithful(MqttVersion.V5);
    server.unreachable(new ConnectException("no"));
    client.keepConnected();
    server.passes(Duration.ofSeconds(1 + 2 + 4 + 8 + 8));
    assertEquals(6, server.connections());
    assertEquals(
        List.of(1L, 2L, 4L, 8L, 8L, 8L), delays.stream().map(Duration::toSeconds).toList());
  }

  @Test
  void jitterShortensADelayByUpToHalf() {
    Backoff backoff = new Backoff(SECOND, Duration.ofSeconds(8), new Random(7));
    for (int attempt = 0; attempt < 200; attempt++) {
      long bound = Math.min(8, 1L << Math.min(attempt, 10)) * SECOND.toNanos();
      long delay = backoff.nextNanos();
      assertTrue(delay >= bound / 2 && delay <= bound, "attempt " + attempt + ": " + delay);
    }
  }

  @Test
  void aConnectionThatHeldBeginsTheDelaysAnew() {
    MqttClient client = faithful(MqttVersion.V5);
    server.unreachable(new ConnectException("no"));
    client.keepConnected();
    server.passes(Duration.ofSeconds(3));
    server.unreachable(null);
    server.passes(Duration.ofSeconds(4));
    server.accepts(false, Properties.NONE);
    server.passes(Duration.ofSeconds(10));
    server.cuts();
    assertEquals(SECOND, delays.get(delays.size() - 1));
  }

  @Test
  void aConnectionThatDidNotHoldDoesNot() {
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    server.cuts();
    server.passes(SECOND);
    server.accepts(true, Properties.NONE);
    server.cuts();
    assertEquals(List.of(1L, 2L), delays.stream().map(Duration::toSeconds).toList());
  }

  @Test
  void withoutBackoffALostConnectionStaysLost() {
    MqttClient client = server.client().build();
    server.accepts(client);
    server.cuts();
    server.passes(Duration.ofDays(1));
    assertEquals(1, server.connections());
    assertEquals(ConnectionState.DISCONNECTED, client.state());
  }

  @Test
  void aFirstAttemptThatFailsIsNotRepeatedUnlessAsked() {
    MqttClient client = faithful(MqttVersion.V5);
    server.unreachable(new ConnectException("no"));
    server.failure(client.connect());
    server.passes(Duration.ofDays(1));
    assertEquals(1, server.connections());
  }

  @Test
  void keepConnectedMakesAnAttemptThatIsUnderWayGoOn() {
    MqttClient client = faithful(MqttVersion.V5);
    server.silent(true);
    client.connect();
    CompletableFuture<Connected> connected = client.keepConnected();
    server.passes(Duration.ofSeconds(10));
    assertEquals(ConnectionState.WAITING, client.state());
    assertFalse(connected.isDone());
  }

  @Test
  void askingToConnectEndsTheWaiting() {
    MqttClient client = faithful(MqttVersion.V5);
    server.unreachable(new ConnectException("no"));
    client.keepConnected();
    server.passes(Duration.ofSeconds(7));
    server.unreachable(null);
    CompletableFuture<Connected> connected = client.connect();
    server.accepts(false, Properties.NONE);
    server.result(connected);
  }

  @Test
  void aServerOf31IsTrustedToKeepTheSession() {
    MqttClient client = faithful(MqttVersion.V3_1);
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("b", QoS.AT_LEAST_ONCE, m -> {}));
    client.publish(message("1", QoS.EXACTLY_ONCE));
    Publish first = server.hears(Publish.class);
    comesBack(false);
    server.hears(Subscribe.class);
    Publish again = server.hears(Publish.class);
    assertEquals(first.packetIdentifier(), again.packetIdentifier());
    assertTrue(again.dup());
  }

  @Test
  void keepConnectedSucceedsInTheEnd() {
    MqttClient client = faithful(MqttVersion.V5);
    server.unreachable(new ConnectException("no"));
    CompletableFuture<Connected> connected = client.keepConnected();
    server.passes(SECOND);
    assertFalse(connected.isDone());
    server.unreachable(null);
    server.passes(Duration.ofSeconds(2));
    server.accepts(false, Properties.NONE);
    server.result(connected);
  }

  @ParameterizedTest
  @EnumSource(value = MqttVersion.class, names = "V3_1", mode = EnumSource.Mode.EXCLUDE)
  void whatWasOnTheWayIsSentAgainInOrder(MqttVersion version) {
    // [MQTT-4.4.0-1] [MQTT-4.6.0-1] [MQTT-3.3.1-1] [MQTT-3.3.1-3] [MQTT-3.1.2-23] [MQTT-4.1.0-1]
    // [MQTT3-3.1.2-4]
    MqttClient client = faithful(version);
    server.accepts(client);
    client.publish(message("1", QoS.AT_LEAST_ONCE));
    CompletableFuture<PublishResult> two = client.publish(message("2", QoS.EXACTLY_ONCE));
    client.publish(message("3", QoS.EXACTLY_ONCE));
    CompletableFuture<PublishResult> four = client.publish(message("4", QoS.AT_LEAST_ONCE));
    Publish first = server.hears(Publish.class);
    Publish second = server.hears(Publish.class);
    Publish third = server.hears(Publish.class);
    Publish fourth = server.hears(Publish.class);
    server.says(new PubRec(second.packetIdentifier()), new PubAck(fourth.packetIdentifier()));
    server.hears(new PubRel(second.packetIdentifier()));
    server.result(four);
    server.cuts();
    client.publish(message("5", QoS.AT_LEAST_ONCE));
    server.passes(SECOND);
    Connect connect = server.accepts(true, Properties.NONE);
    assertFalse(connect.cleanStart());
    assertEquals(again(first).toString(), server.hears(Publish.class).toString());
    server.hears(new PubRel(second.packetIdentifier())); // [MQTT-4.3.3-6]
    assertEquals(again(third).toString(), server.hears(Publish.class).toString());
    Publish fifth = server.hears(Publish.class);
    assertEquals("5", text(fifth));
    assertFalse(fifth.dup());
    server.hearsNothing();
    server.says(new PubComp(second.packetIdentifier()));
    server.result(two);
  }

  @Test
  void aSmallerReceiveMaximumAppliesToWhatIsSentAgain() { // [MQTT-3.3.4-7]
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    List<Integer> identifiers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      client.publish(message("" + i, QoS.AT_LEAST_ONCE));
      identifiers.add(server.hears(Publish.class).packetIdentifier());
    }
    server.cuts();
    server.passes(SECOND);
    server.accepts(true, Properties.builder().add(Property.RECEIVE_MAXIMUM, 1).build());
    for (int identifier : identifiers) {
      Publish publish = server.hears(Publish.class);
      assertEquals(identifier, publish.packetIdentifier());
      assertTrue(publish.dup());
      server.hearsNothing();
      server.says(new PubAck(identifier));
    }
    server.hearsNothing();
  }

  @Test
  void aSmallerPacketSizeFailsWhatIsNowTooLarge() { // [MQTT-3.2.2-15]
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    CompletableFuture<PublishResult> one =
        client.publish(message("x".repeat(100), QoS.AT_LEAST_ONCE));
    CompletableFuture<PublishResult> two =
        client.publish(message("y".repeat(100), QoS.EXACTLY_ONCE));
    server.hears(Publish.class);
    server.hears(Publish.class);
    server.cuts();
    server.passes(SECOND);
    server.accepts(true, Properties.builder().add(Property.MAXIMUM_PACKET_SIZE, 50).build());
    assertEquals(ReasonCode.PACKET_TOO_LARGE, server.failure(one).reasonCode());
    assertEquals(ReasonCode.PACKET_TOO_LARGE, server.failure(two).reasonCode());
    assertEquals(0, client.inFlightMessages());
    server.hearsNothing();
  }

  @Test
  void aliasesDoNotOutliveTheConnection() { // [MQTT-3.3.2-7]
    MqttClient client = faithful(MqttVersion.V5);
    Properties aliases = Properties.builder().add(Property.TOPIC_ALIAS_MAXIMUM, 5).build();
    client.connect();
    server.accepts(false, aliases);
    client.publish(Message.of("long/name", "1").atQos(QoS.AT_LEAST_ONCE));
    server.hears(Publish.class);
    server.cuts();
    server.passes(SECOND);
    server.accepts(true, aliases);
    Publish again = server.hears(Publish.class);
    assertEquals("long/name", again.topic().toString());
    client.publish(Message.of("long/name", "2"));
    assertEquals("long/name", server.hears(Publish.class).topic().toString());
  }

  @Test
  void expiryIsNotAppliedToWhatHasBeenSent() { // [MQTT-4.3.3-7]
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    client.publish(message("x", QoS.EXACTLY_ONCE).with(Property.MESSAGE_EXPIRY_INTERVAL, 1));
    Publish publish = server.hears(Publish.class);
    server.passes(Duration.ofSeconds(20));
    server.cuts();
    server.passes(SECOND);
    server.accepts(true, Properties.NONE);
    assertEquals(publish.packetIdentifier(), server.hears(Publish.class).packetIdentifier());
  }

  @Test
  void aLostSessionIsSettledHonestly() { // [MQTT-3.2.2-5]
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    client.publish(message("at least once", QoS.AT_LEAST_ONCE));
    CompletableFuture<PublishResult> unknown = client.publish(message("perhaps", QoS.EXACTLY_ONCE));
    CompletableFuture<PublishResult> taken = client.publish(message("taken", QoS.EXACTLY_ONCE));
    server.hears(Publish.class);
    server.hears(Publish.class);
    int identifier = server.hears(Publish.class).packetIdentifier();
    server.says(new PubRec(identifier));
    server.hears(PubRel.class);
    comesBack(false);
    Publish publish = server.hears(Publish.class);
    assertEquals("at least once", text(publish));
    assertFalse(publish.dup());
    server.hearsNothing();
    server.result(taken);
    assertTrue(server.failure(unknown).getMessage().contains("may or may not"));
    assertEquals(List.of("perhaps"), dropped);
  }

  @Test
  void subscriptionsAreMadeAgainOnANewSession() {
    MqttClient client = faithful(MqttVersion.V3_1_1);
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("a/#", QoS.AT_LEAST_ONCE, m -> {}));
    server.grants(client, SubscribeRequest.of("b", QoS.EXACTLY_ONCE, m -> {}));
    comesBack(false);
    assertEquals(
        new Subscription(TopicFilter.of("a/#"), QoS.AT_LEAST_ONCE),
        server.hears(Subscribe.class).subscriptions().get(0));
    assertEquals("b", server.hears(Subscribe.class).subscriptions().get(0).filter().toString());
    server.hearsNothing();
  }

  @Test
  void subscriptionsThatTheServerRemembersAreNotMadeAgain() {
    MqttClient client = faithful(MqttVersion.V3_1_1);
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("a/#", QoS.AT_LEAST_ONCE, m -> {}));
    client.subscribe("unanswered", QoS.AT_MOST_ONCE, m -> {});
    server.hears(Subscribe.class);
    comesBack(true);
    assertEquals(
        "unanswered", server.hears(Subscribe.class).subscriptions().get(0).filter().toString());
    server.hearsNothing();
  }

  @Test
  void aSubscriptionRefusedWhenRenewedIsReportedAndTriedAgainLater() {
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("a", QoS.AT_LEAST_ONCE, m -> {}));
    comesBack(false);
    Subscribe subscribe = server.hears(Subscribe.class);
    server.says(
        new SubAck(
            subscribe.packetIdentifier(), List.of(ReasonCode.NOT_AUTHORIZED), Properties.NONE));
    assertEquals(List.of("a: NOT_AUTHORIZED"), lostSubscriptions);
    server.cuts();
    server.passes(Duration.ofSeconds(2));
    server.accepts(true, Properties.NONE);
    server.hears(Subscribe.class);
  }

  @Test
  void anUnsubscribeThatWasNotAnsweredIsSaidAgain() {
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("a", QoS.AT_LEAST_ONCE, m -> {}));
    CompletableFuture<ReasonCode> ended = client.unsubscribe("a");
    server.hears(Unsubscribe.class);
    comesBack(true);
    server.hears(Unsubscribe.class);
    assertFalse(ended.isDone());
  }

  @Test
  void onANewSessionThereIsNothingToUnsubscribe() {
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("a", QoS.AT_LEAST_ONCE, m -> {}));
    CompletableFuture<ReasonCode> ended = client.unsubscribe("a");
    server.hears(Unsubscribe.class);
    comesBack(false);
    server.hearsNothing();
    server.result(ended);
  }

  @Test
  void aLateAcknowledgementOfQos1IsNotSentOnTheNextConnection() {
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    server.grants(client, manual());
    server.says(publish("a", QoS.AT_LEAST_ONCE, 4, "x"));
    comesBack(true);
    held.get(0).acknowledge();
    server.hearsNothing();
    server.says(again(publish("a", QoS.AT_LEAST_ONCE, 4, "x")));
    held.get(1).acknowledge();
    server.hears(new PubAck(4));
  }

  @Test
  void aLateAcknowledgementOfQos2AnswersTheRepetition() { // [MQTT-4.3.3-10]
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    server.grants(client, manual());
    Publish publish = publish("a", QoS.EXACTLY_ONCE, 4, "x");
    server.says(publish);
    comesBack(true);
    server.says(again(publish));
    server.hearsNothing();
    held.get(0).acknowledge();
    server.hears(new PubRec(4));
    assertEquals(1, held.size());
  }

  @Test
  void anAcknowledgementBetweenConnectionsIsRemembered() { // [MQTT-4.3.3-10]
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    server.grants(client, manual());
    Publish publish = publish("a", QoS.EXACTLY_ONCE, 4, "x");
    server.says(publish);
    server.cuts();
    held.get(0).acknowledge();
    server.passes(SECOND);
    server.accepts(true, Properties.NONE);
    server.says(again(publish));
    server.hears(new PubRec(4));
    assertEquals(1, held.size());
  }

  @Test
  void onANewSessionTheIdentifierIsANewMessage() { // [MQTT-3.2.2-5]
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    server.grants(client, manual());
    server.says(publish("a", QoS.EXACTLY_ONCE, 4, "x"));
    comesBack(false);
    server.hears(Subscribe.class);
    server.says(publish("a", QoS.EXACTLY_ONCE, 4, "y"));
    assertEquals(2, held.size());
    held.get(0).acknowledge();
    server.hearsNothing();
    held.get(1).acknowledge();
    server.hears(new PubRec(4));
  }

  private SubscribeRequest manual() {
    return new SubscribeRequest(
        new Subscription(TopicFilter.of("a"), QoS.EXACTLY_ONCE), Properties.NONE, true, held::add);
  }

  @Test
  void identifiersOfAnEarlierRunDoNotMisleadMessages() {
    MqttClient client = faithful(MqttVersion.V5);
    List<String> b = new ArrayList<>();
    client.subscribe("b", QoS.AT_LEAST_ONCE, m -> b.add(m.text()));
    client.connect();
    server.accepts(true, Properties.NONE);
    server.hears(Subscribe.class);
    Properties first = Properties.builder().add(Property.SUBSCRIPTION_IDENTIFIER, 1).build();
    server.says(publish("a", QoS.AT_MOST_ONCE, 0, "of an earlier run", first));
    server.says(publish("b", QoS.AT_MOST_ONCE, 0, "of this run", first));
    assertEquals(List.of("of this run"), b);
  }

  @Test
  void whatTheNetworkLostBeforeItWasSentIsStillThere() {
    MqttClient client = faithful(MqttVersion.V5);
    server.accepts(client);
    server.cuts();
    for (int i = 0; i < 3; i++) {
      client.publish(message("" + i, QoS.of(i)));
    }
    server.loop.runReady();
    assertEquals(3, client.queuedMessages());
    server.passes(SECOND);
    server.accepts(true, Properties.NONE);
    for (int i = 0; i < 3; i++) {
      assertEquals("" + i, text(server.hears(Publish.class)));
    }
  }

  @ParameterizedTest
  @EnumSource(QoS.class)
  void whatBelongsToAConnectionGoesWithIt(QoS qos) {
    MqttClient client =
        server
            .faithfulClient(MqttVersion.V5)
            .listener(listener)
            .messagesEndWithConnection()
            .maxInFlight(1)
            .build();
    assertTrue(client.publish(message("before", qos)).isCompletedExceptionally());
    server.accepts(client);
    CompletableFuture<PublishResult> onTheWay =
        client.publish(message("on the way", QoS.AT_LEAST_ONCE));
    CompletableFuture<PublishResult> queued = client.publish(message("queued", QoS.EXACTLY_ONCE));
    server.loop.runReady();
    assertEquals("on the way", text(server.hears(Publish.class)));

    server.cuts();

    assertTrue(onTheWay.isCompletedExceptionally());
    assertTrue(queued.isCompletedExceptionally());
    assertTrue(client.publish(message("without", qos)).isCompletedExceptionally());
    assertEquals(0, client.queuedMessages());
    assertEquals(List.of("on the way", "queued"), dropped);
    server.passes(SECOND);
    server.accepts(false, Properties.NONE);
    client.publish(message("after", QoS.AT_MOST_ONCE));
    server.loop.runReady();
    assertEquals("after", text(server.hears(Publish.class)));
  }
}
