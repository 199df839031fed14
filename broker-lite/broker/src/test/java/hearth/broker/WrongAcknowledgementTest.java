package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

// [MQTT-4.13.1-1]
/** Ignored, what it does not answer would be in flight for ever. */
class WrongAcknowledgementTest {
  private final Scenario scenario = new Scenario();

  private record Case(QoS qos, IntFunction<ControlPacket> answer) {}

  static List<Case> wrong() {
    return List.of(
        new Case(AT_LEAST_ONCE, PubRec::new),
        new Case(AT_LEAST_ONCE, id -> new PubRec(id, ReasonCode.QUOTA_EXCEEDED)),
        new Case(AT_LEAST_ONCE, PubComp::new),
        new Case(EXACTLY_ONCE, PubAck::new),
        new Case(EXACTLY_ONCE, PubComp::new));
  }

  private TestClient receiver(QoS qos) {
    TestClient receiver = scenario.connected("receiver", V5).subscribe("a", qos);
    scenario.connected("sender", V5).publish("a", "1", qos, false, 1);
    return receiver;
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void endsTheConnection(Case each) {
    TestClient receiver = receiver(each.qos);
    int identifier = receiver.expect(Publish.class).packetIdentifier();

    receiver.send(each.answer.apply(identifier));

    assertEquals(ReasonCode.PROTOCOL_ERROR, receiver.expect(Disconnect.class).reasonCode());
    receiver.expectClosed();
    assertTrue(scenario.refusals.get(0).contains("Packet Identifier"), scenario.refusals::toString);
  }

  @Test
  void pubAckEndsNoPubRel() {
    TestClient receiver = receiver(EXACTLY_ONCE);
    int identifier = receiver.expect(Publish.class).packetIdentifier();
    receiver.send(new PubRec(identifier)).expect(new PubRel(identifier));

    receiver.send(new PubRec(identifier)).expect(new PubRel(identifier));
    receiver.send(new PubAck(identifier));

    assertEquals(ReasonCode.PROTOCOL_ERROR, receiver.expect(Disconnect.class).reasonCode());
  }

  /** Of a session that has been forgotten, or sent twice. */
  @Test
  void whatAnswersNothingIsIgnored() {
    TestClient client = scenario.connected("c", V3_1_1);

    client.send(new PubAck(7)).send(new PubComp(8));
    client.send(new PubRec(9)).expect(new PubRel(9));

    client.expectNothing();
  }

  @Test
  void noMatchingSubscribersIsNoError() {
    TestClient receiver = receiver(AT_LEAST_ONCE);
    int identifier = receiver.expect(Publish.class).packetIdentifier();

    receiver.send(new PubAck(identifier, ReasonCode.NO_MATCHING_SUBSCRIBERS));

    receiver.expectNothing();
    scenario.connected("another", V5).publish("a", "2");
    receiver.expectPublish("a", "2");
  }
}
