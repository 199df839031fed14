package hearth.protocol.codec;

/** A PUBLISH as bytes that serve many receivers, each with a Packet Identifier of its own. */
public final class EncodedPublish {
  private static final byte[][] NO_TAIL = {};

  private final byte[] bytes;
  private final int packetIdentifierOffset;
  private final byte[][] tail;

  /** A whole packet. */
  EncodedPublish(byte[] bytes, int packetIdentifierOffset) {
    this(bytes, packetIdentifierOffset, NO_TAIL);
  }

  EncodedPublish(byte[] bytes, int packetIdentifierOffset, byte[]... tail) {
    this.bytes = bytes;
    this.packetIdentifierOffset = packetIdentifierOffset;
    this.tail = tail;
  }

  /** The packet, or where it has a tail the head of it; shared: nobody changes them. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the two bytes of its Packet Identifier stand, or -1 at QoS 0. */
  public int packetIdentifierOffset() {
    return packetIdentifierOffset;
  }

  /** What follows: bytes of the message that exist once, whatever heads stand before them. */
  public byte[][] tail() {
    return tail;
  }

  /** Bytes of the whole packet. */
  public int size() {
    int size = bytes.length;
    for (byte[] part : tail) {
      size += part.length;
    }
    return size;
  }
}
