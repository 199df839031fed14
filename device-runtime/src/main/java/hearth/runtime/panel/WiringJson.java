package hearth.runtime.panel;

import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.Finding;
import hearth.drivers.board.Header;
import hearth.drivers.board.HeaderPin;
import hearth.drivers.board.PinPlan;
import hearth.drivers.board.PinUse;
import hearth.drivers.board.Wire;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The wiring of a home as the page draws it. */
public final class WiringJson {
  private WiringJson() {}

  /**
   * The whole text.
   *
   * @param board its model; empty where this is no Raspberry Pi
   * @param simulated whether there is no hardware behind the parts
   */
  public static String of(
      Configuration home, ConfigTxt configTxt, String board, boolean simulated) {
    PinPlan plan = new PinPlan(home.pinUses(), configTxt);
    List<Finding> findings = plan.findings();
    Map<String, String> labels =
        home.things().stream()
            .map(ThingSettings::identity)
            .collect(Collectors.toMap(each -> each.name(), each -> each.label(), (a, b) -> a));
    JsonWriter json = new JsonWriter(false).beginObject().name("board");
    if (board.isEmpty()) {
      json.nothing();
    } else {
      json.string(board);
    }
    json.name("simulated").bool(simulated);
    json.name("header").beginArray();
    HeaderPin.all().forEach(pin -> write(pin, plan, findings, json));
    json.endArray().name("wires").beginArray();
    plan.wires().forEach(wire -> write(wire, labels.get(wire.part()), json));
    json.endArray().name("config_txt").beginArray();
    plan.configLines().forEach(json::string);
    json.endArray().name("findings").beginArray();
    findings.forEach(finding -> write(finding, pinOf(finding, plan), json));
    return json.endArray().endObject().toString();
  }

  private static void write(HeaderPin pin, PinPlan plan, List<Finding> findings, JsonWriter json) {
    json.beginObject().name("pin").number(pin.number());
    json.member("name", pin.name()).member("kind", pin.kind().word()).name("gpio");
    if (pin.line() < 0) {
      json.nothing();
    } else {
      json.number(pin.line());
    }
    List<PinUse> uses =
        plan.uses().stream().filter(use -> pin.line() >= 0 && use.line() == pin.line()).toList();
    json.name("use").beginArray();
    for (PinUse use : uses) {
      json.beginObject().member("part", use.thing());
      json.member("kind", use.kind().name().toLowerCase(Locale.ROOT));
      json.member("role", role(use)).endObject();
    }
    json.endArray().name("findings").beginArray();
    findings.stream()
        .filter(each -> uses.stream().anyMatch(use -> use.thing().equals(each.thing())))
        .forEach(each -> json.string(each.text()));
    json.endArray().endObject();
  }

  private static String role(PinUse use) {
    return switch (use.kind()) {
      case OUTPUT -> "relay input";
      case PWM -> "pulse input";
      case INPUT -> "contact";
      case ONE_WIRE -> "1-wire data";
      case DHT -> "data";
      case I2C -> use.line() == 2 ? "SDA" : "SCL";
    };
  }

  private static void write(Wire wire, String label, JsonWriter json) {
    json.beginObject().member("part", wire.part());
    json.member("label", label == null ? wire.part() : label).member("from", wire.from());
    json.name("pin").number(wire.pin());
    json.member("colour", wire.colour().name().toLowerCase(Locale.ROOT)).endObject();
  }

  private static void write(Finding finding, int pin, JsonWriter json) {
    json.beginObject().member("severity", finding.severity().name().toLowerCase(Locale.ROOT));
    json.member("part", finding.thing()).member("text", finding.text()).name("pin");
    if (pin < 0) {
      json.nothing();
    } else {
      json.number(pin);
    }
    json.endObject();
  }

  private static int pinOf(Finding finding, PinPlan plan) {
    return plan.uses().stream()
        .filter(use -> use.thing().equals(finding.thing()))
        .flatMapToInt(use -> Header.pinOf(use.line()).stream())
        .findFirst()
        .orElse(-1);
  }
}
