package hearth.runtime.config;

import hearth.protocol.topic.TopicName;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The section {@code device}.
 *
 * @param name what people read
 * @param topic what the topics of its things start with
 * @param states the file of what outputs were last; null where nobody wants to know
 * @param discoveryPrefix what the topics start with by which Home Assistant finds devices
 * @param history how many readings are kept while the broker is away; 0 for none
 * @param historyFolder where they outlive the program; null where they are in memory only
 * @param homie whether it also speaks the Homie convention
 * @param homieDomain what the topics of that start with
 * @param configurationUrl the page that Home Assistant offers to visit; null for none
 * @param suggestedArea where Home Assistant puts the device at first; null for nowhere
 * @param listeners where figures for Prometheus are, and nothing else
 */
public record DeviceSettings(
    String name,
    TopicName topic,
    Path states,
    Discovery discovery,
    TopicName discoveryPrefix,
    int history,
    Path historyFolder,
    Homie homie,
    String homieDomain,
    String configurationUrl,
    String suggestedArea,
    List<ListenerSettings> listeners) {

  /** Whether Home Assistant finds the device by itself. */
  public enum Discovery {
    ON,
    /** By one message for each entity, as it was before its 2024.12. */
    ENTITIES,
    /** It is not told of the device; what it was told before stays. */
    OFF,
    /** It is to forget the device. */
    CLEAN
  }

  /** Whether the device also speaks the Homie convention. */
  public enum Homie {
    YES,
    NO,
    /** All that the broker keeps of it there is to go. */
    CLEAN
  }

  private static final Key<String> NAME =
      Key.optional("name", Values.text("a text"), null, "what people read");

  private static final Key<TopicName> TOPIC =
      Key.required("topic", Values.topic(), "what the topics of its things start with");

  private static final Key<Path> STATES =
      Key.optional(
          "states", Values.path("a file"), null, "the file of what outputs were last, for restore");

  private static final Key<Discovery> DISCOVERY =
      Key.optional(
          "discovery",
          Values.oneOf(Discovery.class),
          Discovery.ON,
          "whether Home Assistant finds it by itself");

  private static final Key<TopicName> DISCOVERY_PREFIX =
      Key.optional(
          "discovery_prefix",
          Values.topic(),
          TopicName.of("homeassistant"),
          "Home Assistant's own prefix for that");

  private static final Key<Integer> HISTORY =
      Key.optional(
          "history",
          Values.wholeNumber(0, 1_000_000),
          0,
          "how many readings are kept while the broker is away");

  private static final Key<Path> HISTORY_FOLDER =
      Key.optional(
          "history_folder", Values.path("a folder"), null, "where those outlive the program");

  private static final Key<Homie> HOMIE =
      Key.optional(
          "homie",
          Values.oneOf(Homie.class),
          Homie.NO,
          "whether it also speaks the Homie convention 5");

  private static final Key<String> HOMIE_DOMAIN =
      Key.optional(
          "homie_domain",
          Values.text("a word such as homie", Pattern.compile("[a-z0-9-]+")),
          "homie",
          "what the topics of that start with");

  private static final Key<String> CONFIGURATION_URL =
      Key.optional(
          "configuration_url",
          Values.text(
              "an address such as http://raspberrypi.local:8080",
              Pattern.compile("https?://[^\\s/]+\\S*")),
          null,
          "the page that Home Assistant offers to visit");

  private static final Key<String> SUGGESTED_AREA =
      Key.optional(
          "suggested_area",
          Values.text("a text"),
          null,
          "the area that Home Assistant puts the device into at first");

  private static final Key<List<ListenerSettings>> LISTEN =
      Key.optional(
          "listen",
          Values.listOf(ListenerSettings.SCHEMA),
          List.of(),
          "where figures for Prometheus are, of a device whose broker is another's");

  static final Schema<DeviceSettings> SCHEMA =
      new Schema<>(
          "a device",
          DeviceSettings::of,
          NAME,
          TOPIC,
          STATES,
          DISCOVERY,
          DISCOVERY_PREFIX,
          HISTORY,
          HISTORY_FOLDER,
          HOMIE,
          HOMIE_DOMAIN,
          CONFIGURATION_URL,
          SUGGESTED_AREA,
          LISTEN);

  private static DeviceSettings of(SectionValues form) {
    TopicName topic = form.get(TOPIC);
    if (form.has(HISTORY_FOLDER) && form.get(HISTORY) == 0) {
      form.problem(HISTORY_FOLDER, "goes with 'history:', how many readings are kept");
    }
    if (form.get(LISTEN).stream().anyMatch(each -> each.metrics() == null)) {
      form.problem(LISTEN, "has figures for Prometheus alone: write 'metrics: yes' below each");
    }
    return new DeviceSettings(
        form.has(NAME) ? form.get(NAME) : topic.toString(),
        topic,
        form.get(STATES),
        form.get(DISCOVERY),
        form.get(DISCOVERY_PREFIX),
        form.get(HISTORY),
        form.get(HISTORY_FOLDER),
        form.get(HOMIE),
        form.get(HOMIE_DOMAIN),
        form.get(CONFIGURATION_URL),
        form.get(SUGGESTED_AREA),
        form.get(LISTEN));
  }

  /** Whether Home Assistant is told of the device. */
  public boolean isDiscovered() {
    return discovery == Discovery.ON || discovery == Discovery.ENTITIES;
  }

  /** Where readings of a topic go that the broker could not have when they were taken. */
  public TopicName historyTopicOf(TopicName reading) {
    return TopicName.of(reading + "/history");
  }

  /** Where {@code online} and {@code offline} stand, retained. */
  public TopicName availabilityTopic() {
    return TopicName.of(topic + "/availability");
  }

  /** Where the device says, with the time, that it is there. */
  public TopicName lastSeenTopic() {
    return TopicName.of(topic + "/last_seen");
  }
}
