package hearth.protocol.codec;

import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.Will;

/** CONNECT to bytes (3.1). */
final class ConnectEncoder {
  private ConnectEncoder() {}

  static byte[] encode(Connect connect, MqttVersion version) {
    if (connect.version() != version) {
      throw new IllegalArgumentException(
          "a CONNECT of " + connect.version() + " is not sent as " + version);
    }
    boolean passwordAlone = connect.password() != null && connect.userName() == null;
    if (passwordAlone && !version.hasProperties()) {
      // [MQTT3-3.1.2-22]
      throw new IllegalArgumentException("before MQTT 5.0 a password needs a user name");
    }
    WireWriter out = new WireWriter();
    out.string(version.protocolName());
    out.oneByte(version.protocolLevel() | (connect.bridge() ? ConnectFlags.BRIDGE : 0));
    out.oneByte(flags(connect));
    out.twoBytes(connect.keepAlive());
    if (version.hasProperties()) {
      out.properties(connect.properties(), AllowedProperties.CONNECT);
    }
    out.string(connect.clientIdentifier()); // [MQTT-3.1.3-1] [MQTT-3.1.3-3]
    if (connect.will() != null) {
      will(out, connect.will(), version);
    }
    if (connect.userName() != null) {
      out.string(connect.userName());
    }
    if (connect.password() != null) {
      out.binaryData(connect.password());
    }
    return out.packet(PacketEncoder.firstByte(PacketType.CONNECT));
  }

  private static int flags(Connect connect) {
    Will will = connect.will();
    int willFlags =
        will == null ? 0 : ConnectFlags.WILL | will.qos().level() << ConnectFlags.WILL_QOS_SHIFT;
    return willFlags
        | (will != null && will.retain() ? ConnectFlags.WILL_RETAIN : 0)
        | (connect.cleanStart() ? ConnectFlags.CLEAN_START : 0)
        | (connect.userName() != null ? ConnectFlags.USER_NAME : 0)
        | (connect.password() != null ? ConnectFlags.PASSWORD : 0);
  }

  private static void will(WireWriter out, Will will, MqttVersion version) {
    if (version.hasProperties()) {
      out.properties(will.properties(), AllowedProperties.WILL);
    }
    out.binaryData(will.topic().utf8());
    out.binaryData(will.payload());
  }
}
