package hearth.runtime.homie;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Looks at all that a broker keeps of a device as strictly as the convention. */
public final class HomieConvention {
  private final Map<String, Object> rules;
  private final List<String> problems = new ArrayList<>();

  /** Reads its rules. */
  public HomieConvention() {
    try (InputStream data = getClass().getResourceAsStream("homie-5.yaml")) {
      rules = map(new Load(LoadSettings.builder().build()).loadFromInputStream(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Everything that is wrong.
   *
   * @param retained topics and payloads of all that a broker keeps
   * @param base such as {@code homie/5/home/}
   */
  public List<String> problemsOf(Map<String, String> retained, String base) {
    if (!list(rules, "states").contains(retained.get(base + "$state"))) {
      problems.add("$state is " + retained.get(base + "$state"));
    }
    String document = retained.get(base + "$description");
    Map<String, Object> device =
        map(new Load(LoadSettings.builder().build()).loadFromString(document));
    check("the device", device, section("device"));
    if (!device.get("homie").toString().matches((String) section("device").get("homie"))) {
      problems.add("homie is " + device.get("homie"));
    }
    Set<String> described = new HashSet<>(Set.of("$state", "$description"));
    map(device.get("nodes")).forEach((id, node) -> node(id, map(node), retained, base, described));
    retained.forEach(
        (topic, payload) -> {
          String own = topic.startsWith(base) ? topic.substring(base.length()) : "$state";
          if (!described.contains(own) && !own.startsWith("$alert/")) {
            problems.add(own + " is not described");
          }
        });
    return problems;
  }

  private void node(
      String id,
      Map<String, Object> node,
      Map<String, String> retained,
      String base,
      Set<String> described) {
    id(id);
    check(id, node, section("node"));
    map(node.get("properties"))
        .forEach(
            (name, property) -> {
              id(name);
              described.add(id + "/" + name);
              property(id + "/" + name, map(property), retained.get(base + id + "/" + name));
            });
  }

  private void property(String id, Map<String, Object> property, String payload) {
    Map<String, Object> rule = section("property");
    check(id, property, rule);
    String datatype = (String) property.get("datatype");
    String format = (String) property.get("format");
    if (!list(rule, "datatypes").contains(datatype)) {
      problems.add(id + " has the datatype " + datatype);
      return;
    }
    if (format == null && list(rule, "needs_format").contains(datatype)) {
      problems.add(id + " has no format");
    }
    if (format != null && !format.matches((String) section("formats").get(datatype))) {
      problems.add(id + " has the format " + format);
    }
    boolean isRetained = !Boolean.FALSE.equals(property.get("retained"));
    if (!isRetained && payload != null) {
      problems.add(id + " is kept, and is not retained");
    }
    if (isRetained && payload != null && !isAllowed(datatype, format, payload)) {
      problems.add(id + " is " + payload + ", which is no " + datatype);
    }
  }

  private boolean isAllowed(String datatype, String format, String payload) {
    return datatype.equals("enum")
        ? List.of(format.split(",")).contains(payload)
        : payload.matches((String) section("payloads").get(datatype));
  }

  private void id(String id) {
    if (!id.matches((String) rules.get("id"))) {
      problems.add(id + " is no id");
    }
  }

  private void check(String where, Map<String, Object> found, Map<String, Object> rule) {
    Map<String, Object> types = map(rule.get("types"));
    found.forEach(
        (key, value) -> {
          if (!isOf((String) types.get(key), value)) {
            problems.add(where + ": " + key + " is " + value);
          }
        });
    for (Object key : list(rule, "required")) {
      if (!found.containsKey(key)) {
        problems.add(where + ": " + key + " is missing");
      }
    }
  }

  private static boolean isOf(String type, Object value) {
    if (type == null) {
      return false;
    }
    return switch (type) {
      case "string" -> value instanceof String;
      case "integer" -> value instanceof Integer || value instanceof Long;
      case "boolean" -> value instanceof Boolean;
      case "object" -> value instanceof Map;
      default -> value instanceof List;
    };
  }

  private Map<String, Object> section(String name) {
    return map(rules.get(name));
  }

  @SuppressWarnings("unchecked") // of the keys of JSON objects and of our own test data
  private static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked") // of our own test data
  private static List<Object> list(Map<String, Object> rule, String name) {
    return (List<Object>) rule.getOrDefault(name, List.of());
  }
}
