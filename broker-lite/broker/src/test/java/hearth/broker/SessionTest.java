package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Kind;
import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionTest {
  private final Scenario scenario = new Scenario();

  private boolean sessionPresent(TestClient client, boolean cleanStart) {
    return sessionPresent(client, cleanStart, Properties.NONE);
  }

  private boolean sessionPresent(TestClient client, boolean cleanStart, Properties properties) {
    client.send(client.connectPacket("phone", cleanStart, null, properties));
    return client.expect(ConnAck.class).sessionPresent();
  }

  private static Properties expiry(long seconds) {
    return Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, seconds).build();
  }

  // [MQTT-3.1.2-5] [MQTT-3.2.2-3] [MQTT3-3.1.2-4] [MQTT3-3.1.2-5] [MQTT-4.5.0-1]
  @Test
  void messagesWaitForASessionThatIsKept() {
    TestClient phone = scenario.open(V3_1_1).connect("phone", false);
    phone.subscribe("a", AT_LEAST_ONCE);
    phone.disconnect();
    TestClient publisher = scenario.connected("publisher", V3_1_1);
    publisher.publish("a", "1", AT_LEAST_ONCE, false, 1);
    publisher.publish("a", "2", EXACTLY_ONCE, false, 2);
    publisher.publish("a", "lost", AT_MOST_ONCE, false, 0);

    TestClient again = scenario.open(V3_1_1);

    assertTrue(sessionPresent(again, false));
    assertEquals(AT_LEAST_ONCE, again.expectPublish("a", "1").qos());
    assertFalse(again.expectPublish("a", "2").dup());
    again.expectNothing();
  }

  // [MQTT-4.4.0-1] [MQTT-3.3.1-1]
  @Test
  void whatWasNotAcknowledgedComesAgainInItsOrder() {
    TestClient phone = scenario.open(V3_1_1).connect("phone", false);
    phone.subscribe("a", EXACTLY_ONCE);
    TestClient publisher = scenario.connected("publisher", V3_1_1);
    publisher.publish("a", "1", AT_LEAST_ONCE, false, 1);
    publisher.publish("a", "2", EXACTLY_ONCE, false, 2);
    publisher.publish("a", "3", EXACTLY_ONCE, false, 3);
    int first = phone.expectPublish("a", "1").packetIdentifier();
    int second = phone.expectPublish("a", "2").packetIdentifier();
    int third = phone.expectPublish("a", "3").packetIdentifier();
    phone.send(new PubRec(third));
    phone.expect(new PubRel(third));
    phone.cut();

    TestClient again = scenario.open(V3_1_1);
    assertTrue(sessionPresent(again, false));

    Publish one = again.expectPublish("a", "1");
    assertTrue(one.dup());
    assertEquals(first, one.packetIdentifier());
    Publish two = again.expectPublish("a", "2");
    assertTrue(two.dup());
    assertEquals(second, two.packetIdentifier());
    again.expect(new PubRel(third));
    again.send(new PubComp(third));
    again.send(new PubAck(first));
    again.send(new PubRec(second)).expect(new PubRel(second));
    again.send(new PubComp(second));
    again.expectNothing();
  }

  @Test
  void aQoS2PublisherGoesOnAfterAReconnect() {
    TestClient subscriber = scenario.connected("subscriber", V3_1_1).subscribe("a", AT_MOST_ONCE);
    TestClient phone = scenario.open(V3_1_1).connect("phone", false);
    phone.publish("a", "1", EXACTLY_ONCE, false, 5);
    phone.expect(new PubRec(5));
    phone.cut();

    TestClient again = scenario.open(V3_1_1);
    assertTrue(sessionPresent(again, false));
    again.publish("a", "1", EXACTLY_ONCE, false, 5);
    again.expect(new PubRec(5));
    again.send(new PubRel(5)).expect(new PubComp(5));

    subscriber.expectPublish("a", "1");
    subscriber.expectNothing();
  }

  // [MQTT-3.1.2-6] [MQTT3-3.1.2-6] [MQTT3-3.1.4-3]
  @Test
  void aCleanSessionForgetsAll() {
    TestClient phone = scenario.open(V3_1_1).connect("phone", false);
    phone.subscribe("a", AT_LEAST_ONCE);
    phone.disconnect();

    TestClient clean = scenario.open(V3_1_1);
    assertFalse(sessionPresent(clean, true));
    scenario.connected("publisher", V3_1_1).publish("a", "1");
    clean.expectNothing();
    clean.disconnect();

    assertFalse(sessionPresent(scenario.open(V3_1_1), false));
  }

  // [MQTT-3.1.4-4]
  @Test
  void aCleanStartDropsASessionOf5() {
    TestClient phone = scenario.open(V5);
    assertFalse(sessionPresent(phone, true, expiry(60)));
    phone.subscribe("a", AT_LEAST_ONCE);
    phone.cut();
    scenario.connected("publisher", V5).publish("a", "1", AT_LEAST_ONCE, false, 1);

    TestClient again = scenario.open(V5);

    assertFalse(sessionPresent(again, true, expiry(60)));
    scenario.connected("publisher", V5).publish("a", "2", AT_LEAST_ONCE, false, 1);
    again.expectNothing();
  }

  // [MQTT-3.1.2-23] [MQTT-4.1.0-2]
  @Test
  void aSessionOf5EndsWhenItsExpiryHasPassed() {
    TestClient phone = scenario.open(V5);
    assertFalse(sessionPresent(phone, true, expiry(60)));
    phone.cut();

    scenario.advance(Duration.ofSeconds(59));
    TestClient back = scenario.open(V5);
    assertTrue(sessionPresent(back, false, expiry(60)));
    back.cut();
    scenario.advance(Duration.ofSeconds(60));

    assertFalse(sessionPresent(scenario.open(V5), false, expiry(60)));
  }

  @Test
  void disconnectMayChangeTheExpiry() {
    TestClient phone = scenario.open(V5);
    sessionPresent(phone, true, expiry(60));
    phone.send(new Disconnect(ReasonCode.NORMAL_DISCONNECTION, expiry(0)));
    phone.expectClosed();

    TestClient again = scenario.open(V5);
    assertFalse(sessionPresent(again, false, Properties.NONE));
    again.send(new Disconnect(ReasonCode.NORMAL_DISCONNECTION, expiry(60)));
    assertEquals(ReasonCode.PROTOCOL_ERROR, again.expect(Disconnect.class).reasonCode());
  }

  @Test
  void theQueueOfAnAbsentClientHasALimit() {
    TestClient phone = scenario.open(V3_1_1).connect("phone", false);
    phone.subscribe("a", AT_LEAST_ONCE);
    phone.disconnect();
    TestClient publisher = scenario.connected("publisher", V3_1_1);
    int limit = TestSettings.ROOMY.session().queuedMessages();
    for (int i = 1; i <= limit + 5; i++) {
      publisher.publish("a", "" + i, AT_LEAST_ONCE, false, i);
    }

    TestClient again = scenario.open(V3_1_1);
    sessionPresent(again, false);
    for (int i = 1; i <= limit; i++) {
      again.send(new PubAck(again.expectPublish("a", "" + i).packetIdentifier()));
    }

    again.expectNothing();
    assertEquals(5, scenario.broker.statistics().publishesDropped);
    assertEquals(0, scenario.broker.statistics().queuedMessages());
    assertEquals(0, scenario.broker.memory().held(Kind.QUEUED));
  }

  @Test
  void takingOverKeepsTheSession() {
    TestClient old = scenario.open(V3_1_1).connect("phone", false);
    old.subscribe("a", AT_LEAST_ONCE);

    TestClient young = scenario.open(V3_1_1);
    assertTrue(sessionPresent(young, false));

    old.expectClosed();
    scenario.connected("publisher", MqttVersion.V3_1_1).publish("a", "1");
    young.expectPublish("a", "1");
  }

  @Test
  void nobodyTakesTheSessionOfAnotherUser() {
    Authenticator byIdentifier =
        (connect, name, peer, answer) ->
            answer.accept(
                Authenticator.AuthResult.accepted(
                    connect.keepAlive() == 0 ? "owner" : "thief", Permissions.ALL));
    scenario.authenticator(byIdentifier);
    TestClient phone = scenario.open(V5).connect("phone", true);

    TestClient thief = scenario.open(V5);
    thief.send(new Connect(V5, true, 60, "phone", null, null, null, Properties.NONE));

    assertEquals(ReasonCode.NOT_AUTHORIZED, thief.expect(ConnAck.class).reasonCode());
    thief.expectClosed();
    assertFalse(phone.isClosed());
    assertTrue(scenario.refusals.get(0).contains("belongs to a session of owner"));
  }
}
