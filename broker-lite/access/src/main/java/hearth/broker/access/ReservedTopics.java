package hearth.broker.access;

import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;

/** Topics that nobody may publish to, whatever the rules say. */
public final class ReservedTopics {
  private static final String SYS = "$SYS";
  private static final String SHARE = "$share";

  private static final Verdict NOT_SYS =
      new Verdict(false, "nobody publishes below $SYS, where the broker speaks");
  private static final Verdict NOT_SHARE =
      new Verdict(false, "nobody publishes below $share, which stands for shared subscriptions");

  /** Where a bridge of Mosquitto's tells whether it is connected, its Will included. */
  private static final TopicFilter BRIDGE_STATE = TopicFilter.of("$SYS/broker/connection/+/state");

  /** Where a Client Identifier is published whose session is to end. */
  private static final TopicName SESSION_REMOVAL = TopicName.of("$SYS/broker/sessions/remove");

  /** The page asks for the configuration and changes it; with passwords in its messages. */
  private static final String REQUESTS = "$SYS/broker/panel/config/";

  private ReservedTopics() {}

  /** Whether what is published to a name ends a session: only a rule that names it allows that. */
  public static boolean isSessionRemoval(TopicName name) {
    return name.isReserved() && name.equals(SESSION_REMOVAL);
  }

  /**
   * Whether what is published to a name is a request to the broker, which nobody else ever sees.
   * The rules allow none: only who adds them may.
   */
  public static boolean isRequest(TopicName name) {
    return name.isReserved() && name.toString().startsWith(REQUESTS);
  }

  /** Why nobody may publish to a name; null where the rules decide. */
  public static Verdict refusal(TopicName name) {
    if (!name.isReserved()) {
      return null;
    }
    String text = name.toString();
    if (isBelow(SYS, text)) {
      return BRIDGE_STATE.matches(name) || name.equals(SESSION_REMOVAL) ? null : NOT_SYS;
    }
    return isBelow(SHARE, text) ? NOT_SHARE : null;
  }

  private static boolean isBelow(String first, String name) {
    return name.startsWith(first)
        && (name.length() == first.length() || name.charAt(first.length()) == '/');
  }
}
