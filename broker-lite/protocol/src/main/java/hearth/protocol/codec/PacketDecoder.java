package hearth.protocol.codec;

import static hearth.protocol.codec.ProtocolErrors.malformed;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketTooLargeException;
import hearth.protocol.packet.PacketType;
import hearth.protocol.topic.TopicNames;
import java.nio.ByteBuffer;

/**
 * Cuts the bytes of one connection into Control Packets and refuses whatever the specification of
 * its version does not allow. Keeps no bytes: an incomplete packet stays in the caller's buffer.
 * After an exception the connection is to be closed and the decoder not to be used again.
 *
 * <p>What only one end reads is in a class of its own: {@link ClientPacketDecoder} and {@link
 * ServerPacketDecoder}, so that a client carries no half of a server.
 */
public abstract class PacketDecoder {
  private static final int MAX_LENGTH = 4;

  private final Role reads;
  private final TopicNames names;
  private final WireReader body = new WireReader();
  private MqttVersion version;
  private int bytesNeeded;

  /**
   * A decoder before its first packet.
   *
   * @param reads who reads: a {@link Role#SERVER} refuses what only servers send, and the reverse
   * @param names shared by the decoders of one thread
   */
  PacketDecoder(Role reads, TopicNames names) {
    this.reads = reads;
    this.names = names;
  }

  /** What this connection speaks; null for a server until it has read the CONNECT. */
  public final MqttVersion version() {
    return version;
  }

  /** Tells a client's decoder what its CONNECT said. */
  public final void version(MqttVersion version) {
    this.version = version;
  }

  /**
   * After {@link #decode} returned null: how long the packet that has begun will be, in bytes and
   * with its fixed header, or 0 while that is unknown.
   */
  public final int bytesNeeded() {
    return bytesNeeded;
  }

  /**
   * The next packet, past which the position moves; null, with the position where it was, if its
   * end has not come yet. A packet over the limit is refused by its fixed header alone.
   *
   * @param in big-endian, as every new buffer is
   */
  public final ControlPacket decode(ByteBuffer in) throws MqttProtocolException {
    bytesNeeded = 0;
    if (!in.hasRemaining()) {
      return null;
    }
    int start = in.position();
    int firstByte = in.get(start) & 0xFF;
    PacketType type = FixedHeader.check(firstByte, reads, version);
    int digits = digitsOfLength(in, start + 1);
    if (digits == 0) {
      return null;
    }
    int size = 1 + digits + length(in, start + 1, digits);
    requireAllowed(type, size);
    if (in.remaining() < size) {
      bytesNeeded = size;
      return null;
    }
    in.position(start + 1 + digits);
    body.open(in, start + size);
    ControlPacket packet = decodeBody(type, firstByte & 0x0F);
    body.requireEnd();
    body.release();
    if (digits > 1 && in.get(start + digits) == 0 && version == MqttVersion.V5) {
      // [MQTT-1.5.5-1]; 3.1.1 has no such rule, and some modems always send four bytes
      throw malformed("the Remaining Length takes more bytes than it needs");
    }
    return packet;
  }

  /** How many bytes the Remaining Length has; 0 where its end has not come yet. */
  private static int digitsOfLength(ByteBuffer in, int start) throws MqttProtocolException {
    for (int digits = 1; digits <= MAX_LENGTH; digits++) {
      int at = start + digits - 1;
      if (at == in.limit()) {
        return 0;
      }
      if (in.get(at) >= 0) {
        return digits;
      }
    }
    throw malformed("the Remaining Length is longer than four bytes");
  }

  private static int length(ByteBuffer in, int start, int digits) {
    int length = 0;
    for (int i = digits - 1; i >= 0; i--) {
      length = length << 7 | (in.get(start + i) & 0x7F);
    }
    return length;
  }

  private void requireAllowed(PacketType type, int size) throws MqttProtocolException {
    if (size > largest(type)) {
      throw new PacketTooLargeException(type, size, largest(type));
    }
  }

  private ControlPacket decodeBody(PacketType type, int flags) throws MqttProtocolException {
    if (type == PacketType.PUBLISH) {
      return PublishDecoder.decode(body, flags, version, reads, names);
    }
    if (type == PacketType.DISCONNECT) {
      return ReasonDecoder.decodeDisconnect(body, version, reads);
    }
    if (type == PacketType.AUTH) {
      return ReasonDecoder.decodeAuth(body, version, reads);
    }
    return type.compareTo(PacketType.PUBACK) >= 0 && type.compareTo(PacketType.PUBCOMP) <= 0
        ? AcknowledgementDecoder.decode(body, type, version, reads)
        : decodeOneSided(type, body, names);
  }

  /** Bytes, fixed header included, beyond which a packet of this type is refused. */
  abstract int largest(PacketType type);

  /** Decodes the body of a packet that only the other end sends. */
  abstract ControlPacket decodeOneSided(PacketType type, WireReader body, TopicNames names)
      throws MqttProtocolException;
}
