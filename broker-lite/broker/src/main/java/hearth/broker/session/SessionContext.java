package hearth.broker.session;

import hearth.broker.account.Owners;
import hearth.io.loop.Clock;
import hearth.io.loop.EventLoop;
import hearth.protocol.topic.SipHash;
import java.util.Collection;
import java.util.function.Supplier;

/** What every session works with. */
public record SessionContext(
    SessionLimits limits,
    Owners owners,
    Statistics statistics,
    Overload overload,
    Journal journal,
    QueuePager pager,
    QueueRelief relief,
    Clock clock,
    SipHash hash) {
  /**
   * What the sessions of one broker share.
   *
   * @param sessions all that there are, whenever their queues have to give way
   */
  public static SessionContext of(
      EventLoop loop,
      Journal journal,
      Statistics statistics,
      Overload overload,
      Owners owners,
      SessionLimits limits,
      SipHash hash,
      Supplier<Collection<Session>> sessions) {
    QueueRelief relief = new QueueRelief(loop, sessions);
    QueuePager pager = new QueuePager(loop, owners.whole(), journal.pages(), sessions);
    return new SessionContext(
        limits, owners, statistics, overload, journal, pager, relief, loop.clock(), hash);
  }
}
