package hearth.runtime.setup;

import hearth.drivers.board.PinUse;
import hearth.runtime.config.Configuration;
import hearth.runtime.doctor.FoundSensors.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is wired, as it is told answer by answer, and the draft that it becomes. */
public final class WiredHome {
  private static final int LAST_LINE = 27;

  /** The name of a sensor where nobody gives one. */
  private static final Map<String, String> NAMES =
      Map.of(
          "ds18b20", "temperature",
          "dht11", "climate",
          "dht22", "climate",
          "bme280", "air",
          "bme680", "air",
          "bh1750", "daylight");

  private static final Map<String, String> COMMENTS =
      Map.of(
          "ds18b20", "a thermometer on the 1-wire bus",
          "dht11", "temperature and humidity",
          "dht22", "temperature and humidity",
          "bme280", "temperature, humidity and pressure",
          "bme680", "temperature, humidity, pressure and gases",
          "bh1750", "how light it is");

  private final HomeDraft draft;
  private final Set<String> names = new LinkedHashSet<>();
  private final Map<Integer, String> pins = new HashMap<>();
  private final List<String> byHand = new ArrayList<>();
  private String output;

  /**
   * A home to which things are added.
   *
   * @param current what is there; null for nothing
   */
  public WiredHome(HomeDraft draft, Configuration current) {
    this.draft = draft;
    if (current != null) {
      current.things().forEach(thing -> names.add(thing.identity().name()));
      current.pinUses().stream()
          .filter(use -> use.kind() != PinUse.Kind.ONE_WIRE)
          .forEach(use -> pins.put(use.line(), use.thing()));
      output = current.outputs().stream().map(o -> o.identity().name()).findFirst().orElse(null);
    }
  }

  /** A free name, as near to the wanted one as there is. */
  public String freeName(String wanted) {
    String name = wanted;
    for (int i = 2; names.contains(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /**
   * A name that is free and allowed.
   *
   * @throws IllegalArgumentException where it is not
   */
  public String name(String text) {
    if (!text.matches("[\\p{L}\\p{N}_-]+")) {
      throw new IllegalArgumentException("a name has letters, digits, - and _, and no blanks");
    }
    if (names.contains(text)) {
      throw new IllegalArgumentException("'" + text + "' is there already");
    }
    return text;
  }

  /**
   * A pin that nothing has yet.
   *
   * @throws IllegalArgumentException where it is none, or something has it
   */
  public int pin(String text) {
    String digits = text.toLowerCase(Locale.ROOT).replaceFirst("^gpio", "");
    int pin = digits.matches("\\d{1,2}") ? Integer.parseInt(digits) : -1;
    if (pin < 0 || pin > LAST_LINE) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no GPIO number; they go from 0 to 27, and are not the places on the header");
    }
    if (pins.containsKey(pin)) {
      throw new IllegalArgumentException("GPIO" + pin + " has '" + pins.get(pin) + "' already");
    }
    return pin;
  }

  public void addSensor(Found found) {
    String kind = found.kind();
    String name = freeName(NAMES.getOrDefault(kind, kind));
    List<String> keys = new ArrayList<>();
    keys.add("kind: " + kind + commented(COMMENTS.get(kind)));
    keys.add("name: " + name);
    keys.addAll(found.keys());
    if (found.line() >= 0) {
      pins.put(pin("" + found.line()), name);
    }
    add("sensors", name, keys);
  }

  /**
   * Adds what switches something on.
   *
   * @param isLow whether it is on while its pin is low
   */
  public void addRelay(int pin, boolean isLow, String name) {
    pins.put(pin, name);
    add(
        "lights",
        name,
        List.of(
            "name: " + name,
            "pin: " + pin + commented("GPIO" + pin + ", its input"),
            isLow
                ? "active: low" + commented("on when the pin is low, as most relay boards want it")
                : "active: high" + commented("on when the pin is high")));
    output = Optional.ofNullable(output).orElse(name);
  }

  public void addButton(int pin, String name) {
    pins.put(pin, name);
    List<String> keys = new ArrayList<>();
    keys.add("name: " + name + commented("between GPIO" + pin + " and ground"));
    keys.add("pin: " + pin);
    if (output != null) {
      keys.add("on_press: toggle " + output);
    }
    add("buttons", name, keys);
  }

  private static String commented(String comment) {
    return comment == null ? "" : "  # " + comment;
  }

  private void add(String section, String name, List<String> keys) {
    names.add(name);
    if (!draft.add(section, keys)) {
      byHand.add(section);
    }
  }

  /** Sections that are written in brackets, where nothing could be added. */
  public List<String> byHand() {
    return byHand;
  }
}
