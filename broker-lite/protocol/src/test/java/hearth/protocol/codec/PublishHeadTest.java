package hearth.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishHeadTest {
  private static final TopicName TOPIC = TopicName.of("home/livingroom/temperature");

  private static final Properties PROPERTIES =
      Properties.builder()
          .add(Property.MESSAGE_EXPIRY_INTERVAL, 99)
          .user("a", "1")
          .add(Property.CONTENT_TYPE, "text/plain")
          .add(Property.TOPIC_ALIAS, 5)
          .user("a", "2")
          .build();

  /** Everything that a receiver can ask for, with everything that others ask for. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void everyReceiverReadsTheMessageAsItAskedForIt(MqttVersion version) throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 3000; i++) {
      byte[] payload = new byte[random.nextInt(3) * random.nextInt(600)];
      random.nextBytes(payload);
      QoS qos = QoS.of(random.nextInt(3));
      boolean dup = qos != QoS.AT_MOST_ONCE && random.nextBoolean();
      int[] identifiers = random.ints(random.nextInt(4), 1, 268_435_455).toArray();
      long expiry = random.nextBoolean() ? PublishHead.NO_EXPIRY : random.nextInt() & 0xFFFF_FFFFL;
      PublishHead head = new PublishHead(version, dup, qos, random.nextBoolean(), TOPIC, expiry);
      head = head.withIdentifiers(SubscriptionIdentifiers.of(identifiers));
      if (version.hasProperties() && random.nextBoolean()) {
        head = head.withAlias(random.nextBoolean() ? TOPIC : null, 1 + random.nextInt(65_535));
      }
      Properties properties = random.nextBoolean() ? PROPERTIES : Properties.NONE;

      assertReads(head, identifiers, properties, payload);
    }
  }

  private static void assertReads(
      PublishHead head, int[] identifiers, Properties properties, byte[] payload) throws Exception {
    byte[] shared = PublishHead.shared(properties);
    byte[] bytes = join(head.encode(shared, payload), 7);
    assertEquals(head.size(shared, payload), bytes.length);
    PacketDecoder decoder = Wire.decoder(Role.CLIENT, head.version());
    Publish read = (Publish) decoder.decode(ByteBuffer.wrap(bytes));

    assertEquals(head.dup(), read.dup());
    assertEquals(head.qos(), read.qos());
    assertEquals(head.retain(), read.retain());
    assertEquals(head.topic(), read.topic());
    assertEquals(head.qos() == QoS.AT_MOST_ONCE ? 0 : 7, read.packetIdentifier());
    assertArrayEquals(payload, read.payload());
    Properties got = read.properties();
    boolean five = head.version().hasProperties();
    assertEquals(five ? head.expiry() : -1, got.number(Property.MESSAGE_EXPIRY_INTERVAL, -1));
    assertEquals(head.alias(), got.number(Property.TOPIC_ALIAS, 0));
    assertArrayEquals(five ? identifiers : new int[0], got.subscriptionIdentifiers());
    // [MQTT-3.3.2-17] [MQTT-3.3.2-18]
    Properties forwarded = five ? properties : Properties.NONE;
    assertEquals(forwarded.userProperties(), got.userProperties());
    assertEquals(forwarded.text(Property.CONTENT_TYPE), got.text(Property.CONTENT_TYPE));
  }

  private static byte[] join(EncodedPublish encoded, int packetIdentifier) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] head = encoded.bytes().clone();
    int at = encoded.packetIdentifierOffset();
    if (at >= 0) {
      assertEquals(1, head[at + 1]);
      head[at + 1] = (byte) packetIdentifier;
    }
    all.writeBytes(head);
    for (byte[] part : encoded.tail()) {
      all.writeBytes(part);
    }
    assertEquals(encoded.size(), all.size());
    return all.toByteArray();
  }

  @Test
  void aLargePayloadIsNeverCopied() {
    byte[] shared = PublishHead.shared(PROPERTIES);
    byte[] payload = new byte[100_000];
    PublishHead five =
        new PublishHead(MqttVersion.V5, true, QoS.EXACTLY_ONCE, true, TOPIC, 9)
            .withAlias(TOPIC, 3)
            .withIdentifiers(SubscriptionIdentifiers.of(1, 2, 300));
    PublishHead three =
        new PublishHead(MqttVersion.V3_1_1, false, QoS.AT_MOST_ONCE, false, TOPIC, 9);

    assertSame(shared, five.encode(shared, payload).tail()[0]);
    assertSame(payload, five.encode(shared, payload).tail()[1]);
    assertSame(payload, three.encode(shared, payload).tail()[0]);
    assertSame(payload, five.encode(new byte[0], payload).tail()[0]);
    assertSame(payload, five.encode(payload, new byte[0]).tail()[0], "properties alone");
  }

  @Test
  void aSmallMessageIsOneArray() {
    PublishHead head = new PublishHead(MqttVersion.V5, false, QoS.AT_MOST_ONCE, false, TOPIC, -1);
    assertEquals(0, head.encode(new byte[100], new byte[100]).tail().length);
  }

  @Test
  void whatIsNoPublishIsRefused() {
    Properties foreign = Properties.NONE.with(Property.SERVER_KEEP_ALIVE, 1);
    assertThrows(IllegalArgumentException.class, () -> PublishHead.shared(foreign));
    assertNull(SubscriptionIdentifiers.of());
    assertNull(SubscriptionIdentifiers.of((int[]) null));
  }
}
