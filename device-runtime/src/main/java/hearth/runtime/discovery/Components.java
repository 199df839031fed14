package hearth.runtime.discovery;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.entity.Entity;
import hearth.runtime.entity.Property;
import hearth.runtime.entity.ValueType;
import hearth.runtime.thing.SimulatedStatePublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What the entities of a configuration are to Home Assistant. */
final class Components {
  private static final String DIAGNOSTIC = "diagnostic";

  /** The longest state that Home Assistant takes; a longer one it drops. */
  private static final int MAX_STATE = 255;

  /** The moment of a start. To the minute: it must not be another one with each message. */
  private static final String STARTED =
      "{{ (((as_timestamp(now()) - value | float) / 60) | round(0) * 60) | timestamp_local }}";

  /**
   * Whether a device is there that says again and again when it was: {@link
   * hearth.runtime.config.MqttSettings#lastSeen}. Home Assistant looks when a message comes, and
   * when it has started or connected anew: before that it believes a device whose Will was lost.
   */
  private static final String SEEN =
      "{{ 'offline' if value_json.time is defined and as_timestamp(now())"
          + " - as_timestamp(value_json.time) > 2 * value_json.every else 'online' }}";

  /** How Home Assistant calls the lowest, the highest and the step of a role; empty for nothing. */
  private static final Map<String, List<String>> RANGE_KEYS =
      Map.of(
          "", List.of("min", "max", "step"),
          "brightness", List.of("", "brightness_scale", ""),
          "percentage", List.of("", "speed_range_max", ""),
          "temperature", List.of("min_temp", "max_temp", "temp_step"));

  /** How Home Assistant calls the words of a role that can be set. */
  private static final Map<String, String> CHOICE_KEYS = Map.of("", "options", "mode", "modes");

  /** Its words for what happens to a button; any other word of ours it shows as it is. */
  private static final Map<String, String> TRIGGER_TYPES =
      Map.of(
          "SINGLE", "button_short_press",
          "RELEASE", "button_short_release",
          "DOUBLE", "button_double_press",
          "LONG", "button_long_press");

  private final Configuration configuration;
  private final DeviceSettings device;
  private final String deviceId;
  private final Predicate<ThingSettings> simulated;
  private final List<Component> all = new ArrayList<>();

  private Components(
      Configuration configuration, String deviceId, Predicate<ThingSettings> simulated) {
    this.configuration = configuration;
    this.simulated = simulated;
    this.device = configuration.device();
    this.deviceId = deviceId;
  }

  /** The components of all things, in the order of the configuration. */
  static List<Component> of(
      Configuration configuration, String deviceId, Predicate<ThingSettings> simulated) {
    Components made = new Components(configuration, deviceId, simulated);
    configuration.things().forEach(made::add);
    return made.all;
  }

  private void add(ThingSettings thing) {
    List<Entity> entities = thing.entitiesIn(configuration);
    for (Entity entity : entities) {
      Component component = component(thing, entity);
      entity.properties().forEach(property -> addProperty(component, property));
      entity.uses().forEach((role, topic) -> component.with(role + "_topic", topic.toString()));
      addWhatItMeasures(component, entity);
      thing.identity().presentation().keys().forEach(component::override);
      entity.properties().forEach(property -> addTriggers(thing, property));
    }
    addProblem(thing, entities.stream().anyMatch(Entity::isEnabledByDefault));
  }

  private Component component(ThingSettings thing, Entity entity) {
    boolean isDiagnostic = entity.isDiagnostic();
    boolean isSettable = entity.properties().stream().anyMatch(Property::isSettable);
    return named(thing, entity.name(), entity.platform())
        .with("availability", availability(List.of(availabilityOf(thing))))
        .with("availability_mode", "all")
        .with("optimistic", isSettable ? false : null)
        .with("expire_after", nothingIfZero(entity.expiresAfterSeconds()))
        .with("entity_category", isDiagnostic ? DIAGNOSTIC : null)
        .with("enabled_by_default", entity.isEnabledByDefault() ? null : false);
  }

  private static Integer nothingIfZero(long seconds) {
    return seconds == 0 ? null : (int) seconds;
  }

  private void addProperty(Component component, Property property) {
    String role = property.role().isEmpty() ? "" : property.role() + "_";
    String stateRole = role.isEmpty() || !property.isSettable() ? role : role + "state_";
    component.with(stateRole + (role.isEmpty() ? "state_" : "") + "topic", text(property.topic()));
    if (property.isSettable()) {
      component.with(role + "command_topic", text(property.commandTopic()));
    }
    ValueType type = property.type();
    switch (type.kind()) {
      case NUMBER -> addRange(component, property.role(), type);
      case ELAPSED -> component.with("value_template", STARTED);
      case FLAG -> component.with("payload_on", type.yes()).with("payload_off", type.no());
      case CHOICE -> {
        String key = CHOICE_KEYS.get(property.role());
        component.with(key == null || !property.isSettable() ? "" : key, type.options());
      }
      case EVENT ->
          component
              .with("event_types", type.options())
              .with("value_template", "{\"event_type\": \"{{ value }}\"}");
    }
  }

  private static void addRange(Component component, String role, ValueType type) {
    List<String> keys = RANGE_KEYS.get(role);
    if (type.range() != null && keys != null) {
      component
          .with(keys.get(0), number(type.range().lowest()))
          .with(keys.get(1), number(type.range().highest()))
          .with(keys.get(2), number(type.range().step()));
    }
    if (role.equals("temperature")) {
      // Without it a thermostat in °F shows whole degrees only.
      component
          .with("temperature_unit", type.unit().equals("°F") ? "F" : "C")
          .with("precision", type.decimals() == 0 ? 1.0 : 0.1);
    }
  }

  private static Object number(double number) {
    return number == Math.rint(number) ? (Object) (int) number : (Object) number;
  }

  private static String text(TopicName topic) {
    return topic.toString();
  }

  private static void addWhatItMeasures(Component component, Entity entity) {
    ValueType type = entity.properties().get(0).type();
    switch (type.kind()) {
      case NUMBER -> {
        if (entity.platform().equals("sensor")) {
          String deviceClass = DeviceClasses.of(entity.deviceClass(), type.unit());
          component
              .with("device_class", deviceClass)
              .with(
                  "state_class",
                  DeviceClasses.word(DeviceClasses.stateClass(deviceClass, entity.stateClass())))
              .with("unit_of_measurement", DeviceClasses.unit(type.unit()))
              .with("suggested_display_precision", type.decimals());
        }
      }
      case ELAPSED -> component.with("device_class", "timestamp");
      case FLAG, CHOICE, EVENT -> component.with("device_class", entity.deviceClass());
    }
  }

  /** Automations of a device begin with what its buttons do, without an entity between. */
  private void addTriggers(ThingSettings thing, Property property) {
    if (property.type().kind() != ValueType.Kind.EVENT) {
      return;
    }
    List<String> events = property.type().options();
    for (String event : events) {
      boolean isOnly = event.equals("PRESS") && !events.contains("SINGLE");
      String type = isOnly ? "button_short_press" : TRIGGER_TYPES.get(event);
      String word = event.toLowerCase(Locale.ROOT);
      all.add(
          new Component(thing.identity().name() + "-" + word, "device_automation")
              .with("automation_type", "trigger")
              .with("topic", text(property.topic()))
              .with("payload", event)
              .with("type", type == null ? word : type)
              .with("subtype", nameOf(thing))
              .with("qos", 1));
    }
  }

  /** Home Assistant shows nothing of an entity that is unavailable, and so not why it is. */
  private void addProblem(ThingSettings thing, boolean isEnabled) {
    named(thing, "problem", "sensor")
        .with("state_topic", text(thing.problemTopicIn(device)))
        .with("value_template", "{{ value[:" + MAX_STATE + "] }}")
        .with("availability", availability(List.of()))
        .with("availability_mode", configuration.mqtt().lastSeen().isZero() ? null : "all")
        .with("icon", "mdi:alert-circle-outline")
        .with("enabled_by_default", isEnabled ? null : false)
        .with("entity_category", DIAGNOSTIC);
  }

  /**
   * What all have in common.
   *
   * @param part which of several of the thing; empty where it is one
   */
  private Component named(ThingSettings thing, String part, String platform) {
    String name = thing.identity().name();
    Component made = new Component(part.isEmpty() ? name : name + "-" + part, platform);
    String label = (nameOf(thing) + " " + part.replace('_', ' ')).strip();
    made.with("unique_id", deviceId + "-" + made.id())
        .override("name", label.isEmpty() ? null : label);
    made.with("qos", 1);
    all.add(made);
    return made;
  }

  /**
   * A thing's label without its device's name, which Home Assistant puts before it; empty where
   * nothing is left, which to Home Assistant is what the device is for.
   */
  private String nameOf(ThingSettings thing) {
    String label = thing.identity().label();
    if (label.equalsIgnoreCase(device.name())) {
      return "";
    }
    String prefix = device.name() + " ";
    boolean repeats = label.regionMatches(true, 0, prefix, 0, prefix.length());
    return repeats ? label.substring(prefix.length()).strip() : label;
  }

  /** What all must say "online": the device, a clock where it is judged by its age, and these. */
  private List<Map<String, String>> availability(List<Map<String, String>> further) {
    List<Map<String, String>> all = new ArrayList<>();
    all.add(Map.of("topic", text(device.availabilityTopic())));
    if (!configuration.mqtt().lastSeen().isZero()) {
      all.add(Map.of("topic", text(device.lastSeenTopic()), "value_template", SEEN));
    }
    all.addAll(further);
    return all;
  }

  private Map<String, String> availabilityOf(ThingSettings thing) {
    String topic = text(thing.availabilityTopicIn(device));
    return simulated.test(thing)
        ? Map.of("topic", topic, "payload_available", SimulatedStatePublisher.SIMULATED)
        : Map.of("topic", topic);
  }
}
