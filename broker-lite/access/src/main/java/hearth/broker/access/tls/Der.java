package hearth.broker.access.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The Distinguished Encoding Rules (X.690) as far as a certificate needs them. */
final class Der {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0C;
  private static final int IA5_STRING = 0x16;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONTEXT = 0x80;
  private static final int CONSTRUCTED = 0x20;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  /** A set of one: of several, DER wants an order. */
  static byte[] setOf(byte[] only) {
    return tagged(SET, only);
  }

  static byte[] bool(boolean value) {
    return tagged(BOOLEAN, new byte[] {(byte) (value ? 0xFF : 0)});
  }

  static byte[] integer(BigInteger value) {
    return tagged(INTEGER, value.toByteArray());
  }

  static byte[] integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  /** A bit string of whole bytes. */
  static byte[] bitString(byte[] bytes) {
    return tagged(BIT_STRING, new byte[] {0}, bytes);
  }

  /**
   * A named bit list (X.690, 11.2.2: without trailing zero bits).
   *
   * @param bits bit 0 is the highest of the byte; not 0
   */
  static byte[] bitString(int bits) {
    int unused = Integer.numberOfTrailingZeros(bits);
    return tagged(BIT_STRING, new byte[] {(byte) unused, (byte) bits});
  }

  static byte[] octetString(byte[]... parts) {
    return tagged(OCTET_STRING, parts);
  }

  static byte[] utf8String(String text) {
    return tagged(UTF8_STRING, text.getBytes(UTF_8));
  }

  /** Of ASCII. */
  static byte[] ia5String(String text) {
    return tagged(IA5_STRING, text.getBytes(UTF_8));
  }

  /** An object identifier, as {@code 2.5.29.17}. */
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      int arc = Integer.parseInt(arcs[i]);
      int groups = (31 - Integer.numberOfLeadingZeros(arc)) / 7 + 1;
      for (int group = groups - 1; group > 0; group--) {
        bytes.write((arc >>> (7 * group) & 0x7F) | 0x80);
      }
      bytes.write(arc & 0x7F);
    }
    return tagged(OBJECT_IDENTIFIER, bytes.toByteArray());
  }

  /** RFC 5280, 4.1.2.5: two digits for the year before 2050, four from then on. */
  static byte[] time(Instant instant) {
    ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
    boolean old = utc.getYear() < 2050;
    String text =
        DateTimeFormatter.ofPattern(old ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'").format(utc);
    return tagged(old ? UTC_TIME : GENERALIZED_TIME, text.getBytes(UTF_8));
  }

  /** {@code [number] IMPLICIT}, of something primitive. */
  static byte[] context(int number, byte[] content) {
    return tagged(CONTEXT | number, content);
  }

  /** {@code [number] EXPLICIT}, or {@code IMPLICIT} of something constructed. */
  static byte[] contextOf(int number, byte[]... parts) {
    return tagged(CONTEXT | CONSTRUCTED | number, parts);
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(length + 6);
    bytes.write(tag);
    writeLength(length, bytes);
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static void writeLength(int length, ByteArrayOutputStream bytes) {
    if (length < 0x80) {
      bytes.write(length);
      return;
    }
    byte[] value = BigInteger.valueOf(length).toByteArray();
    int start = value[0] == 0 ? 1 : 0;
    bytes.write(0x80 | value.length - start);
    bytes.write(value, start, value.length - start);
  }
}
