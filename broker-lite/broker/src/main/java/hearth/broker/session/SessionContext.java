package hearth.broker.session;

import hearth.broker.Statistics;
import hearth.broker.journal.Journal;
import hearth.io.loop.Clock;

/** What every session works with. */
record SessionContext(SessionLimits limits, Statistics statistics, Journal journal, Clock clock) {}
