package hearth.broker;

import hearth.broker.access.ClientPermissions;
import hearth.broker.session.Permissions;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;

/** The rules of the access control file as a session asks them. */
record GrantedPermissions(ClientPermissions permissions) implements Permissions {
  @Override
  public boolean mayPublish(TopicName topic) {
    return permissions.mayPublish(topic).allowed();
  }

  @Override
  public boolean mayReceive(TopicName topic) {
    return permissions.mayReceive(topic).allowed();
  }

  @Override
  public boolean maySubscribe(TopicFilter filter) {
    return permissions.maySubscribe(filter).allowed();
  }

  @Override
  public int memory() {
    return permissions.memory();
  }

  @Override
  public String whyNotPublish(TopicName topic) {
    return permissions.mayPublish(topic).because();
  }

  @Override
  public String whyNotSubscribe(TopicFilter filter) {
    return permissions.maySubscribe(filter).because();
  }
}
