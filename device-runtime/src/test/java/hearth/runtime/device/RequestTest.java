package hearth.runtime.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.client.Message;
import hearth.client.ReceivedMessage;
import hearth.drivers.pin.Level;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands with a Response Topic, from the phone's PUBLISH to the answer. */
class RequestTest {
  private static final byte[] CORRELATION = {0, 7, (byte) 0xFF};

  private final SimulatedHome home = new SimulatedHome();

  @Test
  void theAnswerComesWithTheCorrelationDataAndBehindTheState() throws Exception {
    started(MqttVersion.V5);

    home.publish(request("ON", "phone/answers"));

    assertEquals(
        List.of(
            "home/light/set ON",
            "home/light ON",
            "phone/answers {\"result\":\"accepted\",\"state\":\"ON\"}"),
        home.seen);
    ReceivedMessage answer = home.seenMessages.get(home.seenMessages.size() - 1);
    assertArrayEquals(CORRELATION, answer.properties().binary(Property.CORRELATION_DATA));
    assertEquals("application/json", answer.properties().text(Property.CONTENT_TYPE));
    assertNull(home.retained().get("phone/answers"));
  }

  @Test
  void withoutCorrelationDataTheAnswerHasNone() throws Exception {
    started(MqttVersion.V5);

    home.publish(message("OFF").with(Property.RESPONSE_TOPIC, "phone/answers"));

    ReceivedMessage answer = home.seenMessages.get(home.seenMessages.size() - 1);
    assertEquals("phone/answers", answer.topic().toString());
    assertNull(answer.properties().binary(Property.CORRELATION_DATA));
  }

  @Test
  void aDeviceOf311ObeysAndAnswersOnTheStateTopicAlone() throws Exception {
    started(MqttVersion.V3_1_1);

    home.publish(request("ON", "phone/answers"));

    assertEquals(List.of("home/light/set ON", "home/light ON"), home.seen);
  }

  @Test
  void noAnswerGoesWhereTheDeviceItselfSpeaksOrListens() throws Exception {
    started(MqttVersion.V5);

    home.publish(request("ON", "home/availability"));
    home.publish(request("ON", "home/light/problem"));
    home.publish(request("OFF", "home/light/set"));

    assertEquals("online", home.retained().get("home/availability"));
    assertEquals(
        List.of(
            "home/light/set ON",
            "home/light ON",
            "home/light/set ON",
            "home/light ON",
            "home/light/set OFF",
            "home/light OFF"),
        home.seen);
  }

  @Test
  void aCommandThatHasNoTimeLeftIsNotObeyed() throws Exception {
    started(MqttVersion.V5);

    home.pinsAreBusy();
    home.publish(request("ON", "phone/answers").with(Property.MESSAGE_EXPIRY_INTERVAL, 5));
    home.loop.advance(Duration.ofSeconds(6));
    home.pinsAreFree();

    assertEquals(Level.LOW, home.chip.level(17));
    assertEquals(
        "phone/answers {\"result\":\"expired\",\"reason\":\"it came later than its Message Expiry"
            + " Interval allows\",\"state\":\"OFF\"}",
        home.seen.get(home.seen.size() - 1));
  }

  @Test
  void whoHasSentACommandIsTheBrokersWordAndNotTheSenders() throws Exception {
    started(MqttVersion.V5);

    home.publish(message("ON").withUserProperty("hearth-by", "user anna, client phone"));

    assertTrue(home.retained().get("home/light/changed").contains("\"by\":\"client phone\""));
  }

  @Test
  void anotherBrokerIsNotBelieved() throws Exception {
    home.isTold = false;
    started(MqttVersion.V5);

    home.publish(message("ON").withUserProperty("hearth-by", "user anna, client phone"));

    assertTrue(home.retained().get("home/light/changed").contains("\"by\":\"command\""));
  }

  private static Message message(String payload) {
    return Message.of("home/light/set", payload).atQos(QoS.AT_LEAST_ONCE);
  }

  private static Message request(String payload, String responseTopic) {
    return message(payload)
        .with(Property.RESPONSE_TOPIC, responseTopic)
        .with(Property.CORRELATION_DATA, CORRELATION);
  }

  private void started(MqttVersion version) throws Exception {
    home.device("lights: [{name: light, pin: 17}]", version).start();
    home.loop.runReady();
    home.seen.clear();
  }
}
