package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Account;
import hearth.broker.account.Budget;
import hearth.broker.account.Kind;
import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.io.net.MemoryChannel;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubscribeTest {
  private final Scenario scenario = new Scenario();
  private final TestClient publisher = scenario.connected("publisher", V5);

  private static Subscription options(
      String filter, QoS qos, boolean noLocal, boolean asPublished, RetainHandling handling) {
    return new Subscription(TopicFilter.of(filter), qos, noLocal, asPublished, handling);
  }

  private static Properties identifier(int identifier) {
    return Properties.builder().add(Property.SUBSCRIPTION_IDENTIFIER, identifier).build();
  }

  // [MQTT-3.8.4-1] [MQTT-3.8.4-5] [MQTT-3.8.4-6] [MQTT-3.8.4-7] [MQTT-3.9.3-1]
  @Test
  void manyFiltersAreAnsweredInTheirOrder() {
    TestClient client = scenario.connected("client", V3_1_1);

    client.send(
        new Subscribe(
            9,
            List.of(
                new Subscription(TopicFilter.of("a"), EXACTLY_ONCE),
                new Subscription(TopicFilter.of("b"), AT_MOST_ONCE),
                new Subscription(TopicFilter.of("c"), AT_LEAST_ONCE)),
            Properties.NONE));

    SubAck answer = client.expect(SubAck.class);
    assertEquals(9, answer.packetIdentifier());
    assertEquals(List.of(2, 0, 1), answer.reasonCodes().stream().map(ReasonCode::value).toList());
  }

  // [MQTT-3.10.4-1] [MQTT-3.10.4-2] [MQTT-3.10.4-4] [MQTT-3.10.4-5] [MQTT-3.11.3-1]
  @Test
  void unsubscribeEndsDeliveryAndIsAnsweredAlways() {
    TestClient client = scenario.connected("client", V5).subscribe("a", AT_MOST_ONCE);

    client.send(
        new Unsubscribe(3, List.of(TopicFilter.of("a"), TopicFilter.of("b")), Properties.NONE));

    assertEquals(
        List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED),
        client.expect(UnsubAck.class).reasonCodes());
    publisher.publish("a", "1");
    client.expectNothing();
  }

  // [MQTT-3.10.4-6]
  @Test
  void oneUnsubscribeMayNameManyFilters() {
    TestClient client =
        scenario
            .connected("client", V3_1_1)
            .subscribe("a", AT_MOST_ONCE)
            .subscribe("b", AT_MOST_ONCE)
            .subscribe("c", AT_MOST_ONCE);

    client.send(
        new Unsubscribe(3, List.of(TopicFilter.of("a"), TopicFilter.of("c")), Properties.NONE));

    assertEquals(3, client.expect(UnsubAck.class).packetIdentifier());
    publisher.publish("a", "1");
    publisher.publish("b", "2");
    publisher.publish("c", "3");
    client.expectPublish("b", "2");
    client.expectNothing();
  }

  // [MQTT-3.10.4-3]
  @Test
  void whatWasBegunIsCompletedAfterUnsubscribe() {
    TestClient client = scenario.open(V3_1_1).connect("client", false);
    client.subscribe("a", EXACTLY_ONCE);
    publisher.publish("a", "1", AT_LEAST_ONCE, false, 1);
    publisher.publish("a", "2", EXACTLY_ONCE, false, 2);
    client.expectPublish("a", "1");
    int second = client.expectPublish("a", "2").packetIdentifier();

    client.send(new Unsubscribe(3, List.of(TopicFilter.of("a")), Properties.NONE));
    client.expect(UnsubAck.class);
    client.send(new PubRec(second)).expect(new PubRel(second));
    client.cut();

    TestClient back = scenario.open(V3_1_1);
    back.send(back.connectPacket("client", false, null, Properties.NONE));
    back.expect(ConnAck.class);
    assertTrue(back.expectPublish("a", "1").dup());
    back.expect(new PubRel(second));
    back.expectNothing();
  }

  // [MQTT-3.8.4-4]
  @Test
  void replacingASubscriptionLosesNothing() {
    TestClient client = scenario.open(V5);
    client.connect(
        client.connectPacket(
            "client", true, null, Properties.builder().add(Property.RECEIVE_MAXIMUM, 1).build()));
    client.subscribe("a", AT_LEAST_ONCE);
    publisher.publish("a", "1", AT_LEAST_ONCE, true, 1);
    publisher.publish("a", "2", AT_LEAST_ONCE, true, 2);
    int first = client.expectPublish("a", "1").packetIdentifier();

    client.subscribe("a", AT_LEAST_ONCE);

    client.send(new PubAck(first));
    Publish waited = client.expectPublish("a", "2");
    assertFalse(waited.retain());
    client.send(new PubAck(waited.packetIdentifier()));
    assertTrue(client.expectPublish("a", "2").retain());
    client.expectNothing();
  }

  // [MQTT-3.8.4-3]
  @Test
  void subscribingAgainReplacesTheSubscription() {
    TestClient client =
        scenario
            .connected("client", V3_1_1)
            .subscribe("a", EXACTLY_ONCE)
            .subscribe("a", AT_MOST_ONCE);

    publisher.publish("a", "1", AT_LEAST_ONCE, false, 1);

    assertEquals(AT_MOST_ONCE, client.expectPublish("a", "1").qos());
    client.expectNothing();
  }

  // [MQTT-3.8.3-3]
  @ParameterizedTest
  @EnumSource(QoS.class)
  void noLocalKeepsAClientsOwnMessagesFromIt(QoS qos) {
    TestClient client = scenario.connected("client", V5);
    client.subscribe(options("light", qos, true, false, RetainHandling.SEND), Properties.NONE);

    client.publish("light", "ON", qos, false, qos == AT_MOST_ONCE ? 0 : 1);
    publisher.publish("light", "OFF");

    if (qos == AT_LEAST_ONCE) {
      client.expect(PubAck.class);
    } else if (qos == EXACTLY_ONCE) {
      client.expect(PubRec.class);
    }
    client.expectPublish("light", "OFF");
    client.expectNothing();
  }

  // [MQTT-3.3.1-13]
  @Test
  void retainAsPublishedKeepsTheFlag() {
    TestClient client = scenario.connected("client", V5);
    client.subscribe(options("a", AT_MOST_ONCE, false, true, RetainHandling.SEND), Properties.NONE);

    publisher.publish("a", "1", AT_MOST_ONCE, true, 0);
    publisher.publish("a", "2", AT_MOST_ONCE, false, 0);

    assertTrue(client.expectPublish("a", "1").retain());
    assertFalse(client.expectPublish("a", "2").retain());
  }

  // [MQTT-3.3.1-9] [MQTT-3.3.1-10] [MQTT-3.3.1-11]
  @Test
  void retainHandlingDecidesWhenRetainedMessagesCome() {
    publisher.publish("a", "kept", AT_MOST_ONCE, true, 0);
    TestClient client = scenario.connected("client", V5);

    client.subscribe(
        options("a", AT_MOST_ONCE, false, false, RetainHandling.DO_NOT_SEND), Properties.NONE);
    client.expectNothing();
    client.subscribe(
        options("a", AT_MOST_ONCE, false, false, RetainHandling.SEND_IF_NEW), Properties.NONE);
    client.expectNothing();
    client.subscribe(
        options("#", AT_MOST_ONCE, false, false, RetainHandling.SEND_IF_NEW), Properties.NONE);
    client.expectPublish("a", "kept");
    client.subscribe(
        options("#", AT_MOST_ONCE, false, false, RetainHandling.SEND), Properties.NONE);
    client.expectPublish("a", "kept");
  }

  // [MQTT-3.3.4-3] [MQTT-3.3.4-4]
  @Test
  void oneMessageCarriesTheIdentifiersOfAllItsSubscriptions() {
    TestClient client = scenario.connected("client", V5);
    client.subscribe(new Subscription(TopicFilter.of("a/#"), AT_MOST_ONCE), identifier(1));
    client.subscribe(new Subscription(TopicFilter.of("a/+"), AT_MOST_ONCE), identifier(268435455));
    client.subscribe(new Subscription(TopicFilter.of("+/b"), AT_MOST_ONCE), Properties.NONE);

    publisher.publish("a/b", "1");

    int[] identifiers = client.expectPublish("a/b", "1").properties().subscriptionIdentifiers();
    Arrays.sort(identifiers);
    assertArrayEquals(new int[] {1, 268435455}, identifiers);
    client.expectNothing();
  }

  @Test
  void aRetainedMessageCarriesTheIdentifierOfItsSubscription() {
    publisher.publish("a", "kept", AT_MOST_ONCE, true, 0);
    TestClient client = scenario.connected("client", V5);

    client.subscribe(new Subscription(TopicFilter.of("a"), AT_MOST_ONCE), identifier(5));

    Publish got = client.expectPublish("a", "kept");
    assertArrayEquals(new int[] {5}, got.properties().subscriptionIdentifiers());
  }

  // [MQTT-3.8.4-7] [MQTT3-3.3.5-2]
  @Test
  void whatIsNotAllowedIsRefused() {
    scenario.authenticator(
        (connect, name, peer, answer) ->
            answer.accept(
                Authenticator.AuthResult.accepted(
                    "guest",
                    Permissions.of(
                        topic -> topic.toString().startsWith("guest/"),
                        topic -> topic.toString().startsWith("guest/"),
                        filter -> !filter.toString().equals("secret")))));
    TestClient guest = scenario.connected("guest", V5);

    guest.send(
        new Subscribe(
            1, List.of(new Subscription(TopicFilter.of("secret"), AT_MOST_ONCE)), Properties.NONE));
    assertEquals(List.of(ReasonCode.NOT_AUTHORIZED), guest.expect(SubAck.class).reasonCodes());
    guest.subscribe("#", AT_MOST_ONCE);
    publisher.publish("home", "1");
    publisher.publish("guest/a", "2");
    guest.expectPublish("guest/a", "2");
    guest.expectNothing();
    guest.publish("home", "1", AT_LEAST_ONCE, false, 4);
    PubAck refusal = guest.expect(PubAck.class);
    assertEquals(ReasonCode.NOT_AUTHORIZED, refusal.reasonCode());
    TestClient old = scenario.connected("old", V3_1_1);
    old.publish("home", "1", AT_LEAST_ONCE, false, 4);
    old.expect(new PubAck(4));
    publisher.expectNothing();
    assertEquals(3, scenario.refusals.size());
  }

  @Test
  void aClientHasSoManySubscriptionsAndNoMore() {
    TestClient client = scenario.connected("client", V5);
    int limit = TestSettings.ROOMY.session().subscriptions();
    for (int i = 0; i < limit; i++) {
      client.subscribe("a/" + i, AT_MOST_ONCE);
    }

    client.send(
        new Subscribe(
            1, List.of(new Subscription(TopicFilter.of("more"), AT_MOST_ONCE)), Properties.NONE));

    assertEquals(List.of(ReasonCode.QUOTA_EXCEEDED), client.expect(SubAck.class).reasonCodes());
    client.subscribe("a/0", AT_LEAST_ONCE);
  }

  @Test
  void aFilterThatIsNoneEndsTheConnection() {
    TestClient client = scenario.connected("client", V5);
    // SUBSCRIBE of "a#", QoS 0
    client.sendBytes(HexFormat.of().parseHex("8208000100000261" + "2300"));
    assertTrue(client.expect(Disconnect.class).reasonCode().isError());
  }

  @Test
  void allThatIsRetainedComesHoweverSlowlyItIsRead() {
    TestClient publisher = scenario.connected("p", V5);
    for (int i = 0; i < 300; i++) {
      publisher.publish("r/" + i, "x".repeat(10_000), AT_MOST_ONCE, true, 0);
    }
    TestClient slow = scenario.connected("slow", V5);
    slow.stall();
    slow.send(
        new Subscribe(
            1, List.of(new Subscription(TopicFilter.of("r/#"), AT_MOST_ONCE)), Properties.NONE));

    slow.unstall();

    assertEquals(301, slow.receivedCount());
    assertEquals(0, scenario.broker.statistics().publishesDropped);
  }

  @Test
  void whoTakesNothingOfWhatIsRetainedDoesNotFillMemory() {
    TestClient publisher = scenario.connected("p", V5);
    for (int i = 0; i < 300; i++) {
      publisher.publish("r/" + i, "x".repeat(500), AT_MOST_ONCE, true, 0);
    }
    subscribedAndStuck(150, "r/#", "r/+", "+/+");

    long sent = scenario.broker.statistics().publishesSent * 500;
    long held = sent - 150 * MemoryChannel.WINDOW_BYTES;
    assertTrue(held <= 26 << 20, () -> held + " bytes wait for those who do not read");
    assertTrue(scenario.broker.overload().isShedding());
  }

  @Test
  void largeMessagesWaitForManyAtThePriceOfOne() {
    TestClient publisher = scenario.connected("p", V5);
    for (int i = 0; i < 300; i++) {
      publisher.publish("r/" + i, "x".repeat(10_000), AT_MOST_ONCE, true, 0);
    }
    List<TestClient> stuck = subscribedAndStuck(20, "r/#");

    Account whole = scenario.broker.memory();
    assertTrue(whole.held(Kind.OUTPUT) > 20 * 2_500_000, "in full for each");
    assertTrue(whole.held(Budget.BUFFERS) < 3_500_000, "once for all");
    assertFalse(scenario.broker.overload().isShedding());
    assertEquals(0, scenario.broker.statistics().publishesDropped);
    stuck.forEach(TestClient::unstall);
    scenario.settle();
    stuck.forEach(client -> assertEquals(301, client.receivedCount()));
    assertTrue(whole.held(Kind.OUTPUT) < 100_000, "but for heads, as measured before");
  }

  private List<TestClient> subscribedAndStuck(int count, String... filters) {
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestClient client = scenario.connected("greedy" + i, V5);
      client.stall();
      List<Subscription> all = new ArrayList<>();
      for (String filter : filters) {
        all.add(new Subscription(TopicFilter.of(filter), AT_MOST_ONCE));
      }
      client.send(new Subscribe(1, all, Properties.NONE));
      clients.add(client);
    }
    return clients;
  }
}
