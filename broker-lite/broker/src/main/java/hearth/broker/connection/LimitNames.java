package hearth.broker.connection;

import hearth.broker.account.Limit;
import hearth.protocol.codec.PacketSizes;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.PacketTooLargeException;
import hearth.protocol.packet.PacketType;

/** The limits behind the refusals of the protocol, which knows none. */
final class LimitNames {
  private LimitNames() {}

  /** The limit's name in parentheses, for the end of a sentence; nothing where there is none. */
  static String behind(MqttProtocolException refusal, ConnectionLimits limits) {
    Limit limit = limitOf(refusal, limits);
    return limit == null ? "" : " (" + limit + ")";
  }

  private static Limit limitOf(MqttProtocolException refusal, ConnectionLimits limits) {
    return switch (refusal.reasonCode()) {
      case PACKET_TOO_LARGE ->
          refusal instanceof PacketTooLargeException tooLarge
              ? size(tooLarge.type(), limits.packetSizes())
              : null;
      case RECEIVE_MAXIMUM_EXCEEDED -> Limit.RECEIVE_MAXIMUM;
      case TOPIC_ALIAS_INVALID -> Limit.TOPIC_ALIASES;
      default -> null;
    };
  }

  private static Limit size(PacketType type, PacketSizes sizes) {
    Limit own =
        switch (type) {
          case CONNECT, AUTH -> Limit.CONNECT_PACKET_SIZE;
          case SUBSCRIBE, UNSUBSCRIBE -> Limit.SUBSCRIBE_PACKET_SIZE;
          case PUBLISH -> Limit.PACKET_SIZE;
          default -> Limit.SIMPLE_PACKET_SIZE;
        };
    return sizes.of(type) == sizes.publish() ? Limit.PACKET_SIZE : own;
  }
}
