package hearth.protocol.codec;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.topic.TopicNames;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Bytes written for people: hexadecimal, and after a bar what they mean. */
final class Wire {
  private Wire() {}

  static byte[] bytes(String annotated) {
    String hex =
        annotated
            .lines()
            .map(line -> line.replaceFirst("\\|.*", "").replace(" ", ""))
            .collect(Collectors.joining());
    return HexFormat.of().parseHex(hex);
  }

  static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes);
  }

  /** A decoder in the middle of a connection of this version. */
  static PacketDecoder decoder(Role reads, MqttVersion version) {
    return decoder(reads, version, Integer.MAX_VALUE);
  }

  /**
   * The same.
   *
   * @param largest packet that it takes, in bytes
   */
  static PacketDecoder decoder(Role reads, MqttVersion version, int largest) {
    PacketDecoder decoder =
        reads == Role.CLIENT
            ? new ClientPacketDecoder(largest)
            : new ServerPacketDecoder(
                new PacketSizes(largest, largest, largest, largest), new TopicNames());
    decoder.version(version);
    return decoder;
  }

  static ControlPacket decode(Role reads, MqttVersion version, String annotated)
      throws MqttProtocolException {
    return decoder(reads, version).decode(ByteBuffer.wrap(bytes(annotated)));
  }
}
