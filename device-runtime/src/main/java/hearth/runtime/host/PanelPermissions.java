package hearth.runtime.host;

import hearth.broker.session.Permissions;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.util.List;
import java.util.Set;

/**
 * What a user may do on a broker with the page: what the rules say, and what the page needs. It has
 * topics of its own, of the user and of the client; what tells of other clients is for admins.
 *
 * @param rules those of the acl_file
 * @param user null for an anonymous client, who gets nothing more
 * @param reading what it may know of others
 */
record PanelPermissions(Permissions rules, String user, String clientIdentifier, Reading reading)
    implements Permissions {
  /** What a user may know of other clients. */
  enum Reading {
    /** An admin. */
    ALL,
    /** What the rules allow; what only the page asks for is for admins. */
    BY_RULES,
    /** Nothing: there are admins, and no rules that could say who else. */
    NONE
  }

  /** How the page names its clients: no user's own topics begin so. */
  private static final String CLIENT = "panel-";

  private static final String BROKER = "$SYS/broker/";

  /** Requests for the configuration, which ask for the password once more. */
  private static final String CONFIGURATION = BROKER + "panel/config/";

  /** Of the reader alone. */
  private static final Set<String> OWN =
      Set.of(
          BROKER + "panel/me",
          BROKER + "panel/ticket",
          BROKER + "panel/things",
          BROKER + "panel/wiring");

  /** Of everybody, and for the commands, too: what is below is for who may by the rules. */
  private static final List<String> BY_RULES =
      List.of(BROKER + "sessions/", BROKER + "retained/", BROKER + "refusals/");

  /** Of everybody. */
  private static final Set<String> OF_ALL =
      Set.of(
          BROKER + "clients/list", BROKER + "refusals/list", BROKER + "store", BROKER + "log/last");

  @Override
  public int memory() {
    return rules.memory();
  }

  @Override
  public boolean mayPublish(TopicName topic) {
    String name = topic.toString();
    return isOwn(name)
        || (isAdmin() && name.startsWith(CONFIGURATION))
        || (!isForAdmins(name) && rules.mayPublish(topic));
  }

  @Override
  public boolean mayReceive(TopicName topic) {
    String name = topic.toString();
    if (topic.isReserved() && name.startsWith(BROKER)) {
      return isAdmin()
          || (user != null && OWN.contains(name))
          || (!isForAdmins(name) && rules.mayReceive(topic));
    }
    return isOwn(name) || rules.mayReceive(topic);
  }

  @Override
  public boolean maySubscribe(TopicFilter filter) {
    String name = filter.toString();
    if (name.startsWith(BROKER)) {
      return isAdmin()
          || (user != null && OWN.contains(name))
          || (!isForAdmins(name) && rules.maySubscribe(filter));
    }
    return isOwn(name) || rules.maySubscribe(filter);
  }

  @Override
  public String whyNotPublish(TopicName topic) {
    return isForAdmins(topic.toString())
        ? "only users under 'panel_admins:' may do that"
        : rules.whyNotPublish(topic);
  }

  @Override
  public String whyNotSubscribe(TopicFilter filter) {
    return isForAdmins(filter.toString())
        ? "only users under 'panel_admins:' may read that"
        : rules.whyNotSubscribe(filter);
  }

  private boolean isAdmin() {
    return reading == Reading.ALL;
  }

  private boolean isForAdmins(String name) {
    return !isAdmin()
        && name.startsWith(BROKER)
        && (OF_ALL.contains(name)
            || name.startsWith(CONFIGURATION)
            || (reading == Reading.NONE && BY_RULES.stream().anyMatch(name::startsWith)));
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
