package hearth.protocol.codec;

/**
 * A PUBLISH as bytes that serve many receivers, each with a Packet Identifier of its own.
 *
 * @param bytes shared: nobody changes them
 * @param packetIdentifierOffset where its two bytes stand, or -1 at QoS 0
 */
public record EncodedPublish(byte[] bytes, int packetIdentifierOffset) {}
