package hearth.protocol.codec;

import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.UnsubAck;
import hearth.protocol.packet.Unsubscribe;

/**
 * Control Packets to bytes, each in an array of its size. What a version before 5.0 lacks is left
 * out: properties, and Reason Codes where that version has none.
 */
public final class PacketEncoder {
  private PacketEncoder() {}

  /**
   * The bytes of a packet.
   *
   * @throws IllegalArgumentException where the version cannot say it: a Packet Identifier of 0, a
   *     Reason Code or property that is not this packet's, a text that is not UTF-8 or too long, a
   *     CONNACK that {@link ReturnCodes} has no number for, an AUTH before 5.0
   */
  public static byte[] encode(ControlPacket packet, MqttVersion version) {
    if (packet instanceof Publish publish) {
      return publish(publish, version);
    } else if (packet instanceof PubAck ack) {
      return acknowledgement(
          ack.type(), ack.packetIdentifier(), ack.reasonCode(), ack.properties(), version);
    } else if (packet instanceof PubRec ack) {
      return acknowledgement(
          ack.type(), ack.packetIdentifier(), ack.reasonCode(), ack.properties(), version);
    } else if (packet instanceof PubRel ack) {
      return acknowledgement(
          ack.type(), ack.packetIdentifier(), ack.reasonCode(), ack.properties(), version);
    } else if (packet instanceof PubComp ack) {
      return acknowledgement(
          ack.type(), ack.packetIdentifier(), ack.reasonCode(), ack.properties(), version);
    } else if (packet instanceof Connect connect) {
      return ConnectEncoder.encode(connect, version);
    } else if (packet instanceof ConnAck connAck) {
      return connAck(connAck, version);
    } else if (packet instanceof Subscribe subscribe) {
      return SubscribeEncoder.encode(subscribe, version);
    } else if (packet instanceof SubAck subAck) {
      return SubscribeEncoder.encode(subAck, version);
    } else if (packet instanceof Unsubscribe unsubscribe) {
      return SubscribeEncoder.encode(unsubscribe, version);
    } else if (packet instanceof UnsubAck unsubAck) {
      return SubscribeEncoder.encode(unsubAck, version);
    } else if (packet instanceof Disconnect disconnect) {
      return disconnect(disconnect, version);
    } else if (packet instanceof Auth auth) {
      return auth(auth, version);
    }
    return new byte[] {(byte) firstByte(packet.type()), 0}; // PINGREQ, PINGRESP
  }

  static int firstByte(PacketType type) {
    return type.value() << 4 | FixedHeader.flags(type);
  }

  private static byte[] publish(Publish publish, MqttVersion version) {
    if (publish.qos() != QoS.AT_MOST_ONCE && publish.packetIdentifier() == 0) {
      // [MQTT-2.2.1-3] [MQTT-2.2.1-4]
      throw new IllegalArgumentException("a PUBLISH of QoS 1 or 2 has no Packet Identifier");
    }
    return PublishEncoder.encode(publish, version).bytes();
  }

  private static byte[] acknowledgement(
      PacketType type,
      int packetIdentifier,
      ReasonCode reasonCode,
      Properties properties,
      MqttVersion version) {
    if (packetIdentifier < 1 || packetIdentifier > 0xFFFF) {
      throw new IllegalArgumentException(
          "a Packet Identifier is 1 to 65535, not " + packetIdentifier);
    }
    boolean plain = reasonCode == ReasonCode.SUCCESS && properties.isEmpty();
    if (plain || !version.hasProperties()) {
      byte high = (byte) (packetIdentifier >> 8);
      return new byte[] {(byte) firstByte(type), 2, high, (byte) packetIdentifier};
    }
    WireWriter out = new WireWriter();
    out.packetIdentifier(packetIdentifier);
    out.oneByte(AllowedReasonCodes.write(type, reasonCode));
    if (!properties.isEmpty()) {
      out.properties(properties, AllowedProperties.ACKNOWLEDGEMENT);
    }
    return out.packet(firstByte(type));
  }

  private static byte[] connAck(ConnAck connAck, MqttVersion version) {
    ReasonCode code = connAck.reasonCode();
    if (connAck.sessionPresent() && code.isError()) {
      // [MQTT-3.2.2-6]
      throw new IllegalArgumentException("a CONNACK that refuses has no Session Present");
    }
    WireWriter out = new WireWriter();
    // [MQTT-3.2.2-1]; in 3.1 the first byte meant nothing
    out.oneByte(connAck.sessionPresent() && version != MqttVersion.V3_1 ? 1 : 0);
    if (version.hasProperties()) {
      out.oneByte(AllowedReasonCodes.write(PacketType.CONNACK, code));
      out.properties(connAck.properties(), AllowedProperties.CONNACK);
    } else {
      out.oneByte(ReturnCodes.write(code));
    }
    return out.packet(firstByte(PacketType.CONNACK));
  }

  private static byte[] disconnect(Disconnect disconnect, MqttVersion version) {
    WireWriter out = new WireWriter();
    boolean plain = disconnect.reasonCode().value() == 0 && disconnect.properties().isEmpty();
    if (version.hasProperties() && !plain) {
      out.oneByte(AllowedReasonCodes.write(PacketType.DISCONNECT, disconnect.reasonCode()));
      if (!disconnect.properties().isEmpty()) {
        out.properties(disconnect.properties(), AllowedProperties.DISCONNECT);
      }
    }
    return out.packet(firstByte(PacketType.DISCONNECT));
  }

  private static byte[] auth(Auth auth, MqttVersion version) {
    if (!version.hasProperties()) {
      throw new IllegalArgumentException("there is no AUTH before MQTT 5.0");
    }
    WireWriter out = new WireWriter();
    if (auth.reasonCode() != ReasonCode.SUCCESS || !auth.properties().isEmpty()) {
      out.oneByte(AllowedReasonCodes.write(PacketType.AUTH, auth.reasonCode()));
      out.properties(auth.properties(), AllowedProperties.AUTH);
    }
    return out.packet(firstByte(PacketType.AUTH));
  }
}
