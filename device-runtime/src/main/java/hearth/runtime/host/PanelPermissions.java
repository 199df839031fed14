package hearth.runtime.host;

import hearth.broker.session.Permissions;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.Set;

/**
 * What a user may do on a broker with the page: what the rules say, and what the page needs. It has
 * topics of its own, of the user and of the client; what tells of other clients is for admins.
 *
 * @param rules those of the acl_file
 * @param user null for an anonymous client, who gets nothing more
 */
record PanelPermissions(Permissions rules, String user, String clientIdentifier, boolean isAdmin)
    implements Permissions {
  /** How the page names its clients: no user's own topics begin so. */
  private static final String CLIENT = "panel-";

  private static final String BROKER = "$SYS/broker/";

  /** Of the reader alone. */
  private static final Set<String> OWN =
      Set.of(
          BROKER + "panel/me",
          BROKER + "panel/ticket",
          BROKER + "panel/things",
          BROKER + "panel/wiring");

  /** Of everybody. */
  private static final Set<String> OF_ALL =
      Set.of(
          BROKER + "clients/list", BROKER + "refusals/list", BROKER + "store", BROKER + "log/last");

  @Override
  public boolean mayPublish(TopicName topic) {
    return isOwn(topic.toString()) || rules.mayPublish(topic);
  }

  @Override
  public boolean mayReceive(TopicName topic) {
    String name = topic.toString();
    if (topic.isReserved() && name.startsWith(BROKER)) {
      return isAdmin
          || user != null && OWN.contains(name)
          || !OF_ALL.contains(name) && rules.mayReceive(topic);
    }
    return isOwn(name) || rules.mayReceive(topic);
  }

  @Override
  public boolean maySubscribe(TopicFilter filter) {
    String name = filter.toString();
    if (name.startsWith(BROKER)) {
      return isAdmin
          || user != null && OWN.contains(name)
          || !OF_ALL.contains(name) && rules.maySubscribe(filter);
    }
    return isOwn(name) || rules.maySubscribe(filter);
  }

  @Override
  public String whyNotPublish(TopicName topic) {
    return rules.whyNotPublish(topic);
  }

  @Override
  public String whyNotSubscribe(TopicFilter filter) {
    return OF_ALL.contains(filter.toString())
        ? "only users under 'panel_admins:' may read that"
        : rules.whyNotSubscribe(filter);
  }

  private boolean isOwn(String name) {
    return user != null
        && name.startsWith("panel/")
        && (isBelow(name, clientIdentifier, clientIdentifier.startsWith(CLIENT))
            || isBelow(name, inTopic(user), !user.startsWith(CLIENT)));
  }

  private static boolean isBelow(String name, String own, boolean counts) {
    return counts && !own.contains("/") && name.startsWith(own + "/", "panel/".length());
  }

  /** With what has a meaning in topics written as in addresses. */
  private static String inTopic(String user) {
    return user.replace("%", "%25").replace("+", "%2B").replace("#", "%23").replace("/", "%2F");
  }
}
