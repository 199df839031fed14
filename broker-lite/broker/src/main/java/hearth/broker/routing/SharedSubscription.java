package hearth.broker.routing;

import hearth.broker.message.Message;
import hearth.broker.session.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * The members of one Shared Subscription (4.8.2): each message goes to one of them, in turn, and
 * those that cannot take one at once are passed over while another can.
 */
public final class SharedSubscription {
  private final String filter;
  private final List<SessionSubscription> members = new ArrayList<>(2);
  private int next;

  SharedSubscription(String filter) {
    this.filter = filter;
  }

  /** The whole filter, {@code $share/name/} included. */
  public String filter() {
    return filter;
  }

  void add(SessionSubscription member) {
    members.add(member);
  }

  void remove(SessionSubscription member) {
    members.remove(member);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  /** The member whose turn it is, or null where nobody can have the message. */
  SessionSubscription choose(Message message) {
    SessionSubscription waiting = null;
    SessionSubscription away = null;
    for (int i = 0; i < members.size(); i++) {
      SessionSubscription member = members.get((next + i) % members.size());
      Session session = member.session();
      if (!session.permissions().mayReceive(message.topic())) {
        continue;
      }
      if (session.takesAtOnce()) {
        next = (next + i + 1) % members.size();
        return member;
      }
      if (session.isConnected()) {
        waiting = waiting == null ? member : waiting;
      } else if (session.isPersistent()) {
        away = away == null ? member : away;
      }
    }
    next = (next + 1) % Math.max(1, members.size());
    return waiting != null ? waiting : away;
  }
}
