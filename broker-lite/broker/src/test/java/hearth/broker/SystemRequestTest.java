package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is published to the broker itself. */
class SystemRequestTest {
  private static final String TOPIC = "$SYS/broker/panel/config/read";
  private static final byte[] CORRELATION = {0, 7};

  /** As an admin's. */
  private static final Permissions EVERYTHING =
      Permissions.of(topic -> true, topic -> true, filter -> true);

  private final Scenario scenario =
      new Scenario()
          .authenticator(
              (connect, identifier, peer, verdict) ->
                  verdict.accept(Authenticator.AuthResult.accepted("anna", EVERYTHING)));
  private final List<String> asked = new ArrayList<>();
  private Consumer<String> answer;

  private void takesRequests() {
    scenario
        .broker
        .systemTopics()
        .addRequest(
            "panel/config/read",
            (session, peer, payload, answered) -> {
              asked.add(session + " " + new String(payload, UTF_8));
              answer = answered;
            });
  }

  private static Publish request(QoS qos) {
    return new Publish(
        false,
        qos,
        true,
        TopicName.of(TOPIC),
        qos == AT_MOST_ONCE ? 0 : 5,
        Properties.builder()
            .add(Property.RESPONSE_TOPIC, "panel/page/answer")
            .add(Property.CORRELATION_DATA, CORRELATION)
            .build(),
        "rose".getBytes(UTF_8));
  }

  @Test
  void theBrokerAloneHearsItAndTheAskerAloneTheAnswer() {
    takesRequests();
    TestClient other = scenario.connected("other", V5);
    other.subscribe(TOPIC, AT_MOST_ONCE).subscribe("panel/page/answer", AT_MOST_ONCE);
    TestClient page = scenario.connected("page", V5);

    page.send(request(AT_LEAST_ONCE));
    page.expect(new PubAck(5, ReasonCode.SUCCESS));
    assertEquals(List.of("page rose"), asked);
    answer.accept("{}");
    scenario.settle();

    Publish answered = page.expectPublish("panel/page/answer", "{}");
    assertArrayEquals(CORRELATION, answered.properties().binary(Property.CORRELATION_DATA));
    other.expectNothing();
    TestClient late = scenario.connected("late", V5);
    late.subscribe(TOPIC, AT_MOST_ONCE);
    late.expectNothing();
  }

  @Test
  void atQos2ItIsTakenOnce() {
    takesRequests();
    TestClient page = scenario.connected("page", V5);

    page.send(request(EXACTLY_ONCE));
    page.expect(new PubRec(5, ReasonCode.SUCCESS));
    page.send(request(EXACTLY_ONCE));
    page.expect(new PubRec(5, ReasonCode.SUCCESS));
    page.send(new PubRel(5));
    page.expect(PubComp.class);

    assertEquals(1, asked.size());
  }

  @Test
  void anAnswerDoesNotFindAnotherConnection() {
    takesRequests();
    TestClient page = scenario.connected("page", V5);
    page.send(request(AT_MOST_ONCE));
    page.cut();
    TestClient again = scenario.connected("page", V5);

    answer.accept("{}");
    scenario.settle();

    again.expectNothing();
  }

  @Test
  void whereNobodyTakesItNobodyMayAsk() {
    TestClient other = scenario.connected("other", V5);
    other.subscribe("$SYS/broker/panel/config/#", AT_MOST_ONCE);
    TestClient page = scenario.connected("page", V5);

    page.send(request(AT_LEAST_ONCE));

    assertEquals(ReasonCode.NOT_AUTHORIZED, page.expect(PubAck.class).reasonCode());
    other.expectNothing();
  }

  @Test
  void aWillAsksForNothing() {
    takesRequests();
    TestClient page = scenario.open(V5);
    Will will =
        new Will(TopicName.of(TOPIC), "x".getBytes(UTF_8), AT_MOST_ONCE, false, Properties.NONE);

    page.send(page.connectPacket("page", true, will, Properties.NONE));

    assertEquals(ReasonCode.NOT_AUTHORIZED, page.expect(ConnAck.class).reasonCode());
    assertEquals(List.of(), asked);
  }
}
