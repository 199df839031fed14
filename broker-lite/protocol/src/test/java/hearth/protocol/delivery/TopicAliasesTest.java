package hearth.protocol.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import org.junit.jupiter.api.Test;

class TopicAliasesTest {
  private static final TopicName A = TopicName.of("a");
  private static final TopicName B = TopicName.of("b");
  private static final TopicName C = TopicName.of("c");

  /** [MQTT-3.3.2-12]. */
  @Test
  void anAliasStandsForTheNameItWasLastSentWith() throws Exception {
    InboundTopicAliases aliases = new InboundTopicAliases(10);
    assertEquals(A, aliases.resolve(1, A));
    assertEquals(B, aliases.resolve(10, B));
    assertEquals(A, aliases.resolve(1, null));
    assertEquals(C, aliases.resolve(1, C));
    assertEquals(C, aliases.resolve(1, null));
    assertEquals(B, aliases.resolve(10, null));
  }

  /** [MQTT-3.3.2-8] [MQTT-3.3.2-9] [MQTT-3.3.2-11]. */
  @Test
  void anAliasOfNothingIsRefused() {
    InboundTopicAliases aliases = new InboundTopicAliases(10);
    assertRefused(ReasonCode.TOPIC_ALIAS_INVALID, aliases, 0, A);
    assertRefused(ReasonCode.TOPIC_ALIAS_INVALID, aliases, 11, A);
    assertRefused(ReasonCode.PROTOCOL_ERROR, aliases, 3, null);
    assertRefused(ReasonCode.TOPIC_ALIAS_INVALID, new InboundTopicAliases(0), 1, A);
  }

  /** [MQTT-3.1.2-27] [MQTT-3.2.2-18]. */
  @Test
  void noAliasIsSentToWhoTakesNone() {
    OutboundTopicAliases aliases = new OutboundTopicAliases(0);
    assertEquals(0, aliases.alias(A));
    assertEquals(0, aliases.assign(A));
  }

  /** [MQTT-3.1.2-26] [MQTT-3.2.2-17]. */
  @Test
  void aTopicThatIsOftenSentKeepsItsAlias() {
    OutboundTopicAliases aliases = new OutboundTopicAliases(2);
    assertEquals(1, aliases.assign(A));
    assertEquals(2, aliases.assign(B));
    assertEquals(1, aliases.alias(A));

    assertEquals(2, aliases.assign(C));

    assertEquals(1, aliases.alias(A));
    assertEquals(2, aliases.alias(C));
    assertEquals(0, aliases.alias(B));
  }

  /** What one side sends, the other understands, whatever is driven out. */
  @Test
  void bothEndsAgree() throws Exception {
    OutboundTopicAliases sender = new OutboundTopicAliases(5);
    InboundTopicAliases receiver = new InboundTopicAliases(5);
    for (int i = 0; i < 10_000; i++) {
      TopicName topic = TopicName.of("t/" + (i * 31 % 7));
      int alias = sender.alias(topic);
      TopicName sent = alias == 0 ? topic : null;
      assertEquals(topic, receiver.resolve(alias == 0 ? sender.assign(topic) : alias, sent));
    }
  }

  private static void assertRefused(
      ReasonCode code, InboundTopicAliases aliases, int alias, TopicName topic) {
    assertEquals(
        code,
        assertThrows(MqttProtocolException.class, () -> aliases.resolve(alias, topic))
            .reasonCode());
  }
}
