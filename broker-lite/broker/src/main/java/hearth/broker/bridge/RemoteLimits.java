package hearth.broker.bridge;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;

/**
 * What a remote takes, by its CONNACK; of an earlier version than 5.0, what that allows.
 *
 * @param sessionPresent whether it goes on with the session of before
 * @param maximumPacketSize in bytes
 * @param retainAvailable whether it keeps retained messages
 * @param keepAlive seconds, what it says instead of what it was told; -1 for that
 */
record RemoteLimits(
    MqttVersion version,
    boolean sessionPresent,
    int receiveMaximum,
    long maximumPacketSize,
    QoS maximumQos,
    boolean retainAvailable,
    long keepAlive) {

  static RemoteLimits of(MqttVersion version, ConnAck connAck) {
    Properties said = connAck.properties();
    return new RemoteLimits(
        version,
        connAck.sessionPresent(),
        (int) said.number(Property.RECEIVE_MAXIMUM, 65_535),
        said.number(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE),
        QoS.of((int) said.number(Property.MAXIMUM_QOS, 2)),
        said.number(Property.RETAIN_AVAILABLE, 1) == 1,
        said.number(Property.SERVER_KEEP_ALIVE, -1));
  }
}
