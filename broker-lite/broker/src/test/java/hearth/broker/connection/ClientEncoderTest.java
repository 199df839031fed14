package hearth.broker.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Account;
import hearth.broker.account.Budget;
import hearth.broker.account.Kind;
import hearth.broker.account.Limits;
import hearth.broker.account.Owners;
import hearth.broker.message.Message;
import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientEncoderTest {
  private static final long SECOND = 1_000_000_000L;
  private static final TopicName TOPIC = TopicName.of("home/livingroom/camera");
  private static final String WHY = "the access rules do not allow it";

  @Test
  void clientsThatAskForNothingSpecialShareOne() {
    ClientEncoder form = of(MqttVersion.V5, Properties.NONE);
    Properties largest =
        Properties.builder().add(Property.MAXIMUM_PACKET_SIZE, 0xFFFF_FFFFL).build();
    assertSame(form, of(MqttVersion.V5, largest));
    assertNotSame(form, of(MqttVersion.V5, Properties.NONE.with(Property.TOPIC_ALIAS_MAXIMUM, 1)));
    assertSame(ClientEncoder.UNKNOWN, of(MqttVersion.V3_1_1, Properties.NONE));
  }

  @Test
  void reasonsAreForThoseWhoCanAndWantToHearThem() {
    Properties no = Properties.NONE.with(Property.REQUEST_PROBLEM_INFORMATION, 0);
    assertTrue(of(MqttVersion.V5, no).reasonString(WHY).isEmpty());
    assertTrue(of(MqttVersion.V3_1_1, Properties.NONE).reasonString(WHY).isEmpty());
    ClientEncoder form = of(MqttVersion.V5, Properties.NONE);
    assertTrue(form.reasonString(null).isEmpty());
    assertSame(WHY, form.reasonString(WHY).text(Property.REASON_STRING));
  }

  @Test
  void aPacketThatIsTooLargeLosesItsReasonOrIsNoPacket() {
    PubAck bare = new PubAck(7, ReasonCode.NOT_AUTHORIZED);
    byte[] small = PacketEncoder.encode(bare, MqttVersion.V5);
    PubAck said =
        new PubAck(
            7, ReasonCode.NOT_AUTHORIZED, of(MqttVersion.V5, Properties.NONE).reasonString(WHY));
    assertArrayEquals(small, atMost(small.length).encode(said));
    assertNull(atMost(small.length - 1).encode(said));
    byte[] whole = PacketEncoder.encode(said, MqttVersion.V5);
    assertArrayEquals(whole, atMost(whole.length).encode(said));
  }

  /** However many ask for something of their own, and whatever it is. */
  @Test
  void aLargeMessageIsThereOnceAndAReaderCostsItsHead() {
    byte[] payload = new byte[1 << 20];
    Properties properties = Properties.builder().user("name", "x".repeat(10_000)).build();
    Message message =
        new Message(TOPIC, payload, QoS.EXACTLY_ONCE, false, properties, null, 1_000_000_000L);
    Properties aliases = Properties.NONE.with(Property.TOPIC_ALIAS_MAXIMUM, 1);
    SubscriptionIdentifiers identifiers = SubscriptionIdentifiers.of(1, 2, 3);
    for (MqttVersion version : MqttVersion.values()) {
      for (QoS qos : QoS.values()) {
        boolean dup = qos != QoS.AT_MOST_ONCE;
        for (ClientEncoder form : List.of(of(version, Properties.NONE), of(version, aliases))) {
          assertHead(form.of(message, qos, false, false, null, 0), message, version);
          assertHead(form.of(message, qos, true, dup, identifiers, 0), message, version);
        }
      }
    }
    int held = payload.length + message.properties().length;
    assertTrue(message.memory() > held && message.memory() < held + 300);
  }

  private static void assertHead(EncodedPublish encoded, Message message, MqttVersion version) {
    byte[][] tail = encoded.tail();
    assertTrue(encoded.bytes().length < 64);
    assertSame(message.payload(), tail[tail.length - 1]);
    if (version == MqttVersion.V5) {
      assertSame(message.properties(), tail[0]);
    }
    assertEquals(version == MqttVersion.V5 ? 2 : 1, tail.length);
  }

  @Test
  void readersThatAskForNothingOfTheirOwnShareTheHeadToo() {
    Message message =
        new Message(
            TOPIC, new byte[64], QoS.AT_MOST_ONCE, false, Properties.NONE, null, 5 * SECOND);
    ClientEncoder form = of(MqttVersion.V5, Properties.NONE);
    EncodedPublish first = form.of(message, QoS.AT_MOST_ONCE, false, false, null, 0);
    assertSame(first, form.of(message, QoS.AT_MOST_ONCE, false, false, null, SECOND / 2));
    assertNotSame(
        first,
        form.of(message, QoS.AT_MOST_ONCE, false, false, null, SECOND),
        "a second less is left [MQTT-3.3.2-6]");
  }

  /** The broker keeps them for each client. */
  @Test
  void aVeryLongTopicHasNoAlias() {
    ClientEncoder form = of(MqttVersion.V5, Properties.NONE.with(Property.TOPIC_ALIAS_MAXIMUM, 1));
    TopicName longTopic = TopicName.of("x".repeat(2000));
    Message message =
        new Message(
            longTopic, new byte[0], QoS.AT_MOST_ONCE, false, Properties.NONE, null, Message.NEVER);
    int first = form.of(message, QoS.AT_MOST_ONCE, false, false, null, 0).size();
    assertEquals(first, form.of(message, QoS.AT_MOST_ONCE, false, false, null, 0).size());
  }

  @Test
  void theTopicsOfAliasesAreInTheAccount() {
    Account account =
        new Owners(Limits.NONE, Limits.NONE, Limits.NONE.with(Budget.SESSIONS, 500), Limits.NONE)
            .user("anna")
            .open("lamp");
    Properties two = Properties.NONE.with(Property.TOPIC_ALIAS_MAXIMUM, 2);
    ClientEncoder form =
        ClientEncoder.of(
            new Connect(MqttVersion.V5, true, 0, "lamp", null, null, null, two), account);
    for (int i = 0; i < 10; i++) {
      assertEquals(
          2 + 2 + 21 + 1 + 3, sized(form, "t".repeat(20) + i), "the topic, and its new alias");
      assertEquals(Math.min(i + 1, 2) * (128 + 21), account.held(Kind.ALIAS));
    }
    sized(form, "t".repeat(300));
    assertEquals(2 * (128 + 21), account.held(Kind.ALIAS), "there is no room for its alias");
  }

  private static int sized(ClientEncoder form, String topic) {
    Message message =
        new Message(
            TopicName.of(topic),
            new byte[0],
            QoS.AT_MOST_ONCE,
            false,
            Properties.NONE,
            null,
            Message.NEVER);
    return form.of(message, QoS.AT_MOST_ONCE, false, false, null, 0).size();
  }

  private static ClientEncoder atMost(int bytes) {
    return of(MqttVersion.V5, Properties.NONE.with(Property.MAXIMUM_PACKET_SIZE, bytes));
  }

  private static ClientEncoder of(MqttVersion version, Properties properties) {
    Account account = Owners.unlimited().user("anna").open("lamp");
    return ClientEncoder.of(
        new Connect(version, true, 0, "lamp", null, null, null, properties), account);
  }
}
