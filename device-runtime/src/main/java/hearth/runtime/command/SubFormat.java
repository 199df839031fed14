package hearth.runtime.command;

import hearth.client.ReceivedMessage;
import hearth.protocol.packet.Property;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a message is printed: the output format of mosquitto_sub's {@code -F}, with parameters of the
 * message after {@code %}, of the time after {@code @}, and escapes after a backslash.
 */
final class SubFormat {
  /** Where the bytes of one message are put together. */
  private interface Part {
    void write(ReceivedMessage message, ZonedDateTime now, ByteArrayOutputStream out);
  }

  /** What stands between {@code %} and its letter. */
  private record Width(boolean left, boolean zero, int min, int max) {
    static final Width NONE = new Width(false, false, 0, Integer.MAX_VALUE);

    String apply(String text, boolean number) {
      String cut = text.length() > max ? text.substring(0, max) : text;
      String pad = (zero && number && !left ? "0" : " ").repeat(Math.max(0, min - cut.length()));
      return left ? cut + pad : pad + cut;
    }
  }

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx", Locale.ROOT);

  /** Texts after %. */
  private static final Map<Character, Function<ReceivedMessage, String>> TEXTS =
      Map.of(
          'C', message -> text(message, Property.CONTENT_TYPE),
          'P', SubFormat::userProperties,
          'R', message -> text(message, Property.RESPONSE_TOPIC),
          'q', message -> "" + message.qos().level(),
          'r', message -> message.retain() ? "1" : "0",
          't', message -> message.topic().toString());

  /** Numbers after %, which may be padded with zeros. */
  private static final Map<Character, Function<ReceivedMessage, String>> NUMBERS =
      Map.of(
          'A', message -> number(message, Property.TOPIC_ALIAS),
          'E', message -> number(message, Property.MESSAGE_EXPIRY_INTERVAL),
          'F', message -> number(message, Property.PAYLOAD_FORMAT_INDICATOR),
          'S', SubFormat::subscriptionIdentifiers,
          'l', message -> "" + message.payload().length,
          'm', message -> "" + message.packetIdentifier());

  /** Bytes after a backslash. */
  private static final Map<Character, Integer> ESCAPES =
      Map.of('\\', (int) '\\', '0', 0, 'a', 7, 'e', 27, 'n', 10, 'r', 13, 't', 9, 'v', 11);

  private final String format;
  private final boolean pretty;
  private final boolean terminal;
  private final List<Part> parts = new ArrayList<>();
  private boolean wantsJson;
  private int at;

  private SubFormat(String format, boolean pretty, boolean terminal) {
    this.format = format;
    this.pretty = pretty;
    this.terminal = terminal;
  }

  /**
   * The payload alone.
   *
   * @param terminal whether what could steer a terminal is written out
   */
  static SubFormat payload(boolean terminal) {
    return of("%p", false, terminal);
  }

  /** Topic and payload, {@code (null)} for none. */
  static SubFormat verbose(boolean terminal) {
    SubFormat made = of("%t ", false, terminal);
    Part payload = made.payload(Width.NONE);
    Part none = literal("(null)".getBytes(StandardCharsets.UTF_8));
    made.parts.add(
        (message, now, out) ->
            (message.payload().length == 0 ? none : payload).write(message, now, out));
    return made;
  }

  /**
   * A format of the user's.
   *
   * @param pretty whether JSON is spread over lines
   * @param terminal whether what could steer a terminal is written out
   * @throws IllegalArgumentException where it has an unknown sequence
   */
  static SubFormat of(String format, boolean pretty, boolean terminal) {
    SubFormat made = new SubFormat(format, pretty, terminal);
    while (made.at < format.length()) {
      made.parts.add(made.part());
    }
    return made;
  }

  /** Whether there is no telling of a message whose payload is not JSON. */
  boolean wantsJson() {
    return wantsJson;
  }

  /** The bytes of a message, without an end of line. */
  byte[] apply(ReceivedMessage message, ZonedDateTime now) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.payload().length + 64);
    for (Part part : parts) {
      part.write(message, now, out);
    }
    return out.toByteArray();
  }

  private Part part() {
    char first = format.charAt(at);
    if (first == '%' || first == '@' || first == '\\') {
      at++;
      return switch (first) {
        case '%' -> parameter();
        case '@' -> time(next("@"));
        default -> escape(next("\\"));
      };
    }
    int start = at;
    while (at < format.length() && "%@\\".indexOf(format.charAt(at)) < 0) {
      at++;
    }
    return literal(format.substring(start, at).getBytes(StandardCharsets.UTF_8));
  }

  private char next(String begun) {
    if (at == format.length()) {
      throw new IllegalArgumentException("the format ends in the midst of '" + begun + "'");
    }
    return format.charAt(at++);
  }

  private static Part literal(byte... bytes) {
    return (message, now, out) -> out.writeBytes(bytes);
  }

  private Part text(Function<ReceivedMessage, String> text, Width width, boolean number) {
    return (message, now, out) ->
        out.writeBytes(
            width.apply(shown(text.apply(message)), number).getBytes(StandardCharsets.UTF_8));
  }

  private String shown(String text) {
    return terminal ? TerminalText.of(text) : text;
  }

  private static Part clock(Function<ZonedDateTime, String> text, Width width) {
    return (message, now, out) ->
        out.writeBytes(width.apply(text.apply(now), false).getBytes(StandardCharsets.UTF_8));
  }

  private static Part escape(char letter) {
    Integer escaped = ESCAPES.get(letter);
    if (escaped == null) {
      throw new IllegalArgumentException("there is no escape \\" + letter);
    }
    return literal(escaped.byteValue());
  }

  private static Part time(char letter) {
    Function<ZonedDateTime, String> text = SubTime.of(letter);
    if (text == null) {
      throw new IllegalArgumentException("there is no time parameter @" + letter);
    }
    return clock(text, Width.NONE);
  }

  private Part parameter() {
    Width width = width();
    char letter = next("%");
    return switch (letter) {
      case '%' -> literal((byte) '%');
      case 'p' -> payload(width);
      case 'x' -> hex(HexFormat.of(), width);
      case 'X' -> hex(HexFormat.of().withUpperCase(), width);
      case 'D' ->
          (message, now, out) -> {
            byte[] data = message.properties().binary(Property.CORRELATION_DATA);
            out.writeBytes(data == null ? new byte[0] : shown(data));
          };
      case 'I' -> clock(ISO::format, width);
      case 'U' -> clock(now -> now.toEpochSecond() + nanos(now), width);
      case 'j' -> (message, now, out) -> json(SubJson.of(message, now, pretty), out);
      case 'J' -> {
        wantsJson = true;
        yield (message, now, out) -> json(SubJson.withJson(message, now, pretty), out);
      }
      default -> named(letter, width);
    };
  }

  private static String nanos(ZonedDateTime now) {
    return String.format(".%09d", now.getNano());
  }

  private Part named(char letter, Width width) {
    if (NUMBERS.containsKey(letter)) {
      return text(NUMBERS.get(letter), width, true);
    }
    if (TEXTS.containsKey(letter)) {
      return text(TEXTS.get(letter), width, false);
    }
    throw new IllegalArgumentException("there is no parameter %" + letter);
  }

  /** Its width is that of a field, which cuts what is longer; a precision changes nothing. */
  private Part payload(Width width) {
    return (message, now, out) -> field(shown(message.payload()), width, 1, out);
  }

  private static Part hex(HexFormat format, Width width) {
    return (message, now, out) ->
        field(
            format.formatHex(message.payload()).getBytes(StandardCharsets.US_ASCII), width, 2, out);
  }

  /**
   * @param unit of so many bytes none is cut in two
   */
  private static void field(byte[] bytes, Width width, int unit, ByteArrayOutputStream out) {
    int length = width.min == 0 ? bytes.length : Math.min(bytes.length, width.min / unit * unit);
    String pad = (width.zero && !width.left ? "0" : " ").repeat(Math.max(0, width.min - length));
    byte[] padding = pad.getBytes(StandardCharsets.US_ASCII);
    out.write(padding, 0, width.left ? 0 : padding.length);
    out.write(bytes, 0, length);
    out.write(padding, 0, width.left ? padding.length : 0);
  }

  private byte[] shown(byte[] bytes) {
    return terminal ? TerminalText.payload(bytes).getBytes(StandardCharsets.UTF_8) : bytes;
  }

  /**
   * @param json null for none
   */
  private void json(byte[] json, ByteArrayOutputStream out) {
    if (json != null) {
      out.writeBytes(terminal ? TerminalText.json(json).getBytes(StandardCharsets.UTF_8) : json);
    }
  }

  private Width width() {
    boolean left = false;
    boolean zero = false;
    for (char flag; at < format.length() && ((flag = format.charAt(at)) == '-' || flag == '0'); ) {
      left |= flag == '-';
      zero |= flag == '0';
      at++;
    }
    int min = digits(0);
    int max = Integer.MAX_VALUE;
    if (at < format.length() && format.charAt(at) == '.') {
      at++;
      max = digits(0);
    }
    return new Width(left, zero, min, max);
  }

  private int digits(int absent) {
    int start = at;
    while (at < format.length() && Character.isDigit(format.charAt(at))) {
      at++;
    }
    if (at - start > 4) {
      throw new IllegalArgumentException("a width has at most four digits");
    }
    return at == start ? absent : Integer.parseInt(format.substring(start, at));
  }

  private static String text(ReceivedMessage message, Property property) {
    String text = message.properties().text(property);
    return text == null ? "" : text;
  }

  private static String number(ReceivedMessage message, Property property) {
    long number = message.properties().number(property, -1);
    return number < 0 ? "" : "" + number;
  }

  private static String userProperties(ReceivedMessage message) {
    return message.properties().userProperties().stream()
        .map(property -> property.name() + ":" + property.value())
        .collect(Collectors.joining(" "));
  }

  private static String subscriptionIdentifiers(ReceivedMessage message) {
    return Arrays.stream(message.properties().subscriptionIdentifiers())
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" "));
  }
}
