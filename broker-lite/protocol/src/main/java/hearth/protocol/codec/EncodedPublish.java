package hearth.protocol.codec;

/**
 * A PUBLISH as bytes that serve many receivers, each with a Packet Identifier of its own.
 *
 * @param bytes the packet, or where it has a tail the head of it; shared: nobody changes them
 * @param packetIdentifierOffset where its two bytes stand, or -1 at QoS 0
 * @param tail what follows: bytes of the message that exist once, whatever heads stand before them
 */
public record EncodedPublish(byte[] bytes, int packetIdentifierOffset, byte[]... tail) {
  private static final byte[][] NO_TAIL = {};

  /** A whole packet. */
  EncodedPublish(byte[] bytes, int packetIdentifierOffset) {
    this(bytes, packetIdentifierOffset, NO_TAIL);
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
