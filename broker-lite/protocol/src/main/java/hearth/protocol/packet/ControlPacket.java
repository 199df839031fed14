package hearth.protocol.packet;

/** One MQTT Control Packet of any version; what a version lacks is empty in its packets. */
public sealed interface ControlPacket
    permits Connect,
        ConnAck,
        Publish,
        PubAck,
        PubRec,
        PubRel,
        PubComp,
        Subscribe,
        SubAck,
        Unsubscribe,
        UnsubAck,
        PingReq,
        PingResp,
        Disconnect,
        Auth {

  PacketType type();
}
