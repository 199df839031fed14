package hearth.protocol.codec;

import static hearth.protocol.codec.ConnectFlags.*;
import static hearth.protocol.codec.ProtocolErrors.malformed;

import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicNames;

/** CONNECT (3.1). The version is read first, so that an error further on can be answered in it. */
final class ConnectDecoder {
  private ConnectDecoder() {}

  /**
   * Protocol Name and Protocol Level.
   *
   * @param isBridge whether the level has the bit by which Mosquitto's bridges name themselves,
   *     which no specification knows: 5.0 has options of subscriptions for what it means
   */
  record Protocol(MqttVersion version, boolean isBridge) {}

  static Protocol decodeProtocol(WireReader in) throws MqttProtocolException {
    String name = in.string();
    int level = in.oneByte();
    for (MqttVersion version : MqttVersion.values()) {
      if (version.protocolName().equals(name)) {
        if (level == version.protocolLevel()) {
          return new Protocol(version, false);
        }
        if (level == (version.protocolLevel() | BRIDGE) && !version.hasProperties()) {
          return new Protocol(version, true);
        }
      }
    }
    // [MQTT-3.1.2-1] [MQTT-3.1.2-2]
    throw new MqttProtocolException(
        ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
        "protocol level " + level + " of '" + shortened(name) + "' is not spoken here");
  }

  private static String shortened(String name) {
    return name.length() > 16 ? name.substring(0, 16) + "..." : name;
  }

  /** All that follows. */
  static Connect decode(WireReader in, Protocol protocol, TopicNames names)
      throws MqttProtocolException {
    MqttVersion version = protocol.version();
    int flags = in.oneByte();
    checkFlags(flags, version);
    int keepAlive = in.twoBytes();
    Properties properties = PropertiesDecoder.decode(in, AllowedProperties.CONNECT, version);
    // Client Identifier, Will, user name, password: in this order [MQTT-3.1.3-1].
    String clientIdentifier = in.string();
    Will will = (flags & WILL) == 0 ? null : will(in, flags, version, names);
    String userName = isPresent(in, flags, USER_NAME, version) ? in.string() : null;
    byte[] password = isPresent(in, flags, PASSWORD, version) ? in.binaryData() : null;
    return new Connect(
        version,
        (flags & CLEAN_START) != 0,
        keepAlive,
        clientIdentifier,
        will,
        userName,
        password,
        properties,
        protocol.isBridge());
  }

  private static void checkFlags(int flags, MqttVersion version) throws MqttProtocolException {
    if ((flags & RESERVED) != 0) {
      throw malformed("the reserved flag of CONNECT is set"); // [MQTT-3.1.2-3]
    }
    if ((flags & WILL) == 0 && (willQos(flags) != 0 || (flags & WILL_RETAIN) != 0)) {
      // [MQTT-3.1.2-11] [MQTT-3.1.2-13]
      throw malformed("CONNECT has a Will QoS or Will Retain, but no Will");
    }
    if (willQos(flags) == 3) {
      throw malformed("the Will QoS is 3"); // [MQTT-3.1.2-12]
    }
    if (version != MqttVersion.V5 && (flags & (USER_NAME | PASSWORD)) == PASSWORD) {
      throw malformed("CONNECT has a password, but no user name"); // [MQTT3-3.1.2-22]
    }
  }

  /** In MQTT 3.1 the length of the packet takes precedence over these two flags. */
  private static boolean isPresent(WireReader in, int flags, int flag, MqttVersion version) {
    return (flags & flag) != 0 && (version != MqttVersion.V3_1 || in.hasRemaining());
  }

  private static Will will(WireReader in, int flags, MqttVersion version, TopicNames names)
      throws MqttProtocolException {
    Properties properties = PropertiesDecoder.decode(in, AllowedProperties.WILL, version);
    return new Will(
        PublishDecoder.topicName(in, in.twoBytes(), names),
        in.binaryData(),
        QoS.of(willQos(flags)),
        (flags & WILL_RETAIN) != 0,
        properties);
  }
}
