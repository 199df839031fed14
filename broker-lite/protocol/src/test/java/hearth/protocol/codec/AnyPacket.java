package hearth.protocol.codec;

import hearth.protocol.codec.RoundTripTest.Sent;
import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.packet.UserProperty;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Makes packets of every kind, legal in their version, from a source of chance. */
final class AnyPacket {
  private static final String[] LEVELS = {"a", "home", "", "ü", "日本", "\uFEFF", "x y", "😀"};

  private static final ReasonCode[] RETURN_CODES = {
    ReasonCode.SUCCESS,
    ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
    ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
    ReasonCode.SERVER_UNAVAILABLE,
    ReasonCode.BAD_USER_NAME_OR_PASSWORD,
    ReasonCode.NOT_AUTHORIZED
  };

  private final Random random;
  private final MqttVersion version;
  private final Role reads;

  private AnyPacket(Random random, MqttVersion version, Role reads) {
    this.random = random;
    this.version = version;
    this.reads = reads;
  }

  static Arbitrary<Sent> sent() {
    return Arbitraries.longs().map(seed -> sent(new Random(seed)));
  }

  static Sent sent(Random random) {
    MqttVersion version = MqttVersion.values()[random.nextInt(3)];
    Role reads = Role.values()[random.nextInt(2)];
    return new Sent(new AnyPacket(random, version, reads).packet(), version, reads);
  }

  private ControlPacket packet() {
    boolean v5 = version == MqttVersion.V5;
    int kinds = v5 ? 10 : 8;
    return switch (random.nextInt(kinds)) {
      case 0 -> publish();
      case 1 -> new PubAck(identifier(), reason(PacketType.PUBACK), acknowledgement());
      case 2 -> new PubRec(identifier(), reason(PacketType.PUBREC), acknowledgement());
      case 3 -> new PubRel(identifier(), reason(PacketType.PUBREL), acknowledgement());
      case 4 -> new PubComp(identifier(), reason(PacketType.PUBCOMP), acknowledgement());
      case 5 -> reads == Role.SERVER ? connect() : connAck();
      case 6 -> reads == Role.SERVER ? subscribe() : subAck();
      case 7 -> reads == Role.SERVER ? unsubscribe() : unsubAck();
      case 8 -> disconnect();
      default -> random.nextInt(4) == 0 ? ping() : auth();
    };
  }

  private ControlPacket ping() {
    return reads == Role.SERVER ? PingReq.INSTANCE : PingResp.INSTANCE;
  }

  private Publish publish() {
    QoS qos = QoS.of(random.nextInt(3));
    Properties properties = properties(AllowedProperties.PUBLISH);
    if (reads == Role.SERVER) {
      properties = properties.without(Property.SUBSCRIPTION_IDENTIFIER);
    }
    boolean aliased = properties.has(Property.TOPIC_ALIAS) && random.nextBoolean();
    return new Publish(
        qos != QoS.AT_MOST_ONCE && random.nextBoolean(),
        qos,
        random.nextBoolean(),
        aliased ? null : topicName(),
        qos == QoS.AT_MOST_ONCE ? 0 : identifier(),
        properties,
        bytes(random.nextInt(20) == 0 ? 20_000 : 300));
  }

  private Connect connect() {
    Will will =
        random.nextBoolean()
            ? null
            : new Will(
                topicName(),
                bytes(50),
                QoS.of(random.nextInt(3)),
                random.nextBoolean(),
                properties(AllowedProperties.WILL));
    String userName = random.nextBoolean() ? text() : null;
    boolean mayHavePassword = userName != null || version == MqttVersion.V5;
    byte[] password = mayHavePassword && random.nextBoolean() ? bytes(20) : null;
    return new Connect(
        version,
        random.nextBoolean(),
        random.nextInt(65_536),
        text(),
        will,
        userName,
        password,
        properties(AllowedProperties.CONNECT));
  }

  private ConnAck connAck() {
    ReasonCode code =
        version == MqttVersion.V5
            ? reason(PacketType.CONNACK)
            : RETURN_CODES[random.nextInt(RETURN_CODES.length)];
    boolean sessionPresent = !code.isError() && version != MqttVersion.V3_1 && random.nextBoolean();
    return new ConnAck(sessionPresent, code, properties(AllowedProperties.CONNACK));
  }

  private Subscribe subscribe() {
    List<Subscription> subscriptions = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      TopicFilter filter = topicFilter();
      QoS qos = QoS.of(random.nextInt(3));
      subscriptions.add(
          version == MqttVersion.V5
              ? new Subscription(
                  filter,
                  qos,
                  !filter.isShared() && random.nextBoolean(),
                  random.nextBoolean(),
                  RetainHandling.values()[random.nextInt(3)])
              : new Subscription(filter, qos));
    }
    return new Subscribe(identifier(), subscriptions, properties(AllowedProperties.SUBSCRIBE));
  }

  private SubAck subAck() {
    List<ReasonCode> codes = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      codes.add(
          version == MqttVersion.V5
              ? reason(PacketType.SUBACK)
              : random.nextInt(4) == 0
                  ? ReasonCode.UNSPECIFIED_ERROR
                  : ReasonCode.granted(QoS.of(random.nextInt(3))));
    }
    return new SubAck(identifier(), codes, acknowledgement());
  }

  private Unsubscribe unsubscribe() {
    List<TopicFilter> filters = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      filters.add(topicFilter());
    }
    return new Unsubscribe(identifier(), filters, properties(AllowedProperties.UNSUBSCRIBE));
  }

  private UnsubAck unsubAck() {
    List<ReasonCode> codes = new ArrayList<>();
    for (int i = 0; version == MqttVersion.V5 && i <= random.nextInt(4); i++) {
      codes.add(reason(PacketType.UNSUBACK));
    }
    return new UnsubAck(identifier(), codes, acknowledgement());
  }

  private Disconnect disconnect() {
    Property ofOthers =
        reads == Role.CLIENT ? Property.SESSION_EXPIRY_INTERVAL : Property.SERVER_REFERENCE;
    return new Disconnect(
        reason(PacketType.DISCONNECT), properties(AllowedProperties.DISCONNECT).without(ofOthers));
  }

  private Auth auth() {
    Properties properties =
        acknowledgement()
            .with(Property.AUTHENTICATION_METHOD, text())
            .with(Property.AUTHENTICATION_DATA, bytes(50));
    return new Auth(reason(PacketType.AUTH), properties);
  }

  private Properties acknowledgement() {
    return properties(AllowedProperties.ACKNOWLEDGEMENT);
  }

  private ReasonCode reason(PacketType type) {
    if (version != MqttVersion.V5) {
      return ReasonCode.SUCCESS;
    }
    while (true) {
      try {
        return AllowedReasonCodes.read(type, random.nextInt(256), reads);
      } catch (MqttProtocolException e) {
        // not a code of this packet: draw again
      }
    }
  }

  private Properties properties(AllowedProperties allowed) {
    if (version != MqttVersion.V5 || random.nextBoolean()) {
      return Properties.NONE;
    }
    Properties.Builder some = Properties.builder();
    for (Property property : Property.values()) {
      boolean alone = property == Property.AUTHENTICATION_DATA; // would need its method
      if (allowed.contains(property) && !alone) {
        int max = allowed.mayRepeat(property) ? 3 : 1;
        for (int i = random.nextInt(max + 1); i > 0; i--) {
          some.add(property, value(property));
        }
      }
    }
    return some.build();
  }

  private Object value(Property property) {
    return switch (property.type()) {
      case BYTE -> random.nextInt(2);
      case TWO_BYTE_INTEGER -> 1 + random.nextInt(65_535);
      case FOUR_BYTE_INTEGER -> 1 + (random.nextLong() >>> 33);
      case VARIABLE_BYTE_INTEGER -> 1 + random.nextInt(268_435_455);
      case UTF_8_STRING -> property == Property.RESPONSE_TOPIC ? topicName().toString() : text();
      case BINARY_DATA -> bytes(40);
      case UTF_8_STRING_PAIR -> new UserProperty(text(), text());
    };
  }

  private TopicName topicName() {
    String name = path(LEVELS);
    return TopicName.of(name.isEmpty() ? "/" : name);
  }

  private TopicFilter topicFilter() {
    String filter = path(LEVELS).replace("a", "+").replace("home", "b");
    String share = random.nextInt(5) == 0 ? "$share/g/" : "";
    return TopicFilter.of(share + (filter.isEmpty() ? "#" : filter + "/#"));
  }

  private String path(String[] levels) {
    StringBuilder path = new StringBuilder(levels[random.nextInt(levels.length)]);
    for (int i = random.nextInt(6); i > 0; i--) {
      path.append('/').append(levels[random.nextInt(levels.length)]);
    }
    return path.toString();
  }

  private String text() {
    int length = random.nextInt(20) == 0 ? random.nextInt(3_000) : random.nextInt(12);
    return random
        .ints(length, 1, 0x11_0000)
        .filter(point -> point < 0xD800 || point > 0xDFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private byte[] bytes(int max) {
    byte[] bytes = new byte[random.nextInt(max + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private int identifier() {
    return 1 + random.nextInt(65_535);
  }
}
