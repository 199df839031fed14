package hearth.broker.session;

import hearth.broker.message.Message;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The members of one Shared Subscription (4.8.2): each message goes to one of them, in turn, and
 * those that cannot take one at once are passed over while another can. They stand in rings, so
 * that nobody is looked at twice for nothing:
 *
 * <pre>
 *   ready --passed over--> busy --its client is gone--> away
 *     ^---- its session takes messages at once again ----'
 * </pre>
 */
public final class SharedSubscription {
  /** One of the members, in one of the rings. */
  public static final class Member {
    private final SharedSubscription group;
    private final SessionSubscription subscription;
    private Ring ring;
    private Member before;
    private Member after;

    private Member(SharedSubscription group, SessionSubscription subscription) {
      this.group = group;
      this.subscription = subscription;
    }

    private Session session() {
      return subscription.session();
    }

    /** Its session takes messages at once again. */
    public void ready() {
      if (ring != null) {
        moveTo(group.ready);
      }
    }

    private void moveTo(Ring next) {
      ring.remove(this);
      next.add(this);
    }
  }

  /** Members in a circle. */
  private static final class Ring {
    private Member first;
    private int size;

    void add(Member member) {
      if (first == null) {
        first = member;
        member.before = member;
        member.after = member;
      } else {
        member.after = first;
        member.before = first.before;
        first.before.after = member;
        first.before = member;
      }
      member.ring = this;
      size++;
    }

    void remove(Member member) {
      first = size == 1 ? null : member == first ? member.after : first;
      member.before.after = member.after;
      member.after.before = member.before;
      member.ring = null;
      size--;
    }

    /** The first, which is the last from now on. */
    Member next() {
      Member next = first;
      first = next.after;
      return next;
    }
  }

  private final String filter;
  private final Map<SessionSubscription, Member> members = new IdentityHashMap<>(2);
  private final Ring ready = new Ring();
  private final Ring busy = new Ring();
  private final Ring away = new Ring();
  private int passedOver;

  /**
   * @param filter the whole filter, {@code $share/name/} included
   */
  public SharedSubscription(String filter) {
    this.filter = filter;
  }

  /** The whole filter, {@code $share/name/} included. */
  public String filter() {
    return filter;
  }

  /** A session has joined. */
  public void add(SessionSubscription subscription) {
    Member member = new Member(this, subscription);
    members.put(subscription, member);
    ready.add(member);
  }

  /** A session has left, or never was a member. */
  public void remove(SessionSubscription subscription) {
    Member member = members.remove(subscription);
    if (member != null) {
      member.ring.remove(member);
      member.session().forget(member);
    }
  }

  /** Whether nobody is a member any more. */
  public boolean isEmpty() {
    return members.isEmpty();
  }

  /** The member whose turn it is, or null where nobody can have the message. */
  public SessionSubscription choose(Message message) {
    passedOver = 0;
    Member chosen = firstReady(message);
    if (chosen == null) {
      chosen = firstOf(busy, message);
    }
    if (chosen == null) {
      chosen = firstOf(away, message);
    }
    return chosen == null ? null : chosen.subscription;
  }

  /** How many members were passed over for the last message. */
  public int passedOver() {
    return passedOver;
  }

  private Member firstReady(Message message) {
    for (int left = ready.size; left > 0; left--) {
      Member member = ready.next();
      if (!member.session().takesAtOnce()) {
        member.moveTo(member.session().isConnected() ? busy : away);
        member.session().whenReady(member);
      } else if (mayReceive(member, message)) {
        return member;
      }
      passedOver++;
    }
    return null;
  }

  /** One that has to wait for its client. */
  private Member firstOf(Ring ring, Message message) {
    for (int left = ring.size; left > 0; left--) {
      Member member = ring.next();
      boolean isConnected = member.session().isConnected();
      if (ring == busy && !isConnected) {
        member.moveTo(away);
      } else if ((isConnected || member.session().isPersistent()) && mayReceive(member, message)) {
        return member;
      }
      passedOver++;
    }
    return null;
  }

  private static boolean mayReceive(Member member, Message message) {
    return member.session().permissions().mayReceive(message.topic());
  }
}
