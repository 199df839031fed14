package hearth.protocol.topic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A Topic Name (4.7): what a message is published to. Immutable; held as the bytes of the wire,
 * since most names are only looked up and passed on.
 */
public final class TopicName implements Comparable<TopicName> {
  private final byte[] utf8;
  private final int hash;

  private TopicName(byte[] utf8) {
    this.utf8 = utf8;
    this.hash = Arrays.hashCode(utf8); // TopicNames computes the same without the array
  }

  /**
   * The name of a text.
   *
   * @throws IllegalArgumentException where it is empty, holds a wildcard or U+0000, or is longer
   *     than 65,535 bytes
   */
  public static TopicName of(String text) {
    return ofUtf8(Utf8.encode(text));
  }

  /**
   * The name of bytes from the wire; the array becomes the name's own.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public static TopicName ofUtf8(byte[] utf8) {
    if (utf8.length == 0) {
      throw new IllegalArgumentException(
          "a Topic Name has at least one character"); // [MQTT-4.7.3-1]
    }
    if (utf8.length > 65_535 || !Utf8.isValid(utf8, 0, utf8.length)) {
      throw new MalformedUtf8Exception("the Topic Name is not UTF-8 as MQTT wants it");
    }
    for (byte b : utf8) {
      if (b == '+' || b == '#') {
        // [MQTT-3.3.2-2]
        throw new IllegalArgumentException(
            "the Topic Name '" + new String(utf8, StandardCharsets.UTF_8) + "' holds a wildcard");
      }
    }
    return new TopicName(utf8);
  }

  /** The bytes of the wire, not to be changed. */
  public byte[] utf8() {
    return utf8;
  }

  /** Whether the name starts with {@code $}: wildcards at the first level do not match it. */
  public boolean isReserved() {
    return utf8[0] == '$';
  }

  @Override
  public int compareTo(TopicName other) {
    return Arrays.compareUnsigned(utf8, other.utf8);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof TopicName that && hash == that.hash && Arrays.equals(utf8, that.utf8));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
