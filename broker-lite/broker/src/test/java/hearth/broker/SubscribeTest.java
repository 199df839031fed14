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

import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubRec;
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
import hearth.protocol.topic.TopicName;
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

  // [MQTT-3.8.4-5] [MQTT-3.8.4-6]
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

  // [MQTT-3.10.4-1] [MQTT-3.10.4-4] [MQTT-3.10.4-5]
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

  @Test
  void whatIsNotAllowedIsRefused() {
    scenario.authenticator(
        (connect, name, peer, answer) ->
            answer.accept(
                Authenticator.Verdict.accepted(
                    "guest",
                    new Permissions() {
                      @Override
                      public boolean mayPublish(TopicName topic) {
                        return topic.toString().startsWith("guest/");
                      }

                      @Override
                      public boolean mayReceive(TopicName topic) {
                        return topic.toString().startsWith("guest/");
                      }

                      @Override
                      public boolean maySubscribe(TopicFilter filter) {
                        return !filter.toString().equals("secret");
                      }
                    })));
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
    int limit = BrokerSettings.DEFAULTS.session().subscriptions();
    for (int i = 0; i < limit; i++) {
      client.subscribe("a/" + i, AT_MOST_ONCE);
    }

    client.send(
        new Subscribe(
            1, List.of(new Subscription(TopicFilter.of("more"), AT_MOST_ONCE)), Properties.NONE));

    assertEquals(List.of(ReasonCode.QUOTA_EXCEEDED), client.expect(SubAck.class).reasonCodes());
    client.subscribe("a/0", AT_LEAST_ONCE);
  }

  // 4.8.2
  @Test
  void theMembersOfASharedSubscriptionTakeTurns() {
    List<TestClient> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      members.add(scenario.connected("m" + i, V5).subscribe("$share/g/a/#", AT_LEAST_ONCE));
    }
    TestClient alone = scenario.connected("alone", V5).subscribe("a/b", AT_MOST_ONCE);

    for (int i = 0; i < 30; i++) {
      publisher.publish("a/b", "" + i);
    }

    members.forEach(member -> assertEquals(10, member.receivedCount()));
    assertEquals(30, alone.receivedCount());
  }

  @Test
  void theMessageOfAMemberThatDiesGoesToAnother() {
    TestClient first = scenario.connected("first", V5).subscribe("$share/g/a", AT_LEAST_ONCE);
    publisher.publish("a", "1", AT_LEAST_ONCE, false, 1);
    first.expectPublish("a", "1");
    TestClient second = scenario.connected("second", V5).subscribe("$share/g/a", AT_LEAST_ONCE);

    first.cut();

    second.expectPublish("a", "1");
  }

  @Test
  void aMemberThatCannotTakeMoreIsSkipped() {
    TestClient slow = scenario.open(V5);
    slow.connect(
        slow.connectPacket(
            "slow", true, null, Properties.builder().add(Property.RECEIVE_MAXIMUM, 1).build()));
    slow.subscribe("$share/g/a", AT_LEAST_ONCE);
    TestClient quick = scenario.connected("quick", V5).subscribe("$share/g/a", AT_LEAST_ONCE);

    for (int i = 1; i <= 10; i++) {
      publisher.publish("a", "" + i, AT_LEAST_ONCE, false, i);
    }

    assertEquals(1, slow.receivedCount());
    assertEquals(9, quick.receivedCount());
  }

  @Test
  void retainedMessagesAreNotSentForSharedSubscriptions() {
    publisher.publish("a", "kept", AT_MOST_ONCE, true, 0);
    scenario.connected("m", V5).subscribe("$share/g/a", AT_MOST_ONCE).expectNothing();
  }

  @Test
  void aFilterThatIsNoneEndsTheConnection() {
    TestClient client = scenario.connected("client", V5);
    // SUBSCRIBE of "a#", QoS 0
    client.sendBytes(HexFormat.of().parseHex("8208000100000261" + "2300"));
    assertTrue(client.expect(Disconnect.class).reasonCode().isError());
  }
}
