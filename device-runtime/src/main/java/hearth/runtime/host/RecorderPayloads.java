package hearth.runtime.host;

import hearth.broker.recorder.Announced;
import hearth.broker.recorder.PayloadReader;
import hearth.broker.recorder.SeriesKind;
import hearth.protocol.topic.TopicName;
import hearth.runtime.json.ForeignJson;
import hearth.runtime.json.JsonMember;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What devices announce by Home Assistant's discovery, those of others included, as the recorder
 * wants it: whole devices, and single components, with or without abbreviated keys. Of each series
 * at most 8 topics of availability are taken.
 */
final class RecorderPayloads implements PayloadReader {
  private static final String AFTER_PREFIX = "/([^/]+)/(?:[^/]+/)?[^/]+/config";

  /** One member of a JSON payload, perhaps rounded; other templates need Home Assistant. */
  private static final Pattern MEMBER =
      Pattern.compile(
          "\\s*\\{\\{\\s*value_json(?:\\.(\\w+)|\\[['\"]([^'\"]+)['\"]])"
              + "\\s*(?:\\|\\s*(?:float|int|round)(?:\\([^)]*\\))?\\s*)*}}\\s*");

  private static final Pattern PLAIN =
      Pattern.compile("\\s*\\{\\{\\s*value\\s*(?:\\|\\s*\\w+(?:\\([^)]*\\))?\\s*)*}}\\s*");

  private static final int MAX_AVAILABILITIES = 8;

  private static final Set<String> STATES =
      Set.of("light", "switch", "fan", "binary_sensor", "lock", "cover", "valve", "siren");

  /** Those of Home Assistant's abbreviations that matter here. */
  private static final Map<String, String> ABBREVIATIONS =
      Map.ofEntries(
          Map.entry("p", "platform"),
          Map.entry("cmps", "components"),
          Map.entry("stat_t", "state_topic"),
          Map.entry("stat_cla", "state_class"),
          Map.entry("dev_cla", "device_class"),
          Map.entry("unit_of_meas", "unit_of_measurement"),
          Map.entry("val_tpl", "value_template"),
          Map.entry("stat_val_tpl", "state_value_template"),
          Map.entry("avty_t", "availability_topic"),
          Map.entry("avty", "availability"),
          Map.entry("t", "topic"),
          Map.entry("pl_not_avail", "payload_not_available"),
          Map.entry("cmd_t", "command_topic"),
          Map.entry("mode_cmd_t", "mode_command_topic"),
          Map.entry("mode_stat_t", "mode_state_topic"),
          Map.entry("mode_stat_tpl", "mode_state_template"),
          Map.entry("act_t", "action_topic"),
          Map.entry("act_tpl", "action_template"),
          Map.entry("curr_temp_t", "current_temperature_topic"),
          Map.entry("curr_temp_tpl", "current_temperature_template"),
          Map.entry("temp_stat_t", "temperature_state_topic"),
          Map.entry("temp_stat_tpl", "temperature_state_template"),
          Map.entry("temp_unit", "temperature_unit"));

  /** All others are left out, so that a copy for each component stays small. */
  private static final Set<String> OTHER_KEYS = Set.of("~", "schema", "temperature_command_topic");

  private static final Set<String> WRITTEN_OUT = Set.copyOf(ABBREVIATIONS.values());

  private final Pattern topics;

  /**
   * @param prefixes what topics of announcements start with
   */
  RecorderPayloads(List<TopicName> prefixes) {
    String any =
        prefixes.stream()
            .map(each -> Pattern.quote(each.toString()))
            .collect(Collectors.joining("|"));
    this.topics = Pattern.compile("(?:" + any + ")" + AFTER_PREFIX);
  }

  /** What is wanted of an announcement, until it is enough. */
  private record Found(Predicate<TopicName> wanted, int max, List<Announced> all) {
    boolean isFull() {
      return all.size() >= max;
    }

    void add(Announced each) {
      if (!isFull()
          && wanted.test(each.topic())
          && all.stream().noneMatch(other -> other.name().equals(each.name()))) {
        all.add(each);
      }
    }
  }

  @Override
  public boolean isAnnouncement(TopicName topic) {
    String text = topic.toString();
    return text.endsWith("/config") && topics.matcher(text).matches();
  }

  @Override
  public List<Announced> announced(
      TopicName topic, byte[] payload, Predicate<TopicName> wanted, int max) {
    Matcher matcher = topics.matcher(topic.toString());
    if (payload.length == 0 || !matcher.matches()) {
      return List.of();
    }
    Found found = new Found(wanted, max, new ArrayList<>());
    Map<String, Object> keys =
        whole(ForeignJson.read(new String(payload, StandardCharsets.UTF_8)), "");
    if (!matcher.group(1).equals("device")) {
      add(matcher.group(1), keys, found);
    } else if (keys.get("components") instanceof Map<?, ?> components) {
      for (Object each : components.values()) {
        if (!found.isFull() && each instanceof Map<?, ?> component) {
          Map<String, Object> own = new HashMap<>(keys);
          own.remove("components");
          own.putAll(whole(component, text(keys.get("~"))));
          add(text(own.get("platform")), own, found);
        }
      }
    }
    return found.all;
  }

  private static void add(String platform, Map<String, Object> keys, Found found) {
    switch (platform) {
      case "sensor" -> addSensor(keys, found);
      case "climate" -> {
        String unit = "F".equals(keys.get("temperature_unit")) ? "°F" : "°C";
        add(keys, "mode_state", SeriesKind.STATE, "", found);
        addNamed(keys, "action_topic", "action_template", SeriesKind.STATE, "", found);
        add(keys, "temperature_state", SeriesKind.READING, unit, found);
        addNamed(
            keys,
            "current_temperature_topic",
            "current_temperature_template",
            SeriesKind.READING,
            unit,
            found);
      }
      default -> {
        if (STATES.contains(platform)) {
          addState(keys, found);
        }
      }
    }
  }

  private static void addSensor(Map<String, Object> keys, Found found) {
    String counts = text(keys.get("state_class"));
    boolean isWord = "enum".equals(keys.get("device_class"));
    SeriesKind kind =
        isWord
            ? SeriesKind.STATE
            : counts.startsWith("total") ? SeriesKind.COUNTER : SeriesKind.READING;
    String unit = text(keys.get("unit_of_measurement"));
    if (isWord || !counts.isEmpty() || !unit.isEmpty()) {
      addNamed(keys, "state_topic", "value_template", kind, unit, found);
    }
  }

  /** A light may tell its state in JSON. */
  private static void addState(Map<String, Object> keys, Found found) {
    if ("json".equals(keys.get("schema"))) {
      keys.put("value_template", "{{ value_json.state }}");
    }
    String template =
        keys.containsKey("state_value_template") ? "state_value_template" : "value_template";
    addNamed(keys, "state_topic", template, SeriesKind.STATE, "", found);
  }

  private static void add(
      Map<String, Object> keys, String name, SeriesKind kind, String unit, Found found) {
    addNamed(keys, name + "_topic", name + "_template", kind, unit, found);
  }

  private static void addNamed(
      Map<String, Object> keys,
      String topicKey,
      String templateKey,
      SeriesKind kind,
      String unit,
      Found found) {
    TopicName topic = topic(keys.get(topicKey));
    String template = text(keys.get(templateKey));
    if (topic == null) {
      return;
    }
    String commandKey = topicKey.replace("state_topic", "command_topic");
    TopicName command = commandKey.equals(topicKey) ? null : topic(keys.get(commandKey));
    Matcher member = MEMBER.matcher(template);
    if (member.matches()) {
      String name = member.group(1) == null ? member.group(2) : member.group(1);
      UnaryOperator<byte[]> value = payload -> JsonMember.of(payload, name);
      found.add(
          new Announced(topic + "/$" + name, topic, kind, unit, value, command, absences(keys)));
    } else if (template.isEmpty() || PLAIN.matcher(template).matches()) {
      UnaryOperator<byte[]> value = UnaryOperator.identity();
      found.add(new Announced(topic.toString(), topic, kind, unit, value, command, absences(keys)));
    }
  }

  private static List<Announced.Availability> absences(Map<String, Object> keys) {
    List<Announced.Availability> all = new ArrayList<>();
    addAbsence(keys.get("availability_topic"), keys, all);
    if (keys.get("availability") instanceof List<?> list) {
      for (Object each : list.subList(0, Math.min(list.size(), MAX_AVAILABILITIES - all.size()))) {
        if (each instanceof Map<?, ?> one) {
          Map<String, Object> own = whole(one, text(keys.get("~")));
          addAbsence(own.get("topic"), own, all);
        }
      }
    }
    return all;
  }

  private static void addAbsence(
      Object topic, Map<String, Object> keys, List<Announced.Availability> all) {
    TopicName name = topic(topic);
    if (name != null) {
      String offline = text(keys.get("payload_not_available"));
      all.add(new Announced.Availability(name, offline.isEmpty() ? "offline" : offline));
    }
  }

  /** The keys written out, and "~" in topics replaced by what it stands for. */
  private static Map<String, Object> whole(Map<?, ?> keys, String outerBase) {
    Map<String, Object> all = new HashMap<>();
    String base = keys.get("~") instanceof String own ? own : outerBase;
    keys.forEach(
        (key, value) -> {
          String name = ABBREVIATIONS.getOrDefault(String.valueOf(key), String.valueOf(key));
          if (WRITTEN_OUT.contains(name) || OTHER_KEYS.contains(name)) {
            all.put(
                name,
                value instanceof String text && name.endsWith("topic") ? based(text, base) : value);
          }
        });
    return all;
  }

  private static String based(String topic, String base) {
    if (topic.startsWith("~")) {
      return base + topic.substring(1);
    }
    return topic.endsWith("~") ? topic.substring(0, topic.length() - 1) + base : topic;
  }

  private static String text(Object value) {
    return value instanceof String text ? text : "";
  }

  private static TopicName topic(Object value) {
    try {
      return value instanceof String text && !text.isEmpty() ? TopicName.of(text) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public Late late(byte[] payload) {
    byte[] time = JsonMember.of(payload, "time");
    byte[] value = JsonMember.of(payload, "value");
    if (time == null || value == null || JsonMember.of(payload, "clock") != null) {
      return null;
    }
    try {
      String text = new String(time, StandardCharsets.UTF_8);
      return new Late(Instant.parse(text).toEpochMilli(), value);
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  @Override
  public Cause cause(byte[] payload) {
    byte[] state = JsonMember.of(payload, "state");
    byte[] by = JsonMember.of(payload, "by");
    return state == null || by == null
        ? null
        : new Cause(
            new String(state, StandardCharsets.UTF_8), new String(by, StandardCharsets.UTF_8));
  }
}
