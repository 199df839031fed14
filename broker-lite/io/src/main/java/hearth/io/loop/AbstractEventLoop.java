package hearth.io.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.function.Consumer;

/** The part of a turn that every loop has: timers, posted tasks, the turn's end, flushing. */
abstract class AbstractEventLoop implements EventLoop {
  /** Queued bytes at which channels are flushed before the turn's end: about a level 2 cache. */
  private static final int EARLY_FLUSH_BYTES = 1 << 20;

  /**
   * A millisecond or two: thousands of messages, or dozens of SUBSCRIBE. What is queued meanwhile
   * fills the channels' buffers: a smaller one would only make more system calls.
   */
  private static final int SHARE = 16_384;

  /**
   * What a share takes at the most, whatever was counted: on a slow machine, and while Java's code
   * is not compiled yet, work takes many times as long. Half of it would cost one publisher to a
   * hundred readers of QoS 1 a fifth more of the processor, for more and smaller writes.
   */
  private static final long SHARE_NANOS = 5_000_000;

  /** Work between two looks at the clock. */
  private static final int LOOK = 1024;

  /** A list that grew longer than this in a burst is given back after it. */
  private static final int KEPT_LENGTH = 1024;

  private static final long MAX_DELAY_NANOS = Long.MAX_VALUE / 2;

  private final Clock clock;
  private final Consumer<? super Throwable> failures;
  private final TimerHeap timers = new TimerHeap();
  private final Object postedLock = new Object();
  private ArrayList<Runnable> posted = new ArrayList<>();
  private ArrayList<Runnable> taken = new ArrayList<>();
  private final ArrayDeque<Runnable> line = new ArrayDeque<>();
  private final BufferPool pieces = new BufferPool(this);
  private ArrayList<Runnable> endOfTurn = new ArrayList<>();
  private ArrayList<Flushable> dirty = new ArrayList<>();
  private boolean flushing;
  private int queuedBytes;
  private int budgetLeft = SHARE;
  private int untilLook = LOOK;

  /** When the share ends by time; known from the first look of a turn on. */
  private long shareEnds;

  private boolean isTimed;

  /** The time of {@link #beginTurn}, by which this turn's timers are due. */
  private long turnBegan;

  AbstractEventLoop(Clock clock, Consumer<? super Throwable> failures) {
    this.clock = clock;
    this.failures = failures;
  }

  @Override
  public final Clock clock() {
    return clock;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (postedLock) {
      posted.add(task);
    }
  }

  @Override
  public final Timer schedule(long delayNanos, Runnable task) {
    long delay = Math.min(Math.max(delayNanos, 0), MAX_DELAY_NANOS);
    return timers.add(clock.nanoTime() + delay, task);
  }

  @Override
  public final void atEndOfTurn(Runnable task) {
    endOfTurn.add(task);
  }

  @Override
  public final void flushAtEndOfTurn(Flushable channel) {
    dirty.add(channel);
  }

  @Override
  public final void queued(int bytes) {
    queuedBytes += bytes;
    if (queuedBytes >= EARLY_FLUSH_BYTES && !flushing) {
      flushChannels();
    }
  }

  @Override
  public final void charge(int amount) {
    budgetLeft -= amount;
    untilLook -= amount;
    if (untilLook <= 0) {
      look();
    }
  }

  private void look() {
    untilLook = LOOK;
    long now = clock.nanoTime();
    if (!isTimed) {
      isTimed = true;
      shareEnds = now + SHARE_NANOS;
    } else if (now - shareEnds >= 0) {
      budgetLeft = Math.min(budgetLeft, 0);
    }
  }

  @Override
  public final int budgetLeft() {
    return budgetLeft;
  }

  @Override
  public final void yieldTurn(Runnable task) {
    line.add(task);
  }

  @Override
  public final BufferPool pieces() {
    return pieces;
  }

  @Override
  public final void report(Throwable failure) {
    try {
      failures.accept(failure);
    } catch (RuntimeException | Error listenerFailed) {
      // Nobody is left to tell, and the loop goes on.
    }
  }

  /**
   * Notes the time before the channels are asked for what is ready. Timers go by this: what came
   * before a deadline is read before it passes, however long the process stood still in between (a
   * laptop that slept, a card that took its time, SIGSTOP). A timer costs one more turn for that.
   */
  final void beginTurn() {
    turnBegan = clock.nanoTime();
  }

  /** Everything of a turn but the ready channels, which come first. */
  final void finishTurn() {
    runDueTimers();
    runPosted();
    runLine();
    for (int i = 0; i < endOfTurn.size(); i++) {
      runSafely(endOfTurn.get(i));
    }
    endOfTurn = emptied(endOfTurn);
    flushChannels();
    budgetLeft = SHARE;
    untilLook = LOOK;
    isTimed = false;
  }

  /** Nanoseconds until there is something to do: 0 for at once, -1 for never. */
  final long nanosToNext() {
    if (!line.isEmpty() || !endOfTurn.isEmpty() || !dirty.isEmpty() || hasPosted()) {
      return 0;
    }
    return timers.isEmpty() ? -1 : Math.max(0, timers.earliest() - clock.nanoTime());
  }

  private boolean hasPosted() {
    synchronized (postedLock) {
      return !posted.isEmpty();
    }
  }

  /** Timers set by these timers wait for the next turn, even where they are due at once. */
  private void runDueTimers() {
    long limit = timers.nextSequence();
    for (Runnable task; (task = timers.pollDue(turnBegan, limit)) != null; ) {
      runSafely(task);
    }
  }

  /** Tasks posted by these tasks wait for the next turn. */
  private void runPosted() {
    synchronized (postedLock) {
      ArrayList<Runnable> run = posted;
      posted = taken;
      taken = run;
    }
    for (int i = 0; i < taken.size(); i++) {
      runSafely(taken.get(i));
    }
    taken = emptied(taken);
  }

  /**
   * What others were sent goes out first; then the line has what they have left of the turn's
   * share, or a little. Who gives way again stands at its end, and is not served twice in a turn.
   */
  private void runLine() {
    if (line.isEmpty()) {
      return;
    }
    flushChannels();
    if (budgetLeft < SHARE / 4) {
      budgetLeft = SHARE / 4;
      shareEnds = clock.nanoTime() + SHARE_NANOS / 4;
      isTimed = true;
    }
    for (int waiting = line.size(); waiting > 0 && budgetLeft > 0; waiting--) {
      runSafely(line.poll());
    }
  }

  /** Flushing a layer writes to the channel below it, which joins the list's end. */
  private void flushChannels() {
    flushing = true;
    for (int i = 0; i < dirty.size(); i++) {
      try {
        dirty.get(i).flush();
      } catch (RuntimeException | Error failure) {
        report(failure);
      }
    }
    dirty = emptied(dirty);
    queuedBytes = 0;
    flushing = false;
  }

  private void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      report(failure);
    }
  }

  private static <T> ArrayList<T> emptied(ArrayList<T> list) {
    if (list.size() > KEPT_LENGTH) {
      return new ArrayList<>();
    }
    list.clear();
    return list;
  }
}
