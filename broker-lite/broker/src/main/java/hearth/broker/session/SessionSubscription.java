package hearth.broker.session;

import hearth.protocol.codec.SubscriptionIdentifiers;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Subscription.RetainHandling;
import hearth.protocol.topic.TopicFilter;

/**
 * One subscription of one session. A broker may hold a hundred thousand: what a {@link
 * Subscription} says in 32 bytes stands here in one. Equal only to itself, as the tree needs it.
 */
public final class SessionSubscription {
  private static final RetainHandling[] RETAIN_HANDLINGS = RetainHandling.values();

  /** Of its objects, its places in tables and its node of the tree, about, in bytes. */
  private static final int MEMORY = 260;

  private final Session session;
  private final TopicFilter filter;
  private final int identifier;
  private final byte options;

  /**
   * A subscription as it was asked for.
   *
   * @param identifier the Subscription Identifier, 0 where it has none
   */
  public SessionSubscription(Session session, Subscription asked, int identifier) {
    this.session = session;
    this.filter = asked.filter();
    this.identifier = identifier;
    this.options = (byte) asked.options();
  }

  /** What a subscription of this filter takes in memory, about, in bytes. */
  public static int memory(TopicFilter filter) {
    int length = filter.toString().length();
    return MEMORY + 2 * length + (filter.isShared() ? MEMORY + 2 * length : 0);
  }

  public Session session() {
    return session;
  }

  public TopicFilter filter() {
    return filter;
  }

  /** The Subscription Identifier, 0 where it has none. */
  public int identifier() {
    return identifier;
  }

  /** The same, to be encoded; null where it has none. */
  public SubscriptionIdentifiers identifiers() {
    return identifier == 0 ? null : SubscriptionIdentifiers.of(identifier);
  }

  /** As {@link Subscription#options}. */
  public int options() {
    return options;
  }

  /** The Maximum QoS. */
  public QoS qos() {
    return QoS.of(options & 3);
  }

  public boolean noLocal() {
    return (options & Subscription.NO_LOCAL) != 0;
  }

  public boolean retainAsPublished() {
    return (options & Subscription.RETAIN_AS_PUBLISHED) != 0;
  }

  public RetainHandling retainHandling() {
    return RETAIN_HANDLINGS[options >> Subscription.RETAIN_HANDLING_SHIFT];
  }
}
