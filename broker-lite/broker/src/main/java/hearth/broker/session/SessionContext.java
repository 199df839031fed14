package hearth.broker.session;

import hearth.broker.Statistics;
import hearth.broker.account.Owners;
import hearth.broker.journal.Journal;
import hearth.io.loop.Clock;
import hearth.protocol.topic.SipHash;

/** What every session works with. */
record SessionContext(
    SessionLimits limits,
    Owners owners,
    Statistics statistics,
    Journal journal,
    QueuePager pager,
    QueueRelief relief,
    Clock clock,
    SipHash hash) {}
