package hearth.broker.bridge;

import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;

/**
 * Which topics pass, and what they are called on either side: a prefix and what follows it.
 *
 * @param filter what may follow the prefixes, a Topic Filter without {@code $}
 * @param localPrefix empty, or ending in {@code /}
 * @param remotePrefix empty, or ending in {@code /}
 * @param qos the highest that messages pass with
 * @param retained whether what the other side has retained is taken when a session begins
 * @param latest whether of what waits to leave the latest of each topic is enough
 */
public record TopicMapping(
    String filter,
    String localPrefix,
    String remotePrefix,
    QoS qos,
    boolean retained,
    boolean latest) {

  /** Topics of which every message passes. */
  public TopicMapping(
      String filter, String localPrefix, String remotePrefix, QoS qos, boolean retained) {
    this(filter, localPrefix, remotePrefix, qos, retained, false);
  }

  /** Checks the prefixes. */
  public TopicMapping {
    requirePrefix(localPrefix);
    requirePrefix(remotePrefix);
    TopicFilter.of(localPrefix + filter);
    TopicFilter.of(remotePrefix + filter);
  }

  private static void requirePrefix(String prefix) {
    boolean ends = prefix.isEmpty() || prefix.endsWith("/");
    if (!ends || prefix.indexOf('+') >= 0 || prefix.indexOf('#') >= 0 || prefix.startsWith("$")) {
      throw new IllegalArgumentException(
          "a prefix ends in /, begins with no $ and has no wildcard, not as '" + prefix + "'");
    }
  }

  /** The topics at home. */
  public TopicFilter localFilter() {
    return TopicFilter.of(localPrefix + filter);
  }

  /** The topics at the remote. */
  public TopicFilter remoteFilter() {
    return TopicFilter.of(remotePrefix + filter);
  }

  /** What a topic of home is called at the remote, or null where it is none of these. */
  TopicName toRemote(TopicName local) {
    return renamed(local, localFilter(), localPrefix, remotePrefix);
  }

  /** What a topic of the remote is called at home, or null where it is none of these. */
  TopicName toLocal(TopicName remote) {
    return renamed(remote, remoteFilter(), remotePrefix, localPrefix);
  }

  /**
   * {@code home/#} matches {@code home}, too, which has nothing behind its prefix; and topics with
   * {@code $} are a broker's own.
   */
  private static TopicName renamed(TopicName name, TopicFilter filter, String from, String to) {
    String text = name.toString();
    if (name.isReserved() || !filter.matches(name) || text.length() <= from.length()) {
      return null;
    }
    String renamed = to + text.substring(from.length());
    return renamed.startsWith("$") || renamed.length() > 65_535 ? null : TopicName.of(renamed);
  }
}
