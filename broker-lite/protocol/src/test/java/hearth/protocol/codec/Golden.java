package hearth.protocol.codec;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import java.util.List;
import java.util.stream.Stream;

/**
 * A packet and its bytes, each of them explained.
 *
 * @param reads who receives it
 * @param bytes as {@link Wire#bytes} reads them
 * @param isCanonical whether our encoder writes the same bytes
 */
record Golden(
    String name,
    MqttVersion version,
    Role reads,
    ControlPacket packet,
    String bytes,
    boolean isCanonical) {

  Golden(String name, MqttVersion version, Role reads, ControlPacket packet, String bytes) {
    this(name, version, reads, packet, bytes, true);
  }

  static List<Golden> all() {
    return Stream.of(
            GoldenConnects.all(),
            GoldenConnAcks.all(),
            GoldenPublishes.all(),
            GoldenAcknowledgements.all(),
            GoldenSubscribes.all(),
            GoldenEndings.all())
        .flatMap(List::stream)
        .toList();
  }

  byte[] wire() {
    return Wire.bytes(bytes);
  }

  /** A decoder that expects this packet now. */
  PacketDecoder decoder() {
    return decoder(Integer.MAX_VALUE);
  }

  /**
   * The same.
   *
   * @param largest packet that it takes, in bytes
   */
  PacketDecoder decoder(int largest) {
    MqttVersion known = packet.type() == PacketType.CONNECT ? null : version;
    return Wire.decoder(reads, known, largest);
  }

  @Override
  public String toString() {
    return version + " " + name;
  }
}
