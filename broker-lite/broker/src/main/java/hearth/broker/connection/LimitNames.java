package hearth.broker.connection;

import hearth.protocol.codec.PacketSizes;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.PacketTooLargeException;
import hearth.protocol.packet.PacketType;

/** The settings behind the refusals of the protocol, which knows none. */
final class LimitNames {
  private LimitNames() {}

  /** The name of the setting, for the end of a sentence; nothing where there is none. */
  static String behind(MqttProtocolException refusal, ConnectionLimits limits) {
    return switch (refusal.reasonCode()) {
      case PACKET_TOO_LARGE ->
          refusal instanceof PacketTooLargeException tooLarge
              ? " (limits." + size(tooLarge.type(), limits.packetSizes()) + ")"
              : "";
      case RECEIVE_MAXIMUM_EXCEEDED -> " (limits.receive_maximum)";
      case TOPIC_ALIAS_INVALID -> " (limits.topic_aliases)";
      default -> "";
    };
  }

  private static String size(PacketType type, PacketSizes sizes) {
    String own =
        switch (type) {
          case CONNECT, AUTH -> "connect_packet_size";
          case SUBSCRIBE, UNSUBSCRIBE -> "subscribe_packet_size";
          case PUBLISH -> "packet_size";
          default -> "simple_packet_size";
        };
    return sizes.of(type) == sizes.publish() ? "packet_size" : own;
  }
}
