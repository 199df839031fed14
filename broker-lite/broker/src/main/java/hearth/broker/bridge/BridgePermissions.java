package hearth.broker.bridge;

import hearth.broker.session.Permissions;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;

/**
 * What a bridge may do at home: what its user may, and remember what it has asked the remote for.
 *
 * @param rules of its user
 */
public record BridgePermissions(Permissions rules) implements Permissions {
  @Override
  public boolean mayPublish(TopicName topic) {
    return rules.mayPublish(topic);
  }

  @Override
  public boolean mayReceive(TopicName topic) {
    return rules.mayReceive(topic);
  }

  @Override
  public boolean maySubscribe(TopicFilter filter) {
    return filter.toString().startsWith(RemoteSubscriptions.PREFIX) || rules.maySubscribe(filter);
  }

  @Override
  public String whyNotPublish(TopicName topic) {
    return rules.whyNotPublish(topic);
  }

  @Override
  public String whyNotSubscribe(TopicFilter filter) {
    return rules.whyNotSubscribe(filter);
  }
}
