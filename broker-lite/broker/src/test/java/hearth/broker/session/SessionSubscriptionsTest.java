package hearth.broker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import hearth.broker.account.Owners;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.SipHash;
import hearth.protocol.topic.TopicFilter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The first subscription of a session is held in another way than the next ones. */
class SessionSubscriptionsTest {
  private static final TopicFilter A = TopicFilter.of("home/a");
  private static final TopicFilter B = TopicFilter.of("home/b");

  private final Session session =
      new Session(
          "lamp",
          new SessionContext(
              new SessionLimits(1, 1, 1, 1, 1, 2, 1),
              Owners.unlimited(),
              null,
              null,
              null,
              null,
              null,
              null,
              new SipHash(1, 2)));

  @Test
  void theOnlyOneIsFoundReplacedAndForgotten() {
    subscribe(A);
    SessionSubscription second = subscribe(A);
    assertSame(second, session.subscription(TopicFilter.of("home/a")));
    assertNull(session.subscription(B));
    assertEquals(List.of(second), List.copyOf(session.subscriptions()));
    assertNull(session.unsubscribe(B));
    assertSame(second, session.unsubscribe(A));
    assertEquals(0, session.subscriptions().size());
    assertNull(session.subscription(A));
  }

  @Test
  void severalAreFoundReplacedAndForgotten() {
    SessionSubscription a = subscribe(A);
    SessionSubscription b = subscribe(B);
    assertEquals(Set.of(a, b), Set.copyOf(session.subscriptions()));
    SessionSubscription again = subscribe(A);
    assertEquals(Set.of(again, b), Set.copyOf(session.subscriptions()));
    assertSame(again, session.unsubscribe(A));
    assertNull(session.unsubscribe(A));
    assertSame(b, session.subscription(B));
    assertSame(b, session.unsubscribe(B));
    assertEquals(0, session.subscriptions().size());
    assertSame(subscribe(B), session.subscription(B));
  }

  private SessionSubscription subscribe(TopicFilter filter) {
    return session.subscribe(new Subscription(filter, QoS.AT_MOST_ONCE), 0);
  }
}
