package hearth.client;

import hearth.protocol.codec.PacketSizes;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Will;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** What the client says of itself in its CONNECT. */
final class ConnectSettings {
  /** The longest Remaining Length (2.1.4) and the fixed header, in bytes. */
  private static final String IDENTIFIER_CHARACTERS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  MqttVersion version = MqttVersion.V5;
  boolean cleanStart = true;
  int keepAlive = 60;
  String clientIdentifier = "";
  Will will;
  String userName;
  byte[] password;
  Properties properties = Properties.NONE;
  int receiveMaximum = 65_535;
  int topicAliasMaximum = 16;
  int maximumPacketSize = PacketSizes.LARGEST;
  RandomGenerator random;

  /**
   * Has a Client Identifier made where the version needs one.
   *
   * @throws IllegalStateException where settings contradict each other
   */
  void complete() {
    if (version.hasProperties()) {
      return;
    }
    if (password != null && userName == null) {
      // [MQTT3-3.1.2-22]
      throw new IllegalStateException("before MQTT 5.0 a password needs a user name");
    }
    if (clientIdentifier.isEmpty()) {
      if (!cleanStart) {
        // [MQTT3-3.1.3-7]
        throw new IllegalStateException("a session that is to be kept needs a Client Identifier");
      }
      clientIdentifier = randomIdentifier();
    }
  }

  private String randomIdentifier() {
    RandomGenerator source = random == null ? new SecureRandom() : random;
    StringBuilder identifier = new StringBuilder("hearth-");
    while (identifier.length() < 23) { // what every server takes [MQTT-3.1.3-5]
      identifier.append(
          IDENTIFIER_CHARACTERS.charAt(source.nextInt(IDENTIFIER_CHARACTERS.length())));
    }
    return identifier.toString();
  }

  /** The CONNECT of the first connection, but for what the Authentication adds. */
  Connect packet() {
    Properties all = Properties.NONE;
    if (version.hasProperties()) {
      all = unless(properties, Property.RECEIVE_MAXIMUM, receiveMaximum, 65_535);
      all = unless(all, Property.TOPIC_ALIAS_MAXIMUM, topicAliasMaximum, 0);
      all = unless(all, Property.MAXIMUM_PACKET_SIZE, maximumPacketSize, PacketSizes.LARGEST);
    }
    return new Connect(
        version, cleanStart, keepAlive, clientIdentifier, will, userName, password, all);
  }

  private static Properties unless(
      Properties properties, Property property, int value, int absent) {
    return value == absent ? properties : properties.with(property, value);
  }
}
