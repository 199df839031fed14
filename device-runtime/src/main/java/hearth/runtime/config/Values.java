package hearth.runtime.config;

import hearth.protocol.topic.TopicName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The values of a configuration: each says what it allows and how it is written. */
final class Values {
  private static final Map<String, Boolean> FLAG_WORDS =
      Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);

  private static final Map<String, Duration> TIME_UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "min", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private static final Map<String, Long> SIZE_UNITS =
      Map.of("B", 1L, "kB", 1_000L, "KiB", 1L << 10, "MB", 1_000_000L, "MiB", 1L << 20);

  /** What a text such as {@code 10s} or {@code 1.5 MB} is made of. */
  private record Quantity(double number, String unit) {}

  private Values() {}

  /** Any text but an empty one. */
  static Value<String> text(String allowed) {
    return new Scalar<>(allowed, text -> text.isBlank() ? null : text);
  }

  /** A text of a form. */
  static Value<String> text(String allowed, Pattern form) {
    return new Scalar<>(allowed, text -> form.matcher(text).matches() ? text : null);
  }

  /** A password; no message repeats it. */
  static Value<Secret> secret() {
    return new Scalar<>(
        "a password, better as !secret NAME or !file PATH than written here",
        List.of(),
        text -> text.isEmpty() ? null : new Secret(text),
        true);
  }

  static Value<Boolean> flag() {
    return new Scalar<>(
        "yes or no", FLAG_WORDS.keySet(), text -> FLAG_WORDS.get(lowerCase(text)), false);
  }

  /** What a word of a flag says, empty for any other word. */
  static Optional<Boolean> flagOf(String word) {
    return Optional.ofNullable(FLAG_WORDS.get(lowerCase(word)));
  }

  static Value<Integer> wholeNumber(int from, int to) {
    return new Scalar<>(
        "a whole number from " + from + " to " + to,
        text -> inRange(Integer.valueOf(text), number -> number >= from && number <= to));
  }

  static Value<Double> number(double from, double to) {
    return new Scalar<>(
        "a number from " + from + " to " + to,
        text -> inRange(Double.valueOf(text), number -> number >= from && number <= to));
  }

  private static <T> T inRange(T number, Predicate<T> range) {
    return range.test(number) ? number : null;
  }

  /** One of the constants, written in lower case. */
  static <E extends Enum<E>> Value<E> oneOf(Class<E> type) {
    return oneOf(
        Arrays.stream(type.getEnumConstants())
            .collect(
                Collectors.toMap(constant -> lowerCase(constant.name()), Function.identity())));
  }

  /**
   * One of some words, whatever the case of their letters. Where yes and no or on and off are among
   * them, so are all ways to write these.
   */
  static <T> Value<T> oneOf(Map<String, T> words) {
    List<String> sorted = words.keySet().stream().sorted().toList();
    return new Scalar<>(
        "one of " + String.join(", ", sorted),
        sorted,
        text -> {
          T exactly = words.get(lowerCase(text));
          Boolean flag = FLAG_WORDS.get(lowerCase(text));
          return exactly != null || flag == null ? exactly : ofFlag(words, flag);
        },
        false);
  }

  private static <T> T ofFlag(Map<String, T> words, boolean flag) {
    boolean isYesOrNo = words.containsKey("yes") && words.containsKey("no");
    boolean isOnOrOff = words.containsKey("on") && words.containsKey("off");
    if (isYesOrNo) {
      return words.get(flag ? "yes" : "no");
    }
    return isOnOrOff ? words.get(flag ? "on" : "off") : null;
  }

  /** One of some words, as it is. */
  static Value<String> word(List<String> words) {
    return oneOf(words.stream().collect(Collectors.toMap(word -> word, word -> word)));
  }

  /** A time; a number without its unit is refused rather than guessed at. */
  static Value<Duration> duration(Duration from, Duration to) {
    return new Scalar<>(
        "a time such as 500ms, 10s, 5min, 1h or 1d, from " + written(from) + " to " + written(to),
        text ->
            inRange(duration(text), time -> time.compareTo(from) >= 0 && time.compareTo(to) <= 0));
  }

  /**
   * The time of a text.
   *
   * @throws IllegalArgumentException where it is none, saying why
   */
  static Duration duration(String text) {
    Quantity quantity = quantity(text, "s");
    Duration unit = TIME_UNITS.get(quantity.unit());
    if (unit == null) {
      throw new IllegalArgumentException("the units are ms, s, min, h and d");
    }
    return Duration.ofNanos((long) (quantity.number() * unit.toNanos()));
  }

  /** As the configuration writes a time: in the largest unit that keeps it whole. */
  public static String written(Duration time) {
    return List.of("d", "h", "min", "s", "ms").stream()
        .filter(unit -> time.toNanos() % TIME_UNITS.get(unit).toNanos() == 0)
        .findFirst()
        .map(unit -> time.toNanos() / TIME_UNITS.get(unit).toNanos() + unit)
        .orElse(time.toString());
  }

  /** A number of bytes. */
  static Value<Long> size(long from, long to) {
    return new Scalar<>(
        "a size such as 64KiB or 1MB, from " + from + " to " + to + " bytes",
        text -> inRange(size(text), bytes -> bytes >= from && bytes <= to));
  }

  private static Long size(String text) {
    Quantity quantity = quantity(text, "kB");
    Long unit = SIZE_UNITS.get(quantity.unit());
    if (unit == null) {
      throw new IllegalArgumentException("the units are B, kB, KiB, MB and MiB");
    }
    return (long) (quantity.number() * unit);
  }

  /** Without a regular expression, whose classes would take a tenth of a start. */
  private static Quantity quantity(String text, String likelyUnit) {
    String stripped = text.strip();
    int end = 0;
    while (end < stripped.length() && isOfNumber(stripped.charAt(end))) {
      end++;
    }
    String number = stripped.substring(0, end);
    String unit = stripped.substring(end).strip();
    if (number.startsWith(".") || number.endsWith(".") || !isWord(unit)) {
      throw new IllegalArgumentException("it is not a number with a unit");
    }
    double value;
    try {
      value = Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("it is not a number with a unit", e);
    }
    if (unit.isEmpty()) {
      throw new IllegalArgumentException(
          "the unit is missing; perhaps " + stripped + likelyUnit + " is meant");
    }
    return new Quantity(value, unit);
  }

  private static boolean isOfNumber(char character) {
    return (character >= '0' && character <= '9') || character == '.';
  }

  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isLetter(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** A line of the 40-pin header by its GPIO number. */
  static Value<Integer> pin() {
    Value<Integer> number =
        new Scalar<>(
            "a GPIO number from 0 to 27 such as 17: the name of the pin, not its place on the header",
            text -> inRange(Integer.valueOf(withoutPrefix(text)), pin -> pin >= 0 && pin <= 27));
    return new Value<>() {
      @Override
      public Integer read(Cursor at) {
        if (!(at.node() instanceof MappingNode)) {
          return number.read(at);
        }
        at.problem(
            "is the number alone here, as in 'pin: 17'; for ESPHome's 'inverted: true' write"
                + " 'active: low' beside it, for its mode of an input 'pull: up'");
        return null;
      }

      @Override
      public String allowed() {
        return number.allowed();
      }
    };
  }

  private static String withoutPrefix(String pin) {
    return lowerCase(pin).startsWith("gpio") ? pin.substring("gpio".length()) : pin;
  }

  /** A Topic Name, checked by the rules of MQTT and those of good sense. */
  static Value<TopicName> topic() {
    return new Scalar<>(
        "a topic such as home/livingroom, without + and #, and without / at either end",
        text -> {
          boolean odd = text.startsWith("/") || text.endsWith("/") || text.startsWith("$");
          return odd || text.contains("//") ? null : TopicName.of(text);
        });
  }

  /** A path, relative ones from the folder of the configuration. */
  static Value<Path> path(String allowed) {
    Value<String> text = text(allowed);
    return new Value<>() {
      @Override
      public Path read(Cursor at) {
        String written = text.read(at);
        return written == null ? null : at.source().path(written);
      }

      @Override
      public String allowed() {
        return allowed;
      }
    };
  }

  /** A list, or one item without the list around it. */
  static <T> Value<List<T>> oneOrMore(Value<T> item) {
    Value<List<T>> list = listOf(item);
    return new Value<>() {
      @Override
      public List<T> read(Cursor at) {
        if (at.isEmpty() || at.node() instanceof SequenceNode) {
          return list.read(at);
        }
        T only = item.read(at);
        return only == null ? List.of() : List.of(only);
      }

      @Override
      public String allowed() {
        return item.allowed() + ", or a list of such";
      }

      @Override
      public List<Schema<?>> sections() {
        return item.sections();
      }
    };
  }

  /** A list; an empty one where nothing is written. */
  static <T> Value<List<T>> listOf(Value<T> item) {
    return new Value<>() {
      @Override
      public List<T> read(Cursor at) {
        if (at.node() instanceof SequenceNode sequence) {
          return items(at, sequence);
        }
        if (!at.isEmpty()) {
          at.problem("must be " + allowed());
        }
        return List.of();
      }

      private List<T> items(Cursor at, SequenceNode sequence) {
        List<T> read = new ArrayList<>();
        for (Node node : sequence.getValue()) {
          read.add(item.read(at.item(read.size(), node)));
        }
        return read.stream().filter(Objects::nonNull).toList();
      }

      @Override
      public String allowed() {
        return "a list (each item behind a '- ') of " + item.allowed();
      }

      @Override
      public List<Schema<?>> sections() {
        return item.sections();
      }
    };
  }

  /** A constant as the file has it. */
  static String lowerCase(Enum<?> constant) {
    return lowerCase(constant.name());
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
