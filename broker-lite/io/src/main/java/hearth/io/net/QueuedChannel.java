package hearth.io.net;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * What all channels have in common: the queue of what goes out, the states, and the end. What comes
 * in is {@link ReadingChannel}'s. A subclass moves the bytes to and from its medium.
 */
abstract class QueuedChannel implements Channel {
  private final WriteQueuePool queues;
  private ChannelState state = ChannelState.NEW;
  private ChannelHandler handler;

  /** Null while nothing is queued. */
  private WriteQueue queue;

  /** In the loop's list of channels to flush. */
  private boolean dirty;

  /** Within {@link #flush}; the channel below may come back to it when very much is queued. */
  private boolean sending;

  /** The medium takes no more for now, and will say when it does again. */
  private boolean blocked;

  private Timer linger;

  /** Null where nobody else has to know. */
  private Consumer<? super Channel> whenClosed;

  QueuedChannel(WriteQueuePool queues) {
    this.queues = queues;
  }

  /** The loop that owns it. */
  abstract EventLoop loop();

  /**
   * Moves queued bytes to the medium as far as it takes them, telling {@link #sent}, and {@link
   * #block} where it takes no more.
   */
  abstract void send(WriteQueue queue) throws IOException;

  /** Tells the peer that no more bytes follow. */
  abstract void sendEnd() throws IOException;

  /** Whether the peer has told that no more bytes follow. */
  abstract boolean hasPeerEnded();

  /** Whether bytes are wanted, or {@link #isBlocked}, may have changed. */
  abstract void interestChanged();

  /** What has come and was not handled is of no use any more. */
  abstract void dropUnread();

  /**
   * Frees the medium.
   *
   * @param reset whether the peer is to see a break instead of an end
   */
  abstract void release(boolean reset);

  final ChannelState state() {
    return state;
  }

  final ChannelHandler handler() {
    return handler;
  }

  final boolean isBlocked() {
    return blocked;
  }

  @Override
  public void open(ChannelHandler handler) {
    state = state.to(ChannelState.OPEN);
    this.handler = handler;
    interestChanged();
    if (queuedBytes() > 0) {
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
    if (bytes.length > 0 && (state == ChannelState.OPEN || state == ChannelState.NEW)) {
      writeQueue().add(bytes, patch);
      queued(bytes.length);
    }
  }

  @Override
  public final boolean writeShared(Object owner, byte[]... shared) {
    if (state != ChannelState.OPEN) {
      return false;
    }
    long before = queuedBytes();
    writeQueue().add(owner, shared);
    queued((int) (queuedBytes() - before));
    return true;
  }

  private WriteQueue writeQueue() {
    if (queue == null) {
      queue = queues.take();
    }
    return queue;
  }

  private void queued(int bytes) {
    if (!blocked) {
      flushLater();
      loop().queued(bytes);
      flushWhereMuch();
    }
  }

  /**
   * No call of the system would be saved by waiting, and what waits is copied by each collection of
   * garbage, until the old part of the heap is full of it.
   */
  private void flushWhereMuch() {
    if (state == ChannelState.OPEN && queue != null && queue.isMuch()) {
      flush();
    }
  }

  private void flushLater() {
    if (!dirty) {
      dirty = true;
      loop().flushAtEndOfTurn(this);
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
      if (queuedBytes() > 0) {
        send(queue);
      }
      if (queuedBytes() == 0 && !blocked) {
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
    return queue == null ? 0 : queue.bytes();
  }

  /** The medium has taken that many bytes from the front of the queue. */
  final void sent(int bytes) {
    queue.remove(bytes, handler);
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
      if (hasPeerEnded()) {
        finish(null, false);
      }
    }
  }

  @Override
  public long pendingBytes() {
    return queuedBytes();
  }

  @Override
  public long ownBytes() {
    return queue == null ? 0 : queue.ownBytes();
  }

  @Override
  public final void close() {
    if (!isOpen()) {
      return;
    }
    state = state.to(ChannelState.CLOSING);
    dropUnread();
    linger = loop().schedule(CLOSE_LINGER_NANOS, this::lingered);
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
    loop().report(failure);
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
    dropUnread();
    if (queue != null) {
      queue.remove(queue.bytes(), handler);
      queues.giveBack(queue);
      queue = null;
    }
    release(reset);
    if (handler != null) {
      // In line: thousands that go at once shall not hold up those who stay.
      loop().yieldTurn(() -> handler.onClosed(cause));
    }
    if (whenClosed != null) {
      loop().execute(() -> whenClosed.accept(this));
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
