package hearth.runtime.panel;

import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.board.Header;
import hearth.drivers.board.PinPlan;
import hearth.drivers.board.PinUse;
import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.Pull;
import hearth.runtime.config.Configuration;
import hearth.runtime.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The pins that are free for one thing more, and what each suits, as the planner sees it. */
public record FreePins(ConfigTxt configTxt) {
  /** No name of a thing. */
  private static final String NEW = "a new thing";

  private static final List<String> OUTPUTS = List.of("light", "switch", "fan");
  private static final List<String> INPUTS = List.of("button", "binary_sensor");
  private static final List<String> SENSORS = List.of("dht22", "dht11");

  /** The whole text; pins that nothing is to be said against. */
  public String of(Configuration home) {
    JsonWriter json = new JsonWriter(false).beginObject().name("pins").beginArray();
    List<PinUse> uses = new PinPlan(home.pinUses(), configTxt).uses();
    for (int line = 0; line < Header.lineCount(); line++) {
      int each = line;
      if (Header.pinOf(line).isPresent() && uses.stream().noneMatch(use -> use.line() == each)) {
        write(line, home, json);
      }
    }
    json.endArray().name("kinds").beginArray();
    Stream.of(OUTPUTS, INPUTS, SENSORS, List.of("ds18b20"))
        .flatMap(List::stream)
        .forEach(json::string);
    return json.endArray().endObject().toString();
  }

  private void write(int line, Configuration home, JsonWriter json) {
    List<String> levels = new ArrayList<>();
    for (ActiveLevel level : ActiveLevel.values()) {
      if (suits(PinUse.output(NEW, line, level), home)) {
        levels.add(level.name().toLowerCase(Locale.ROOT));
      }
    }
    List<String> suits = new ArrayList<>(levels.isEmpty() ? List.of() : OUTPUTS);
    if (suits(PinUse.input(NEW, line, ActiveLevel.LOW, Pull.UP), home)) {
      suits.addAll(INPUTS);
    }
    if (suits(PinUse.dht(NEW, line), home)) {
      suits.addAll(SENSORS);
    }
    if (!suits.isEmpty()) {
      json.beginObject().name("gpio").number(line);
      json.name("pin").number(Header.pinOf(line).getAsInt()).name("suits").beginArray();
      suits.forEach(json::string);
      json.endArray().name("active").beginArray();
      levels.forEach(json::string);
      json.endArray().endObject();
    }
  }

  private boolean suits(PinUse use, Configuration home) {
    List<PinUse> all = new ArrayList<>(home.pinUses());
    all.add(use);
    return new PinPlan(all, configTxt)
        .findings().stream()
            .noneMatch(each -> each.thing().equals(NEW) && each.severity() != Severity.NOTE);
  }
}
