package hearth.drivers.board;

import hearth.drivers.kernel.KernelFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The firmware's configuration file, as far as it gives pins away.
 *
 * <p>Of its sections, {@code [all]} and those of a model that this board is count; sections that
 * ask for something else are taken as met, since a pin that may be taken is better not used.
 */
public final class ConfigTxt {
  /** Where it lies since Debian 12, and where it lay before. */
  private static final List<String> PLACES =
      List.of("/boot/firmware/config.txt", "/boot/config.txt");

  /** A line {@code dtoverlay=name,key=value,…}; a key without a value stands for {@code on}. */
  record Overlay(String name, Map<String, String> parameters) {}

  private final boolean known;
  private final List<Overlay> overlays = new ArrayList<>();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<String> pinLines = new ArrayList<>();
  private Overlay scope;

  private ConfigTxt(boolean known) {
    this.known = known;
  }

  /** No file: nobody knows what the firmware does. */
  public static ConfigTxt unknown() {
    return new ConfigTxt(false);
  }

  /** The file of this machine, unknown where there is none. */
  public static ConfigTxt of(KernelFiles files, Board board) {
    for (String place : PLACES) {
      try {
        return parse(files.read(place), board);
      } catch (IOException e) {
        // The other place, or none.
      }
    }
    return unknown();
  }

  /** The meaning of a text. */
  public static ConfigTxt parse(String text, Board board) {
    ConfigTxt config = new ConfigTxt(true);
    boolean counts = true;
    for (String line : text.lines().map(ConfigTxt::withoutComment).toList()) {
      if (line.startsWith("[")) {
        counts = applies(line.substring(1).replace("]", "").toLowerCase(Locale.ROOT), board);
      } else if (counts && line.contains("=")) {
        int equals = line.indexOf('=');
        config.add(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    return config;
  }

  private static String withoutComment(String line) {
    int hash = line.indexOf('#');
    return (hash < 0 ? line : line.substring(0, hash)).strip();
  }

  /** A section of a model names it {@code pi3+}, {@code pi4}, {@code cm4}, {@code pi0w}. */
  private static boolean applies(String section, Board board) {
    if (section.equals("none")) {
      return false;
    }
    boolean ofModel = section.matches("(pi|cm)\\d.*");
    if (!ofModel) {
      return true;
    }
    char generation = section.charAt(2);
    return switch (board.chip()) {
      case RP1 -> generation == '5';
      case BCM2711 -> generation == '4';
      case BCM2835 -> generation < '4';
      case UNKNOWN -> true;
    };
  }

  private void add(String key, String value) {
    switch (key) {
      case "dtoverlay" -> {
        String[] parts = value.split("[,:]", 2);
        scope = new Overlay(parts[0], split(parts.length > 1 ? parts[1] : ""));
        if (!scope.name.isEmpty()) {
          overlays.add(scope);
        }
      }
      case "dtparam" -> addParameters(split(value));
      case "gpio" -> pinLines.add(value);
      default -> settings.put(key, value);
    }
  }

  /**
   * Parameters belong to the overlay above them as far as it has them, else to the base; an empty
   * {@code dtoverlay=} ends that. Nobody here knows all parameters of all overlays: both get them,
   * and ask for none that is not theirs.
   */
  private void addParameters(Map<String, String> values) {
    parameters.putAll(values);
    if (scope != null) {
      scope.parameters.putAll(values);
    }
  }

  private static Map<String, String> split(String list) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String item : list.split(",")) {
      int equals = item.indexOf('=');
      if (!item.isBlank()) {
        values.put(
            (equals < 0 ? item : item.substring(0, equals)).strip(),
            equals < 0 ? "on" : item.substring(equals + 1).strip());
      }
    }
    return values;
  }

  /** Whether there is a file. */
  public boolean isKnown() {
    return known;
  }

  /** The overlays it loads, as it names them. */
  public List<String> overlayNames() {
    return overlays.stream().map(Overlay::name).toList();
  }

  /**
   * Whether it has the overlay of a line such as {@code dtoverlay=i2c-sensor,bme280,addr=0x77} with
   * at least its parameters.
   */
  boolean loads(String line) {
    ConfigTxt wanted = new ConfigTxt(true);
    wanted.add("dtoverlay", line.substring(line.indexOf('=') + 1));
    Overlay overlay = wanted.overlays.get(0);
    return overlays.stream()
        .filter(each -> each.name().equals(overlay.name()))
        .anyMatch(
            each -> each.parameters().entrySet().containsAll(overlay.parameters().entrySet()));
  }

  List<Overlay> overlays() {
    return overlays;
  }

  /** Whether a parameter of the base is on, under any of its names. */
  boolean isOn(String... names) {
    for (String name : names) {
      String value = parameters.get(name);
      if (value != null && !value.equals("off") && !value.equals("0")) {
        return true;
      }
    }
    return false;
  }

  /** Whether a setting of the firmware is 1. */
  boolean isSet(String name) {
    return "1".equals(settings.get(name));
  }

  /** Whether a line {@code gpio=17=op,dh} sets a level of the pin at start-up. */
  boolean drives(int line) {
    return pinLines.stream()
        .map(value -> value.split("=", 2))
        .anyMatch(
            parts -> parts.length == 2 && parts[1].contains("op") && contains(parts[0], line));
  }

  /** Lists and ranges: {@code 4,17-19}. */
  private static boolean contains(String list, int line) {
    for (String item : list.split(",")) {
      String[] ends = item.strip().split("-", 2);
      try {
        int first = Integer.parseInt(ends[0]);
        if (line >= first && line <= Integer.parseInt(ends[ends.length - 1])) {
          return true;
        }
      } catch (NumberFormatException e) {
        // Not a number: the firmware ignores it too.
      }
    }
    return false;
  }
}
