package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 4.8.2: which member of a Shared Subscription a message is for, and whose it stays. */
class SharedSubscriptionTest {
  private static final String FILTER = "$share/g/a";

  private final Scenario scenario = new Scenario();
  private final TestClient publisher = scenario.connected("publisher", V5);

  private TestClient member(String name, QoS qos) {
    return scenario.connected(name, V5).subscribe(FILTER, qos);
  }

  private TestClient keptMember(boolean cleanStart) {
    TestClient client = scenario.open(V5);
    Properties hour = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600).build();
    return client.connect(client.connectPacket("kept", cleanStart, null, hour));
  }

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
  void aMemberThatWasPassedOverHasItsTurnAgain() {
    TestClient slow = scenario.open(V5);
    slow.connect(
        slow.connectPacket(
            "slow", true, null, Properties.builder().add(Property.RECEIVE_MAXIMUM, 1).build()));
    slow.subscribe(FILTER, AT_LEAST_ONCE);
    TestClient quick = member("quick", AT_LEAST_ONCE);
    for (int i = 1; i <= 4; i++) {
      publisher.publish("a", "" + i, AT_LEAST_ONCE, false, i);
    }
    assertEquals(1, slow.receivedCount());

    slow.send(new PubAck(slow.expect(Publish.class).packetIdentifier()));
    for (int i = 5; i <= 8; i++) {
      publisher.publish("a", "" + i, AT_LEAST_ONCE, false, i);
    }

    slow.expect(Publish.class);
    slow.expectNothing();
    assertEquals(6, quick.receivedCount());
  }

  /** A member is asked about when it was passed over, and not again for each message. */
  @Test
  void membersThatAreAwayAreNotSearched() {
    int[] asked = {0};
    Permissions counting =
        Permissions.of(
            topic -> true,
            topic -> {
              asked[0]++;
              return true;
            },
            filter -> true);
    scenario.authenticator(
        (connect, identifier, peer, answer) ->
            answer.accept(Authenticator.AuthResult.accepted(null, counting)));
    for (int i = 0; i < 50; i++) {
      TestClient away = scenario.open(V5);
      Properties hour = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600).build();
      away.connect(away.connectPacket("away" + i, true, null, hour))
          .subscribe(FILTER, AT_MOST_ONCE);
      away.disconnect();
    }
    TestClient there = member("there", AT_MOST_ONCE);
    asked[0] = 0;
    for (int i = 0; i < 100; i++) {
      publisher.publish("a", "" + i);
    }

    assertEquals(100, there.receivedCount());
    assertEquals(100, asked[0], "members were asked about");
  }

  @Test
  void retainedMessagesAreNotSentForSharedSubscriptions() {
    publisher.publish("a", "kept", AT_MOST_ONCE, true, 0);
    scenario.connected("m", V5).subscribe("$share/g/a", AT_MOST_ONCE).expectNothing();
  }

  // [MQTT-4.8.2-3]
  @ParameterizedTest
  @EnumSource(QoS.class)
  void aMessageComesWithTheMembersOwnQoS(QoS granted) {
    TestClient member = member("member", granted);

    publisher.publish("a", "1", AT_LEAST_ONCE, false, 1);

    assertEquals(AT_LEAST_ONCE.atMost(granted), member.expectPublish("a", "1").qos());
  }

  // [MQTT-4.8.2-4]
  @Test
  void exactlyOnceIsCompletedWithTheMemberThatBeganIt() {
    TestClient first = keptMember(true).subscribe(FILTER, EXACTLY_ONCE);
    publisher.publish("a", "1", EXACTLY_ONCE, false, 1);
    int identifier = first.expectPublish("a", "1").packetIdentifier();
    TestClient other = member("other", EXACTLY_ONCE);
    first.cut();
    other.expectNothing();

    TestClient again = keptMember(false);

    Publish repeated = again.expectPublish("a", "1");
    assertTrue(repeated.dup());
    assertEquals(identifier, repeated.packetIdentifier());
    again.send(new PubRec(identifier)).expect(new PubRel(identifier));
    again.send(new PubComp(identifier));
    other.expectNothing();
  }

  // [MQTT-4.8.2-5]
  @ParameterizedTest
  @EnumSource(
      value = MqttVersion.class,
      names = {"V3_1_1", "V5"})
  void exactlyOnceGoesToNobodyElseWhenItsMemberEnds(MqttVersion version) {
    TestClient first = scenario.connected("first", version).subscribe(FILTER, EXACTLY_ONCE);
    publisher.publish("a", "1", EXACTLY_ONCE, false, 1);
    first.expectPublish("a", "1");
    TestClient other = member("other", EXACTLY_ONCE);

    first.cut();

    other.expectNothing();
    publisher.publish("a", "2");
    other.expectPublish("a", "2");
  }

  // [MQTT-4.8.2-6]
  @ParameterizedTest
  @EnumSource(
      value = QoS.class,
      names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
  void aMessageThatAMemberRefusesGoesToNobodyElse(QoS qos) {
    TestClient first = member("first", qos);
    publisher.publish("a", "1", qos, false, 1);
    int identifier = first.expectPublish("a", "1").packetIdentifier();
    TestClient other = member("other", qos);

    first.send(
        qos == AT_LEAST_ONCE
            ? new PubAck(identifier, ReasonCode.QUOTA_EXCEEDED)
            : new PubRec(identifier, ReasonCode.QUOTA_EXCEEDED));
    other.expectNothing();
    first.cut();

    other.expectNothing();
    first.expectNothing();
  }

  @Test
  void whatWaitsForAMemberThatEndsGoesToAnother() {
    TestClient slow = scenario.open(V5);
    slow.connect(
        slow.connectPacket(
            "slow", true, null, Properties.builder().add(Property.RECEIVE_MAXIMUM, 1).build()));
    slow.subscribe(FILTER, EXACTLY_ONCE);
    publisher.publish("a", "sent", EXACTLY_ONCE, false, 1);
    publisher.publish("a", "waits", EXACTLY_ONCE, false, 2);
    slow.expectPublish("a", "sent");
    slow.expectNothing();
    TestClient other = member("other", EXACTLY_ONCE);

    slow.cut();

    other.expectPublish("a", "waits");
    other.expectNothing();
    publisher.publish("a", "QoS 0", AT_MOST_ONCE, false, 0);
    other.expectPublish("a", "QoS 0");
  }
}
