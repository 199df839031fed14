package hearth.broker.routing;

import hearth.broker.session.Session;
import hearth.protocol.packet.Subscription;

/**
 * One subscription of one session.
 *
 * @param identifier the Subscription Identifier, 0 where it has none
 */
public record SessionSubscription(Session session, Subscription options, int identifier) {

  /** Only the very same one: a tree holds and removes subscriptions by identity. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
