package hearth.client;

import hearth.protocol.codec.PacketSizes;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;

/**
 * What the server said when it accepted the connection: its limits, and what became of what the
 * client asked for. On 3.1 and 3.1.1 the values are those under which 5.0 behaves the same.
 *
 * @param version which was agreed on
 * @param sessionPresent whether the server held a session and continues it
 * @param clientIdentifier the client's own, or the one that the server assigned
 * @param keepAlive seconds, the server's word before the client's; 0 is off
 * @param sessionExpiryInterval seconds, 0 to 4,294,967,295; the last means never
 * @param receiveMaximum how many QoS 1 and 2 messages may be on the way to the server, 1 to 65535
 * @param maximumPacketSize in bytes, what the server takes
 * @param topicAliasMaximum 0 to 65535
 * @param properties all properties of the CONNACK
 */
public record Connected(
    MqttVersion version,
    boolean sessionPresent,
    String clientIdentifier,
    int keepAlive,
    long sessionExpiryInterval,
    int receiveMaximum,
    long maximumPacketSize,
    int topicAliasMaximum,
    QoS maximumQos,
    boolean retainAvailable,
    boolean wildcardSubscriptionAvailable,
    boolean subscriptionIdentifierAvailable,
    boolean sharedSubscriptionAvailable,
    Properties properties) {

  /** Largest packet that the fixed header can describe: five bytes of it and the rest. */
  static Connected of(Connect connect, ConnAck connAck) {
    Properties said = connAck.properties();
    boolean v5 = connect.version().hasProperties();
    String assigned = said.text(Property.ASSIGNED_CLIENT_IDENTIFIER);
    return new Connected(
        connect.version(),
        connAck.sessionPresent(),
        assigned == null ? connect.clientIdentifier() : assigned,
        // [MQTT-3.1.2-21] [MQTT-3.2.2-21]
        (int) said.number(Property.SERVER_KEEP_ALIVE, connect.keepAlive()),
        said.number(
            Property.SESSION_EXPIRY_INTERVAL,
            connect.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0)),
        (int) said.number(Property.RECEIVE_MAXIMUM, 65_535),
        said.number(Property.MAXIMUM_PACKET_SIZE, PacketSizes.LARGEST),
        (int) said.number(Property.TOPIC_ALIAS_MAXIMUM, 0),
        QoS.of((int) said.number(Property.MAXIMUM_QOS, 2)),
        said.number(Property.RETAIN_AVAILABLE, 1) == 1,
        said.number(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 1) == 1,
        v5 && said.number(Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 1) == 1,
        said.number(Property.SHARED_SUBSCRIPTION_AVAILABLE, 1) == 1,
        said);
  }
}
