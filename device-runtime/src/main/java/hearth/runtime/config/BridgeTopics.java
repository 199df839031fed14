package hearth.runtime.config;

import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicFilter;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An item of {@code out} or {@code in} of a bridge: which topics pass, and what they are called on
 * either side.
 *
 * @param filter what may follow the prefixes
 * @param local the prefix at home, empty or ending in {@code /}
 * @param remote the prefix at the remote, empty or ending in {@code /}
 * @param qos the highest that messages pass with
 * @param retained whether what the other side has retained passes
 * @param latest whether of what waits to leave the latest of each topic is enough
 */
public record BridgeTopics(
    String filter, String local, String remote, QoS qos, boolean retained, boolean latest) {
  private static final Key<String> TOPICS =
      Key.optional(
          "topics",
          new Scalar<>(
              "a Topic Filter such as # or +/set", text -> TopicFilter.of(text).toString()),
          "#",
          "what follows the prefixes");

  private static final Key<String> LOCAL =
      Key.optional("local", prefix(), "", "what the topics begin with at home");

  private static final Key<String> REMOTE =
      Key.optional("remote", prefix(), "", "what they begin with at the other side");

  private static final Key<QoS> QOS =
      Key.optional(
          "qos",
          Values.oneOf(
              Map.of("0", QoS.AT_MOST_ONCE, "1", QoS.AT_LEAST_ONCE, "2", QoS.EXACTLY_ONCE)),
          QoS.EXACTLY_ONCE,
          "the highest that messages pass with");

  private static final Key<Boolean> LATEST =
      Key.optional(
          "latest",
          Values.flag(),
          false,
          "whether of what waits to leave the latest of each topic is enough");

  private static final Key<Boolean> RETAINED_OUT = retained(true);
  private static final Key<Boolean> RETAINED_IN = retained(false);

  static final Schema<BridgeTopics> OUT =
      new Schema<>(
          "topics that leave",
          form -> of(form, RETAINED_OUT, form.get(LATEST)),
          TOPICS,
          LOCAL,
          REMOTE,
          QOS,
          RETAINED_OUT,
          LATEST);

  static final Schema<BridgeTopics> IN =
      new Schema<>(
          "topics that come",
          form -> of(form, RETAINED_IN, false),
          TOPICS,
          LOCAL,
          REMOTE,
          QOS,
          RETAINED_IN);

  private static Key<Boolean> retained(boolean byDefault) {
    return Key.optional(
        "retained",
        Values.flag(),
        byDefault,
        "whether what the other side has retained passes, too");
  }

  private static Value<String> prefix() {
    return Values.text(
        "the begin of topics, with a / at its end and no wildcard or $, such as house/",
        Pattern.compile("[^$+#][^+#]*/"));
  }

  private static BridgeTopics of(SectionValues form, Key<Boolean> retained, boolean latest) {
    String filter = form.get(TOPICS);
    if (filter.startsWith("$")) {
      form.problem(TOPICS, "begins with $, and such topics are each broker's own");
    }
    return new BridgeTopics(
        filter, form.get(LOCAL), form.get(REMOTE), form.get(QOS), form.get(retained), latest);
  }

  /** The topics at home, whole. */
  public String localTopics() {
    return local + filter;
  }

  /** The topics at the other side, whole. */
  public String remoteTopics() {
    return remote + filter;
  }

  /** Whether some topic of the other side is one of both. */
  boolean overlapsAtRemote(BridgeTopics other) {
    String[] these = remoteTopics().split("/", -1);
    String[] those = other.remoteTopics().split("/", -1);
    for (int i = 0; i < Math.min(these.length, those.length); i++) {
      if (these[i].equals("#") || those[i].equals("#")) {
        return true;
      }
      if (!these[i].equals(those[i]) && !these[i].equals("+") && !those[i].equals("+")) {
        return false;
      }
    }
    String[] longer = these.length > those.length ? these : those;
    int shorter = Math.min(these.length, those.length);
    return longer.length == shorter
        || (longer.length == shorter + 1 && longer[shorter].equals("#"));
  }
}
