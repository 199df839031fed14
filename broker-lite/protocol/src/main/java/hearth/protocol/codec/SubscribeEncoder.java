package hearth.protocol.codec;

import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import java.util.List;

/** SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK to bytes (3.8 to 3.11). */
final class SubscribeEncoder {
  private SubscribeEncoder() {}

  static byte[] encode(Subscribe subscribe, MqttVersion version) {
    requireSome(subscribe.subscriptions(), PacketType.SUBSCRIBE); // [MQTT-3.8.3-2]
    WireWriter out = new WireWriter();
    out.packetIdentifier(subscribe.packetIdentifier());
    if (version.hasProperties()) {
      out.properties(subscribe.properties(), AllowedProperties.SUBSCRIBE);
    }
    for (Subscription subscription : subscribe.subscriptions()) {
      out.string(subscription.filter().toString());
      out.oneByte(options(subscription, version)); // [MQTT-3.8.3-3]
    }
    return out.packet(PacketEncoder.firstByte(PacketType.SUBSCRIBE));
  }

  private static int options(Subscription subscription, MqttVersion version) {
    if (!version.hasProperties()) {
      return subscription.qos().level(); // [MQTT3-3.8.3-4]
    }
    if (subscription.noLocal() && subscription.filter().isShared()) {
      // [MQTT-3.8.3-4]
      throw new IllegalArgumentException("a Shared Subscription cannot have No Local");
    }
    return subscription.options();
  }

  static byte[] encode(SubAck subAck, MqttVersion version) {
    requireSome(subAck.reasonCodes(), PacketType.SUBACK);
    WireWriter out = new WireWriter();
    out.packetIdentifier(subAck.packetIdentifier());
    if (version.hasProperties()) {
      out.properties(subAck.properties(), AllowedProperties.ACKNOWLEDGEMENT);
    }
    for (ReasonCode code : subAck.reasonCodes()) {
      int value = AllowedReasonCodes.write(PacketType.SUBACK, code);
      // [MQTT3-3.9.3-2]: before 5.0 every failure is 128
      out.oneByte(code.isError() && !version.hasProperties() ? 0x80 : value);
    }
    return out.packet(PacketEncoder.firstByte(PacketType.SUBACK));
  }

  static byte[] encode(Unsubscribe unsubscribe, MqttVersion version) {
    requireSome(unsubscribe.filters(), PacketType.UNSUBSCRIBE); // [MQTT-3.10.3-2]
    WireWriter out = new WireWriter();
    out.packetIdentifier(unsubscribe.packetIdentifier());
    if (version.hasProperties()) {
      out.properties(unsubscribe.properties(), AllowedProperties.UNSUBSCRIBE);
    }
    for (TopicFilter filter : unsubscribe.filters()) {
      out.string(filter.toString());
    }
    return out.packet(PacketEncoder.firstByte(PacketType.UNSUBSCRIBE));
  }

  static byte[] encode(UnsubAck unsubAck, MqttVersion version) {
    WireWriter out = new WireWriter();
    out.packetIdentifier(unsubAck.packetIdentifier());
    if (version.hasProperties()) {
      requireSome(unsubAck.reasonCodes(), PacketType.UNSUBACK);
      out.properties(unsubAck.properties(), AllowedProperties.ACKNOWLEDGEMENT);
      for (ReasonCode code : unsubAck.reasonCodes()) {
        out.oneByte(AllowedReasonCodes.write(PacketType.UNSUBACK, code));
      }
    }
    return out.packet(PacketEncoder.firstByte(PacketType.UNSUBACK));
  }

  private static void requireSome(List<?> entries, PacketType type) {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(type + " has no entry");
    }
  }
}
