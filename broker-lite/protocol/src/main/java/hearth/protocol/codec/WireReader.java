package hearth.protocol.codec;

import static hearth.protocol.codec.ProtocolErrors.malformed;

import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.topic.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the data types of section 1.5 from the rest of one packet, and not a byte beyond it: what
 * would reach further is a malformed packet.
 */
final class WireReader {
  private ByteBuffer in;
  private int end;

  /** From the buffer's position to {@code end}. */
  void open(ByteBuffer buffer, int end) {
    this.in = buffer;
    this.end = end;
  }

  /** Forgets the buffer, which is not the reader's own. */
  void release() {
    in = null;
  }

  int remaining() {
    return end - in.position();
  }

  boolean hasRemaining() {
    return in.position() < end;
  }

  /** The buffer, for a reader that takes exactly {@code length} bytes, which are there. */
  ByteBuffer buffer(int length) throws MqttProtocolException {
    require(length);
    return in;
  }

  int oneByte() throws MqttProtocolException {
    require(1);
    return in.get() & 0xFF;
  }

  int twoBytes() throws MqttProtocolException {
    require(2);
    return in.getShort() & 0xFFFF;
  }

  long fourBytes() throws MqttProtocolException {
    require(4);
    return in.getInt() & 0xFFFF_FFFFL;
  }

  int variableByteInteger() throws MqttProtocolException {
    int value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int next = oneByte();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        if (next == 0 && shift > 0) {
          // [MQTT-1.5.5-1]
          throw malformed("a Variable Byte Integer takes more bytes than it needs");
        }
        return value;
      }
    }
    throw malformed("a Variable Byte Integer is longer than four bytes");
  }

  /** All bytes up to the packet's end. */
  byte[] rest() {
    byte[] bytes = new byte[remaining()];
    in.get(bytes);
    return bytes;
  }

  byte[] binaryData() throws MqttProtocolException {
    int length = twoBytes();
    require(length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /**
   * A UTF-8 Encoded String. A byte order mark is an ordinary character and stays [MQTT-1.5.4-3].
   */
  String string() throws MqttProtocolException {
    byte[] bytes = binaryData();
    if (!Utf8.isValid(bytes, 0, bytes.length)) {
      // [MQTT-1.5.4-1] [MQTT-1.5.4-2]
      throw malformed("a text is not UTF-8, or holds U+0000");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  int packetIdentifier() throws MqttProtocolException {
    int packetIdentifier = twoBytes();
    if (packetIdentifier == 0) {
      // [MQTT-2.2.1-3] [MQTT-2.2.1-4]
      throw ProtocolErrors.protocolError("the Packet Identifier is 0");
    }
    return packetIdentifier;
  }

  void requireEnd() throws MqttProtocolException {
    if (hasRemaining()) {
      throw malformed("the packet holds " + remaining() + " bytes more than its fields");
    }
  }

  private void require(int length) throws MqttProtocolException {
    if (end - in.position() < length) {
      throw malformed("the packet ends inside a field");
    }
  }
}
