package hearth.broker.journal;

import hearth.broker.message.Message;
import hearth.broker.routing.RetainedMessages;
import hearth.broker.routing.Sessions;
import hearth.broker.routing.Wills;
import hearth.broker.session.OutgoingMessage;
import hearth.broker.session.Session;
import hearth.broker.session.SessionSubscription;
import hearth.io.file.AppendLog;
import hearth.io.loop.EventLoop;
import hearth.protocol.delivery.DeliveryState;
import java.util.ArrayDeque;

/**
 * Writes all that is live into the log again, so that the history before can be deleted. In steps
 * that the loop does not feel: each writes a bounded number of records.
 *
 * <pre>
 *   IDLE --the log is long--> WRITING --all is written--> ENDING --on disk--> IDLE
 * </pre>
 */
public final class Compaction {
  private enum State {
    IDLE,
    WRITING,
    ENDING
  }

  /** A log shorter than this is left alone. */
  private static final long SHORT_BYTES = 8L << 20;

  /** How many times what was live last time the log may grow to. */
  private static final int GROWTH = 3;

  private static final int RECORDS_A_STEP = 64;
  private static final long STEP_NANOS = 1_000_000L;
  private static final long RETRY_NANOS = 10_000_000_000L;

  private final EventLoop loop;
  private final AppendLog log;
  private final StoreJournal journal;
  private final Sessions sessions;
  private final RetainedMessages retained;
  private final Wills wills;
  private final RecordWriter writer = new RecordWriter();

  private State state = State.IDLE;
  private long liveBytes;
  private long notBefore;
  private int nextRetained;
  private final ArrayDeque<Session> left = new ArrayDeque<>();

  /** Counts up, from 1. */
  private int number;

  /**
   * @param liveBytes how much of the log is of use as it is now, about
   */
  public Compaction(
      EventLoop loop,
      AppendLog log,
      StoreJournal journal,
      Sessions sessions,
      RetainedMessages retained,
      Wills wills,
      long liveBytes) {
    this.loop = loop;
    this.log = log;
    this.journal = journal;
    this.sessions = sessions;
    this.retained = retained;
    this.wills = wills;
    this.liveBytes = liveBytes;
    this.notBefore = loop.clock().nanoTime();
  }

  /**
   * Begins where the log is long; costs nothing where it is not.
   *
   * @param needed whether it is needed however long the log is
   */
  void maybeBegin(boolean needed) {
    if (state != State.IDLE
        || (!needed && log.sizeBytes() < Math.max(SHORT_BYTES, GROWTH * liveBytes))
        || loop.clock().nanoTime() - notBefore < 0) {
      return;
    }
    state = State.WRITING;
    number++;
    log.beginCompaction();
    left.addAll(sessions.all());
    nextRetained = retained.size();
    wills.forEach(
        (clientIdentifier, userName, will) ->
            append(RecordType.WILL, writer.will(clientIdentifier, userName, will)));
    loop.schedule(STEP_NANOS, this::step);
  }

  private void step() {
    int records = 0;
    while (records < RECORDS_A_STEP && !left.isEmpty()) {
      records += write(left.poll());
    }
    while (records < RECORDS_A_STEP && nextRetained > 0) {
      // From the end: what is removed meanwhile is replaced by one that was written already.
      nextRetained = Math.min(nextRetained, retained.size());
      if (nextRetained > 0) {
        journal.retain(retained.at(--nextRetained));
        records++;
      }
    }
    if (!left.isEmpty() || nextRetained > 0) {
      loop.schedule(STEP_NANOS, this::step);
      return;
    }
    state = State.ENDING;
    long before = log.sizeBytes();
    log.endCompaction(
        failure -> {
          state = State.IDLE;
          notBefore = loop.clock().nanoTime() + (failure == null ? 0 : RETRY_NANOS);
          liveBytes = failure == null ? log.sizeBytes() : before;
          if (failure == null) {
            journal.writtenAgain();
          } else {
            loop.schedule(RETRY_NANOS, journal::maybeCompact);
          }
        });
  }

  /** Writes a session with all it holds; returns how many records that took. */
  private int write(Session session) {
    if (!session.isPersistent() || sessions.get(session.clientIdentifier()) != session) {
      return 0;
    }
    int records = 1;
    long leftAt = session.isConnected() ? 0 : journal.wallMillis() - session.millisSinceLeft();
    append(RecordType.SESSION, writer.session(session, leftAt));
    for (SessionSubscription subscription : session.subscriptions()) {
      append(RecordType.SUBSCRIBED, writer.subscribed(subscription));
      records++;
    }
    if (session.inboundSize() > 0) {
      append(RecordType.INBOUND, writer.inbound(session));
      records++;
    }
    int[] count = {records};
    session.forEachOutgoing(
        (outgoing, delivery) -> {
          if (outgoing.number() != 0) {
            write(session, outgoing, delivery);
            count[0]++;
          }
        });
    session.forEachPage(
        page -> {
          journal.paged(page);
          count[0]++;
        });
    return count[0];
  }

  private void write(Session session, OutgoingMessage outgoing, DeliveryState delivery) {
    Message message = outgoing.message();
    if (message.isNewTo(number)) {
      append(RecordType.MESSAGE, journal.message(writer, message, false));
    }
    append(RecordType.QUEUED, writer.queued(session, outgoing, delivery));
  }

  private void append(RecordType type, RecordWriter record) {
    journal.appendLazily(type, record);
  }
}
