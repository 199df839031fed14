package hearth.protocol.codec;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.PingReq;
import hearth.protocol.topic.TopicNames;

/** What a server reads. */
public final class ServerPacketDecoder extends PacketDecoder {
  private final PacketSizes sizes;

  /**
   * A decoder before the CONNECT.
   *
   * @param sizes of the largest packets it takes
   * @param names shared by the decoders of one thread
   */
  public ServerPacketDecoder(PacketSizes sizes, TopicNames names) {
    super(Role.SERVER, names);
    this.sizes = sizes;
  }

  @Override
  int largest(PacketType type) {
    return sizes.of(type);
  }

  @Override
  ControlPacket decodeOneSided(PacketType type, WireReader body, TopicNames names)
      throws MqttProtocolException {
    if (type == PacketType.CONNECT) {
      ConnectDecoder.Protocol protocol = ConnectDecoder.decodeProtocol(body);
      version(protocol.version());
      return ConnectDecoder.decode(body, protocol, names);
    } else if (type == PacketType.SUBSCRIBE) {
      return SubscribeDecoder.decodeSubscribe(body, version());
    } else if (type == PacketType.UNSUBSCRIBE) {
      return SubscribeDecoder.decodeUnsubscribe(body, version());
    }
    return PingReq.INSTANCE;
  }
}
