package hearth.broker.connection;

import hearth.broker.account.Account;
import hearth.broker.account.Budget;
import hearth.broker.account.Limit;
import hearth.broker.log.LineLimit;
import hearth.broker.session.Overload;
import hearth.broker.session.Overload.Level;
import hearth.io.loop.EventLoop;
import hearth.protocol.packet.ReasonCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Keeps the broker from running out of memory. Two things are looked at: what half-read packets and
 * what clients have not taken hold, of all connections together, against a ceiling of its own; and
 * all that is held in memory for clients, of what there is for that: sessions, subscriptions,
 * Wills, messages queued, in flight and retained. Load is shed in this order:
 *
 * <ol>
 *   <li>messages of QoS 0 for clients are dropped: at the ceiling, until half of it is free again,
 *       and while memory is three quarters full;
 *   <li>at the ceiling, the connections that hold the most are closed, one after the other;
 *   <li>while memory is 85 % full, nothing more is taken that would have to be kept: no new
 *       session, subscription or retained message, and no message for a client that has others
 *       unanswered.
 * </ol>
 *
 * <p>Both are in the account, whose limits together are at most half of the heap. The heap itself
 * is looked at as the last guard, and the same is done where it is 80 and 88 % full: then it holds
 * what no account knows.
 *
 * <p>It looks each time so many bytes have come in, or were retained and go to a new subscriber,
 * since only those can fill it.
 */
public final class OverloadGuard {
  private static final long LOOK_BYTES = 1L << 20;

  /** A SUBSCRIBE of twelve bytes is kept as several hundred. */
  private static final long GAUGE_BYTES = 32L << 10;

  private static final int SHEDDING_PERCENT = 75;
  private static final int SHORT_PERCENT = 85;

  /** The same of the heap, of which clients have half at the most. */
  private static final int HEAP_SHEDDING_PERCENT = 80;

  private static final int HEAP_SHORT_PERCENT = 88;

  /** What is told is of no single host. */
  private static final String ALL = "all";

  private final Account whole;
  private final long ceiling;
  private final long room;
  private final Overload overload;
  private final Supplier<Collection<Connection>> connections;
  private final MemoryGauge heap;
  private final LineLimit lines;
  private long unseen;
  private long ungauged;
  private boolean atCeiling;

  /** By what memory had at the last look, without the ceiling. */
  private Level ofMemory = Level.NONE;

  /**
   * @param whole what all hold
   * @param room how much memory there is for that, in bytes
   * @param heap all of the program's
   * @param connections those there are
   */
  public OverloadGuard(
      EventLoop loop,
      Account whole,
      long room,
      MemoryGauge heap,
      Overload overload,
      Supplier<Collection<Connection>> connections) {
    this.whole = whole;
    this.ceiling = whole.limits().of(Budget.BUFFERS);
    this.room = room;
    this.heap = heap;
    this.overload = overload;
    this.connections = connections;
    this.lines =
        LineLimit.ofTheWhole(
            loop, count -> Logger.warn("Memory for clients was short {} more times", count));
  }

  /** So many bytes have come in, or wait to go out to somebody who has not asked for each. */
  void moved(int bytes) {
    unseen += bytes;
    if (unseen >= LOOK_BYTES || atCeiling) {
      unseen = 0;
      look();
    }
    ungauged += bytes;
    if (ungauged >= GAUGE_BYTES || ofMemory != Level.NONE) {
      ungauged = 0;
      gauge();
    }
  }

  private void look() {
    connections.get().forEach(Connection::measure);
    long held = whole.held(Budget.BUFFERS);
    if (held > ceiling) {
      if (!atCeiling && lines.admits(ALL)) {
        Logger.warn(
            "Clients hold {} MB of packets half sent or not taken ({}): messages of QoS 0 are"
                + " dropped until they have caught up",
            held >> 20,
            Limit.BUFFER_BYTES);
      }
      atCeiling = true;
      closeLargest();
    } else if (held < ceiling / 2) {
      atCeiling = false;
    }
    setLevel();
  }

  private void gauge() {
    int held = (int) (100 * whole.bytes() / room);
    int taken = heap.percentTaken();
    boolean isShort = held >= SHORT_PERCENT || taken >= HEAP_SHORT_PERCENT;
    if (isShort && ofMemory != Level.SHORT && lines.admits(ALL)) {
      Logger.warn(
          "Memory is {} % full, and what there is for clients {} %: until there is room again"
              + " nothing more is taken that would have to be kept, such as new sessions,"
              + " subscriptions and retained messages; 'limits:' in the configuration says how much"
              + " each client may ask for",
          taken, held);
    }
    boolean isFull = held >= SHEDDING_PERCENT || taken >= HEAP_SHEDDING_PERCENT;
    ofMemory = isShort ? Level.SHORT : isFull ? Level.SHEDDING : Level.NONE;
    setLevel();
  }

  private void setLevel() {
    overload.level(atCeiling && ofMemory == Level.NONE ? Level.SHEDDING : ofMemory);
  }

  private void closeLargest() {
    List<Connection> largest = new ArrayList<>(connections.get());
    largest.sort(Comparator.comparingLong(Connection::bufferedBytes).reversed());
    for (Connection connection : largest) {
      if (whole.held(Budget.BUFFERS) <= ceiling) {
        return;
      }
      connection.refuse(
          ReasonCode.QUOTA_EXCEEDED,
          "it holds too much of the broker's memory (" + Limit.BUFFER_BYTES + ")");
      connection.abort();
      connection.measure();
    }
  }
}
