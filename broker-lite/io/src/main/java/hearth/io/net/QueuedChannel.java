package hearth.io.net;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * What all channels have in common: the queue of what goes out, the leftovers of what came in, the
 * states and the calls of the handler. A subclass moves the bytes to and from its medium.
 */
abstract class QueuedChannel implements Channel {
  private final EventLoop loop;
  private final WriteQueuePool queues;
  private final Leftover leftover = new Leftover();
  private ChannelState state = ChannelState.NEW;
  private ChannelHandler handler;

  /** Null while nothing is queued. */
  private WriteQueue queue;

  private long pending;

  /** How many bytes the handler wants to see at least, those left over included. */
  private int needed;

  /** In the loop's list of channels to flush. */
  private boolean dirty;

  /** Within {@link #flush}; the channel below may come back to it when very much is queued. */
  private boolean sending;

  /** The medium takes no more for now, and will say when it does again. */
  private boolean blocked;

  private boolean paused;

  /** It reads again when its turn comes. */
  private boolean givesWay;

  private boolean standsInLine;
  private boolean peerEnded;

  /** Leftovers are to be delivered again, since reading was paused in their midst. */
  private boolean again;

  private Timer linger;

  /** Null where nobody else has to know. */
  private Consumer<? super Channel> whenClosed;

  QueuedChannel(EventLoop loop, WriteQueuePool queues) {
    this.loop = loop;
    this.queues = queues;
  }

  /**
   * Moves queued bytes to the medium as far as it takes them, telling {@link #sent}, and {@link
   * #block} where it takes no more.
   */
  abstract void send(WriteQueue queue) throws IOException;

  /** Tells the peer that no more bytes follow. */
  abstract void sendEnd() throws IOException;

  /** {@link #wantsToRead} or {@link #isBlocked} may have changed. */
  abstract void interestChanged();

  /**
   * Frees the medium.
   *
   * @param reset whether the peer is to see a break instead of an end
   */
  abstract void release(boolean reset);

  final EventLoop loop() {
    return loop;
  }

  final ChannelState state() {
    return state;
  }

  final boolean wantsToRead() {
    return switch (state) {
      case OPEN -> !paused && !givesWay && !peerEnded;
      // Read and dropped: a peer that is stuck in writing would not take our last bytes.
      case CLOSING, DRAINING -> !peerEnded;
      case NEW, CLOSED -> false;
    };
  }

  final boolean isBlocked() {
    return blocked;
  }

  @Override
  public void open(ChannelHandler handler) {
    state = state.to(ChannelState.OPEN);
    this.handler = handler;
    interestChanged();
    if (pending > 0) {
      flushLater();
    }
  }

  @Override
  public final void write(byte[] bytes) {
    enqueue(bytes, WriteQueue.NO_PATCH);
  }

  @Override
  public final void write(byte[] bytes, int patchOffset, int patch) {
    enqueue(bytes, patchOffset < 0 ? WriteQueue.NO_PATCH : WriteQueue.patch(patchOffset, patch));
  }

  private void enqueue(byte[] bytes, long patch) {
    if (bytes.length == 0 || state != ChannelState.OPEN && state != ChannelState.NEW) {
      return;
    }
    if (queue == null) {
      queue = queues.take();
    }
    queue.add(bytes, patch);
    pending += bytes.length;
    if (!blocked) {
      flushLater();
      loop.queued(bytes.length);
    }
  }

  private void flushLater() {
    if (!dirty) {
      dirty = true;
      loop.flushAtEndOfTurn(this);
    }
  }

  @Override
  public final void flush() {
    dirty = false;
    if (sending || blocked || state == ChannelState.NEW || state == ChannelState.CLOSED) {
      return;
    }
    sending = true;
    try {
      if (pending > 0) {
        send(queue);
      }
      if (pending == 0 && !blocked) {
        allSent();
      }
    } catch (IOException e) {
      finish(e, true);
    } catch (RuntimeException | Error e) {
      crashed(e);
    } finally {
      sending = false;
    }
  }

  /** Bytes in the queue of this channel itself. */
  final long queuedBytes() {
    return pending;
  }

  /** The medium has taken that many bytes from the front of the queue. */
  final void sent(int bytes) {
    queue.remove(bytes);
    pending -= bytes;
  }

  /** The medium takes no more until it calls {@link #writable}. */
  final void block() {
    blocked = true;
    interestChanged();
  }

  /** The medium takes bytes again. Never called out of a call of this channel's owner. */
  final void writable() {
    blocked = false;
    flush();
    if (blocked || state == ChannelState.CLOSED) {
      return;
    }
    interestChanged();
    if (state == ChannelState.OPEN && pendingBytes() == 0) {
      try {
        handler.onWritable();
      } catch (RuntimeException | Error e) {
        crashed(e);
      }
    }
  }

  private void allSent() throws IOException {
    if (queue != null) {
      queues.giveBack(queue);
      queue = null;
    }
    if (state == ChannelState.CLOSING) {
      state = state.to(ChannelState.DRAINING);
      sendEnd();
      if (peerEnded) {
        finish(null, false);
      }
    }
  }

  @Override
  public long pendingBytes() {
    return pending;
  }

  /** How many bytes must be there, those left over included, for {@link #deliver} to make sense. */
  final int needed() {
    return needed;
  }

  final Leftover leftover() {
    return leftover;
  }

  /** New bytes from the medium, for a subclass that has no better way to join them. */
  final void receive(ByteBuffer fresh) {
    if (state != ChannelState.OPEN) {
      fresh.position(fresh.limit());
    } else if (leftover.count() == 0 && !isHeld()) {
      deliver(fresh);
    } else {
      leftover.append(fresh, needed);
      if (leftover.count() < needed) {
        tellOfMore();
      } else if (!isHeld()) {
        deliver(leftover.asBuffer());
      }
    }
  }

  private void tellOfMore() {
    try {
      handler.onMore(leftover.count());
    } catch (RuntimeException | Error e) {
      crashed(e);
    }
  }

  private boolean isHeld() {
    return paused || givesWay;
  }

  /** Hands the handler bytes that begin with what was left over, and keeps the new leftovers. */
  final void deliver(ByteBuffer bytes) {
    again = false;
    if (bytes.remaining() >= needed) {
      try {
        needed = handler.onBytes(bytes);
      } catch (RuntimeException | Error e) {
        crashed(e);
      }
    }
    if (state == ChannelState.OPEN) {
      leftover.replaceWith(bytes);
    }
  }

  /** Delivers what was left over when reading was paused. */
  final void deliverAgain() {
    // A handler that paused and resumed while it was reading may have left nothing over.
    boolean isLeft = leftover.count() > 0 && leftover.count() >= needed;
    boolean wanted = again && isLeft && state == ChannelState.OPEN && !isHeld();
    again = false;
    if (wanted) {
      deliver(leftover.asBuffer());
    }
  }

  /** The peer will send no more. */
  final void peerEnded() {
    peerEnded = true;
    if (state == ChannelState.DRAINING) {
      finish(null, false);
    } else {
      close();
      interestChanged();
    }
  }

  @Override
  public final void pauseReading() {
    paused = true;
    if (state == ChannelState.OPEN) {
      interestChanged();
    }
  }

  @Override
  public final void resumeReading() {
    if (!paused) {
      return;
    }
    paused = false;
    if (state != ChannelState.OPEN) {
      return;
    }
    if (givesWay) {
      standInLine();
      return;
    }
    if (leftover.count() > 0 && leftover.count() >= needed && !again) {
      again = true;
      loop.execute(this::deliverAgain);
    }
    interestChanged();
  }

  @Override
  public void giveWay() {
    if (state == ChannelState.OPEN) {
      givesWay = true;
      standInLine();
      interestChanged();
    }
  }

  @Override
  public final boolean givesWay() {
    return givesWay;
  }

  private void standInLine() {
    if (!standsInLine) {
      standsInLine = true;
      loop.giveWay(this::itsTurn);
    }
  }

  /** Its turn has come; while it is paused, it stands in line again as soon as it is not. */
  final void itsTurn() {
    standsInLine = false;
    if (givesWay && !paused) {
      takeTurn();
    }
  }

  /** Delivers what was left over when it gave way, and reads on. */
  void takeTurn() {
    givesWay = false;
    if (state == ChannelState.OPEN) {
      if (leftover.count() >= needed) {
        deliver(leftover.asBuffer());
      }
      interestChanged();
    }
  }

  /** For a layer, whose turn comes with that of the channel below. */
  final void awaitTurn() {
    givesWay = true;
  }

  @Override
  public final void close() {
    if (!isOpen()) {
      return;
    }
    state = state.to(ChannelState.CLOSING);
    leftover.clear();
    linger = loop.schedule(CLOSE_LINGER_NANOS, this::lingered);
    interestChanged();
    flushLater();
  }

  private void lingered() {
    if (state == ChannelState.DRAINING) {
      finish(null, false);
    } else {
      String what = "the peer did not take the last " + pendingBytes() + " bytes";
      finish(new IOException(what + " within two seconds"), true);
    }
  }

  @Override
  public final void abort() {
    finish(new IOException("the connection was aborted on this side"), true);
  }

  /** An exception that nobody expected: it is reported and ends this one channel. */
  final void crashed(Throwable failure) {
    loop.report(failure);
    finish(new IOException("the handling of the connection failed: " + failure, failure), true);
  }

  /** Ends the channel at once. */
  final void finish(IOException cause, boolean reset) {
    if (state == ChannelState.CLOSED) {
      return;
    }
    state = state.to(ChannelState.CLOSED);
    if (linger != null) {
      linger.cancel();
    }
    leftover.clear();
    if (queue != null) {
      queue.clear();
      queues.giveBack(queue);
      queue = null;
      pending = 0;
    }
    release(reset);
    if (handler != null) {
      // In line: thousands that go at once shall not hold up those who stay.
      loop.giveWay(() -> handler.onClosed(cause));
    }
    if (whenClosed != null) {
      loop.execute(() -> whenClosed.accept(this));
    }
  }

  @Override
  public final void whenClosed(Consumer<? super Channel> action) {
    whenClosed = action;
  }

  @Override
  public final boolean isOpen() {
    return state == ChannelState.NEW || state == ChannelState.OPEN;
  }

  @Override
  public String toString() {
    return peer() + " (" + state + ")";
  }
}
