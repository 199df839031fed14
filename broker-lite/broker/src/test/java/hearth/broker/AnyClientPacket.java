package hearth.broker;

import hearth.protocol.packet.Auth;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Packets of every kind that clients send, legal in their version, with any properties, from a
 * source of chance. Few topics and identifiers, so that they meet each other.
 */
final class AnyClientPacket {
  private static final List<Property> OF_CONNECT =
      List.of(
          Property.SESSION_EXPIRY_INTERVAL,
          Property.RECEIVE_MAXIMUM,
          Property.TOPIC_ALIAS_MAXIMUM,
          Property.REQUEST_RESPONSE_INFORMATION,
          Property.REQUEST_PROBLEM_INFORMATION,
          Property.USER_PROPERTY);
  private static final List<Property> OF_PUBLISH =
      List.of(
          Property.PAYLOAD_FORMAT_INDICATOR,
          Property.MESSAGE_EXPIRY_INTERVAL,
          Property.TOPIC_ALIAS,
          Property.RESPONSE_TOPIC,
          Property.CORRELATION_DATA,
          Property.CONTENT_TYPE,
          Property.USER_PROPERTY);
  private static final List<Property> OF_WILL =
      List.of(
          Property.WILL_DELAY_INTERVAL,
          Property.PAYLOAD_FORMAT_INDICATOR,
          Property.MESSAGE_EXPIRY_INTERVAL,
          Property.CONTENT_TYPE,
          Property.RESPONSE_TOPIC,
          Property.CORRELATION_DATA,
          Property.USER_PROPERTY);
  private static final List<Property> OF_ACKNOWLEDGEMENT =
      List.of(Property.REASON_STRING, Property.USER_PROPERTY);
  private static final List<Property> OF_SUBSCRIBE =
      List.of(Property.SUBSCRIPTION_IDENTIFIER, Property.USER_PROPERTY);

  private static final int TOPICS = 300;
  private static final int IDENTIFIERS = 50;

  private final Random random;
  private final MqttVersion version;
  private final int bytes;

  /**
   * @param bytes of a text or a payload, at the most
   */
  AnyClientPacket(Random random, MqttVersion version, int bytes) {
    this.random = random;
    this.version = version;
    this.bytes = bytes;
  }

  Connect connect(String clientIdentifier) {
    Will will =
        random.nextBoolean()
            ? null
            : new Will(
                TopicName.of(topic()),
                payload(),
                QoS.of(random.nextInt(3)),
                random.nextBoolean(),
                properties(OF_WILL));
    return new Connect(
        version,
        random.nextBoolean(),
        random.nextInt(65_536),
        clientIdentifier,
        will,
        random.nextBoolean() ? text() : null,
        null,
        properties(OF_CONNECT));
  }

  ControlPacket next() {
    return switch (random.nextInt(version == MqttVersion.V5 ? 20 : 18)) {
      case 0, 1, 2, 3, 4, 5 -> publish();
      case 6, 7 -> new PubAck(identifier(), ReasonCode.SUCCESS, acknowledgement());
      case 8, 9 -> new PubRec(identifier(), ReasonCode.SUCCESS, acknowledgement());
      case 10, 11 -> new PubRel(identifier(), ReasonCode.SUCCESS, acknowledgement());
      case 12 -> new PubComp(identifier(), ReasonCode.SUCCESS, acknowledgement());
      case 13, 14, 15 -> subscribe();
      case 16 ->
          new Unsubscribe(
              identifier(), List.of(filter()), properties(List.of(Property.USER_PROPERTY)));
      case 17 -> PingReq.INSTANCE;
      case 18 -> new Disconnect(ReasonCode.SUCCESS, properties(OF_ACKNOWLEDGEMENT));
      default ->
          new Auth(
              ReasonCode.CONTINUE_AUTHENTICATION,
              acknowledgement()
                  .with(Property.AUTHENTICATION_METHOD, text())
                  .with(Property.AUTHENTICATION_DATA, payload()));
    };
  }

  private Publish publish() {
    QoS qos = QoS.of(random.nextInt(3));
    return new Publish(
        qos != QoS.AT_MOST_ONCE && random.nextBoolean(),
        qos,
        random.nextInt(4) == 0,
        TopicName.of(topic()),
        qos == QoS.AT_MOST_ONCE ? 0 : identifier(),
        properties(OF_PUBLISH),
        payload());
  }

  private Subscribe subscribe() {
    List<Subscription> all = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      TopicFilter filter = filter();
      QoS qos = QoS.of(random.nextInt(3));
      all.add(
          version == MqttVersion.V5
              ? new Subscription(
                  filter,
                  qos,
                  !filter.isShared() && random.nextBoolean(),
                  random.nextBoolean(),
                  RetainHandling.values()[random.nextInt(3)])
              : new Subscription(filter, qos));
    }
    return new Subscribe(identifier(), all, properties(OF_SUBSCRIBE));
  }

  private Properties acknowledgement() {
    return properties(OF_ACKNOWLEDGEMENT);
  }

  private Properties properties(List<Property> allowed) {
    if (version != MqttVersion.V5) {
      return Properties.NONE;
    }
    Properties.Builder some = Properties.builder();
    for (Property property : allowed) {
      int count = random.nextInt(property == Property.USER_PROPERTY ? 4 : 2);
      for (int i = 0; i < count; i++) {
        add(some, property);
      }
    }
    return some.build();
  }

  private void add(Properties.Builder some, Property property) {
    switch (property.type()) {
      case BYTE -> some.add(property, random.nextInt(2));
      case TWO_BYTE_INTEGER -> some.add(property, 1 + random.nextInt(60));
      case FOUR_BYTE_INTEGER -> some.add(property, 1L + random.nextInt(10_000));
      case VARIABLE_BYTE_INTEGER -> some.add(property, 1 + random.nextInt(1000));
      case UTF_8_STRING ->
          some.add(property, property == Property.RESPONSE_TOPIC ? topic() : text());
      case BINARY_DATA -> some.add(property, payload());
      case UTF_8_STRING_PAIR -> some.user(text(), text());
    }
  }

  private String topic() {
    return "any/" + random.nextInt(TOPICS);
  }

  private TopicFilter filter() {
    return switch (random.nextInt(8)) {
      case 0 -> TopicFilter.of("$share/g" + random.nextInt(5) + "/" + topic());
      case 1 -> TopicFilter.of(topic() + "/#");
      default -> TopicFilter.of(topic());
    };
  }

  private int identifier() {
    return 1 + random.nextInt(IDENTIFIERS);
  }

  private String text() {
    return "x".repeat(random.nextInt(Math.min(bytes, 1000) + 1));
  }

  private byte[] payload() {
    return new byte[random.nextInt(Math.min(bytes, 60 << 10) + 1)];
  }
}
