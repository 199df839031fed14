package hearth.protocol.codec;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.PingResp;
import hearth.protocol.topic.TopicNames;

/** What a client reads. */
public final class ClientPacketDecoder extends PacketDecoder {
  private final int maximumPacketSize;

  /**
   * A decoder with Topic Names of its own, for a client's one connection.
   *
   * @param maximumPacketSize of packets of all types, in bytes, fixed header included
   */
  public ClientPacketDecoder(int maximumPacketSize) {
    super(Role.CLIENT, new TopicNames());
    this.maximumPacketSize = maximumPacketSize;
  }

  @Override
  int largest(PacketType type) {
    return maximumPacketSize;
  }

  @Override
  ControlPacket decodeOneSided(PacketType type, WireReader body, TopicNames names)
      throws MqttProtocolException {
    if (type == PacketType.CONNACK) {
      return ConnAckDecoder.decode(body, version());
    } else if (type == PacketType.SUBACK) {
      return SubAckDecoder.decodeSubAck(body, version());
    } else if (type == PacketType.UNSUBACK) {
      return SubAckDecoder.decodeUnsubAck(body, version());
    }
    return PingResp.INSTANCE;
  }
}
