package hearth.io.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Consumer;

/**
 * The loop over the operating system's channels. The thread that makes it may set it up; from then
 * on the thread in {@link #run} owns it. With nothing to do it sleeps without a single wake-up.
 */
public final class SelectorLoop extends AbstractEventLoop {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int MAX_SELECT_FAILURES = 100;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Selector selector;
  private final Consumer<SelectionKey> dispatch = this::dispatch;
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private volatile Thread thread = Thread.currentThread();
  private volatile boolean sleeping;
  private volatile boolean stopped;
  private int selectFailures;

  /**
   * Makes a loop that is not yet running.
   *
   * @param failures hears, on the loop's thread, of every exception that a task or handler let out
   * @throws IOException where the operating system gives no selector, for want of file descriptors
   */
  public SelectorLoop(Clock clock, Consumer<? super Throwable> failures) throws IOException {
    super(clock, failures);
    this.selector = Selector.open();
    // Java opens descriptors of its own with the first one that it closes. If that were one that is
    // closed since there are none left, the selector would break.
    SocketChannel.open().close();
  }

  /**
   * Runs turn after turn until {@link #stop}, then closes all registered channels. Interrupting the
   * thread changes nothing.
   *
   * @throws UncheckedIOException where the selector itself breaks, which no turn survives
   */
  public void run() {
    thread = Thread.currentThread();
    try {
      while (!stopped) {
        beginTurn();
        selectSafely();
        finishTurn();
      }
      close();
    } catch (IOException e) {
      throw new UncheckedIOException("the selector of the event loop broke", e);
    }
  }

  /** Ends {@link #run} after its turn. From any thread. */
  public void stop() {
    stopped = true;
    selector.wakeup();
  }

  @Override
  public void execute(Runnable task) {
    super.execute(task);
    if (sleeping) {
      selector.wakeup();
    }
  }

  /** Memory or descriptors that Java lacked for a moment are no reason to die; a broken one is. */
  private void selectSafely() throws IOException {
    try {
      select();
      selectFailures = 0;
    } catch (RuntimeException | Error failure) {
      if (++selectFailures == MAX_SELECT_FAILURES) {
        throw failure;
      }
      report(failure);
    }
  }

  /** Waits for the earliest of ready channel, timer and posted task; serves ready channels. */
  private void select() throws IOException {
    // Set before the look at the posted tasks: who posts after that look sees it and wakes us.
    sleeping = true;
    long nanos = nanosToNext();
    if (nanos == 0) {
      sleeping = false;
      selector.selectNow(dispatch);
    } else {
      // Rounded up, else the last fraction of a millisecond would be spent in busy turns.
      long millis = nanos < 0 ? 0 : (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
      selector.select(dispatch, millis);
      sleeping = false;
    }
    Thread.interrupted();
  }

  private void dispatch(SelectionKey key) {
    if (sleeping) {
      sleeping = false;
    }
    try {
      ((Selectable) key.attachment()).ready(key.readyOps());
    } catch (RuntimeException | Error failure) {
      report(failure);
    }
  }

  private void close() throws IOException {
    for (SelectionKey key : List.copyOf(selector.keys())) {
      key.channel().close();
    }
    selector.close();
  }

  /**
   * Lets a channel take part, in non-blocking mode. On the loop's thread.
   *
   * @param operations which of {@link SelectionKey}'s it waits for at first, 0 for none
   */
  public SelectionKey register(SelectableChannel channel, int operations, Selectable handler)
      throws ClosedChannelException {
    return channel.register(selector, operations, handler);
  }

  /** A direct buffer for the time of one call: every channel of the loop reads through it. */
  public ByteBuffer readBuffer() {
    return readBuffer;
  }

  /** A direct buffer for the time of one call: every channel of the loop writes through it. */
  public ByteBuffer writeBuffer() {
    return writeBuffer;
  }

  @Override
  public boolean isLoopThread() {
    return Thread.currentThread() == thread;
  }
}
