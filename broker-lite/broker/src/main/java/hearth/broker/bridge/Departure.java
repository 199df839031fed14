package hearth.broker.bridge;

import hearth.protocol.topic.TopicName;
import java.util.List;

/**
 * What leaves by one pair of connections. States of which the latest alone is to wait have a
 * session of their own, so that they cost no more than their topics however long the link is dead.
 *
 * @param direction for the log
 * @param session at home
 * @param clientIdentifier at the remote
 * @param topics that leave by it
 * @param all that leave by the bridge: of several that match a topic the first counts
 */
record Departure(
    String direction,
    String session,
    String clientIdentifier,
    List<TopicMapping> topics,
    List<TopicMapping> all) {

  /** What a topic of home is called at the remote, or null where it does not leave by this. */
  TopicName toRemote(TopicName local) {
    for (TopicMapping each : all) {
      TopicName remote = each.toRemote(local);
      if (remote != null) {
        return topics.contains(each) ? remote : null;
      }
    }
    return null;
  }

  /** Whether a topic leaves by this. */
  boolean takes(TopicName local) {
    return toRemote(local) != null;
  }
}
