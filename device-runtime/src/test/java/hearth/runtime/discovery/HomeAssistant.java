package hearth.runtime.discovery;

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

/** Looks at a discovery message as strictly as Home Assistant, and more so. */
final class HomeAssistant {
  private final Map<String, Object> schema;
  private final List<String> problems = new ArrayList<>();

  HomeAssistant() {
    try (InputStream data = getClass().getResourceAsStream("home-assistant.yaml")) {
      schema = map(new Load(LoadSettings.builder().build()).loadFromInputStream(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The message as Home Assistant reads it. */
  static Map<String, Object> read(String payload) {
    return map(new Load(LoadSettings.builder().build()).loadFromString(payload));
  }

  @SuppressWarnings("unchecked") // of the keys of JSON objects and of our own test data
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  /** Everything that is wrong with a message. */
  List<String> problemsOf(String payload) {
    Map<String, Object> message = read(payload);
    keys("message", message, section("message"));
    Map<String, Object> device = map(message.get("device"));
    keys("device", device, section("device"));
    keys("origin", map(message.get("origin")), section("origin"));
    if (!device.containsKey("identifiers") && !device.containsKey("connections")) {
      problems.add("the device has no identifier");
    }
    Set<Object> identifiers = new HashSet<>();
    map(message.get("components"))
        .forEach(
            (id, component) -> {
              component(id, map(component));
              boolean isEntity = !map(component).get("platform").equals("device_automation");
              if (isEntity && !identifiers.add(map(component).get("unique_id"))) {
                problems.add(id + " has the unique_id of another");
              }
            });
    return problems;
  }

  private void component(String id, Map<String, Object> component) {
    Map<String, Object> platform = map(section("platforms").get(component.get("platform")));
    if (platform == null) {
      problems.add(id + ": there is no platform " + component.get("platform"));
      return;
    }
    Map<String, Object> common =
        component.get("platform").equals("device_automation") ? Map.of() : section("component");
    Set<Object> allowed = new HashSet<>(list(common, "allowed"));
    allowed.addAll(list(platform, "allowed"));
    List<Object> required = new ArrayList<>(list(common, "required"));
    required.addAll(list(platform, "required"));
    keys(id, component, Map.of("allowed", List.copyOf(allowed), "required", required));
    oneOf(id, component, "entity_category", list(section("component"), "entity_categories"));
    oneOf(id, component, "state_class", list(platform, "state_classes"));
    oneOf(id, component, "availability_mode", list(section("availability"), "modes"));
    deviceClass(id, component, platform);
    component.forEach((key, value) -> value(id + "." + key, value));
    for (Object availability : list(component, "availability")) {
      keys(id + ".availability", map(availability), section("availability"));
    }
  }

  private void deviceClass(String id, Map<String, Object> component, Map<String, Object> platform) {
    Object deviceClass = component.get("device_class");
    if ("sensor".equals(component.get("platform"))) {
      oneOf(id, component, "device_class", List.copyOf(section("sensor_classes").keySet()));
      if (deviceClass != null) {
        sensorClass(id, component, map(section("sensor_classes").get(deviceClass)));
      }
    } else {
      oneOf(id, component, "device_class", list(platform, "device_classes"));
    }
  }

  private void sensorClass(
      String id, Map<String, Object> component, Map<String, Object> deviceClass) {
    Object unit = component.get("unit_of_measurement");
    List<Object> units = list(deviceClass, "units");
    if (units.isEmpty() ? unit != null : !units.contains(unit)) {
      problems.add(id + ": a " + component.get("device_class") + " is not measured in " + unit);
    }
    oneOf(id, component, "state_class", list(deviceClass, "state_classes"));
  }

  private void oneOf(String id, Map<String, Object> component, String key, List<Object> allowed) {
    if (component.containsKey(key) && !allowed.contains(component.get(key))) {
      problems.add(id + ": " + key + " is " + component.get(key) + ", not one of " + allowed);
    }
  }

  private void value(String where, Object value) {
    boolean isTopic = where.endsWith("_topic");
    if (isTopic && (value.toString().contains("#") || value.toString().contains("+"))) {
      problems.add(where + ": " + value + " is no Topic Name");
    }
    if ((where.endsWith(".qos") || where.endsWith(".expire_after"))
        && !(value instanceof Integer)) {
      problems.add(where + ": " + value + " is no number");
    }
    if (where.endsWith(".payload_on") && !(value instanceof String)) {
      problems.add(where + ": " + value + " is no string");
    }
  }

  private void keys(String where, Map<String, Object> found, Map<String, Object> schema) {
    for (String key : found.keySet()) {
      if (!list(schema, "allowed").contains(key)) {
        problems.add(where + ": there is no key " + key);
      }
    }
    for (Object key : list(schema, "required")) {
      if (!found.containsKey(key)) {
        problems.add(where + ": " + key + " is missing");
      }
    }
  }

  Map<String, Object> section(String name) {
    return map(schema.get(name));
  }

  @SuppressWarnings("unchecked") // of our own test data
  static List<Object> list(Map<String, Object> schema, String name) {
    return (List<Object>) schema.getOrDefault(name, List.of());
  }
}
