package hearth.protocol.codec;

import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.UserProperty;
import hearth.protocol.topic.Utf8;
import java.util.Arrays;

/**
 * Writes the data types of section 1.5. Room for the longest fixed header is kept in front, since
 * the Remaining Length is known last.
 */
final class WireWriter {
  private static final int HEADER = 5;

  private byte[] bytes = new byte[64];
  private int at = HEADER;

  void oneByte(int value) {
    room(1);
    bytes[at++] = (byte) value;
  }

  void twoBytes(long value) {
    requireRange(value, 0xFFFF);
    room(2);
    bytes[at++] = (byte) (value >> 8);
    bytes[at++] = (byte) value;
  }

  void fourBytes(long value) {
    requireRange(value, 0xFFFF_FFFFL);
    twoBytes(value >>> 16);
    twoBytes(value & 0xFFFF);
  }

  void variableByteInteger(long value) {
    requireRange(value, VariableByteInteger.MAXIMUM);
    room(VariableByteInteger.size((int) value));
    at = VariableByteInteger.put(bytes, at, (int) value);
  }

  void string(String text) {
    binaryData(Utf8.encode(text));
  }

  void binaryData(byte[] data) {
    twoBytes(data.length);
    put(data, 0, data.length);
  }

  /** 1 to 65535 [MQTT-2.2.1-3]. */
  void packetIdentifier(int packetIdentifier) {
    if (packetIdentifier == 0) {
      throw new IllegalArgumentException("a Packet Identifier is 1 to 65535, not 0");
    }
    twoBytes(packetIdentifier);
  }

  /**
   * Their length, then each; a packet without properties still has a length of 0 [MQTT-2.2.2-1].
   *
   * @throws IllegalArgumentException for a property that is not {@code allowed}, or a number that
   *     its width cannot hold
   */
  void properties(Properties properties, AllowedProperties allowed) {
    if (properties.isEmpty()) {
      oneByte(0);
      return;
    }
    WireWriter all = new WireWriter();
    properties.forEach((property, value) -> all.property(property, value, allowed));
    variableByteInteger(all.at - HEADER);
    put(all.bytes, HEADER, all.at - HEADER);
  }

  /** One property, as {@link #properties}. */
  void property(Property property, Object value, AllowedProperties allowed) {
    if (!allowed.contains(property)) {
      throw new IllegalArgumentException(property + " is not a property of " + allowed);
    }
    variableByteInteger(property.identifier());
    if (value instanceof String text) {
      string(text);
    } else if (value instanceof byte[] data) {
      binaryData(data);
    } else if (value instanceof UserProperty pair) {
      string(pair.name());
      string(pair.value());
    } else {
      number(property.type(), (Long) value);
    }
  }

  private void number(Property.Type type, long value) {
    if (type == Property.Type.BYTE) {
      requireRange(value, 1);
      oneByte((int) value);
    } else if (type == Property.Type.TWO_BYTE_INTEGER) {
      twoBytes(value);
    } else if (type == Property.Type.FOUR_BYTE_INTEGER) {
      fourBytes(value);
    } else {
      variableByteInteger(value);
    }
  }

  /** The bytes written, behind a fixed header, in an array of their size. */
  byte[] packet(int firstByte) {
    int length = at - HEADER;
    int start = HEADER - 1 - VariableByteInteger.size(length);
    bytes[start] = (byte) firstByte;
    VariableByteInteger.put(bytes, start + 1, length);
    return Arrays.copyOfRange(bytes, start, at);
  }

  /** The bytes written. */
  byte[] content() {
    return Arrays.copyOfRange(bytes, HEADER, at);
  }

  private void put(byte[] data, int offset, int length) {
    room(length);
    System.arraycopy(data, offset, bytes, at, length);
    at += length;
  }

  private void room(int length) {
    if (bytes.length - at < length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + length));
    }
  }

  private static void requireRange(long value, long maximum) {
    if (value < 0 || value > maximum) {
      throw new IllegalArgumentException(value + " is not of 0 to " + maximum);
    }
  }
}
