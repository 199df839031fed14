package hearth.io.net;

import hearth.io.loop.Flushable;
import java.io.IOException;

/**
 * What goes out through a channel: the queue, written once at the end of the loop's turn. What is
 * written before the channel is open goes back to IDLE at the turn's end, and is QUEUED again by
 * being opened.
 *
 * <pre>
 *                      ┌───────────────flush()──────────────┐
 *                      │                                    ▼
 *   written, closing: IDLE ──▶ QUEUED ──the turn's end──▶ SENDING ──the medium is full──▶ BLOCKED
 *                     ▲ ▲                                   │                                │
 *                     │ └──────────────all sent─────────────┘                                │
 *                     └───────────────────────────it takes bytes again───────────────────────┘
 * </pre>
 *
 * The states are numbers since an enum would be a class more in the client's jar, which is full.
 */
final class Outbound implements Flushable {
  /** Nothing is to be done. */
  private static final int IDLE = 0;

  /** In the loop's list of channels to flush. */
  private static final int QUEUED = 1;

  /** Within flush(); the channel below may come back to it when very much is queued. */
  private static final int SENDING = 2;

  /** The medium takes no more for now, and will say when it does again. */
  private static final int BLOCKED = 3;

  private final AbstractChannel channel;
  private final WriteQueuePool queues;

  /** Null while nothing is queued. */
  private WriteQueue queue;

  private int state = IDLE;

  Outbound(AbstractChannel channel, WriteQueuePool queues) {
    this.channel = channel;
    this.queues = queues;
  }

  /** Queued bytes. */
  long bytes() {
    return queue == null ? 0 : queue.bytes();
  }

  /** Queued bytes that nobody else has queued. */
  long ownBytes() {
    return queue == null ? 0 : queue.ownBytes();
  }

  /** Queues the bytes, with a patch as in {@link WriteQueue#add(byte[], long)}. */
  void write(byte[] bytes, long patch) {
    if (bytes.length > 0 && channel.isOpen()) {
      queue().add(bytes, patch);
      queued(bytes.length);
    }
  }

  boolean writeShared(Object owner, byte[]... shared) {
    if (channel.state() != ChannelState.OPEN) {
      return false;
    }
    long before = bytes();
    queue().add(owner, shared);
    queued((int) (bytes() - before));
    return true;
  }

  private WriteQueue queue() {
    if (queue == null) {
      queue = queues.take();
    }
    return queue;
  }

  private void queued(int bytes) {
    if (!isBlocked()) {
      flushLater();
      channel.loop().queued(bytes);
      flushWhereMuch();
    }
  }

  /**
   * No call of the system would be saved by waiting, and what waits is copied by each collection of
   * garbage, until the old part of the heap is full of it.
   */
  private void flushWhereMuch() {
    if (channel.state() == ChannelState.OPEN && queue != null && queue.isMuch()) {
      flush();
    }
  }

  void flushLater() {
    if (state == IDLE) {
      state = QUEUED;
      channel.loop().flushAtEndOfTurn(this);
    }
  }

  @Override
  public void flush() {
    if (state == QUEUED) {
      state = IDLE;
    }
    ChannelState life = channel.state();
    if (state != IDLE || life == ChannelState.NEW || life == ChannelState.CLOSED) {
      return;
    }
    state = SENDING;
    try {
      if (bytes() > 0) {
        channel.send(queue);
      }
      if (bytes() == 0 && !isBlocked()) {
        drop();
        channel.allSent();
      }
    } catch (IOException e) {
      channel.finish(e, true);
    } catch (RuntimeException | Error e) {
      channel.crashed(e);
    }
    if (state == SENDING) {
      state = IDLE;
      if (bytes() > 0) {
        flushLater(); // written meanwhile
      }
    }
  }

  /** The medium has taken that many bytes from the front of the queue. */
  void sent(int bytes) {
    queue.remove(bytes, channel.handler());
  }

  boolean isBlocked() {
    return state == BLOCKED;
  }

  /** The medium takes no more until it calls {@link #writable}. */
  void block() {
    state = BLOCKED;
    channel.interestChanged();
  }

  /** The medium takes bytes again. Never called out of a call of the channel's owner. */
  void writable() {
    if (isBlocked()) {
      state = IDLE;
    }
    flush();
    if (isBlocked() || channel.state() == ChannelState.CLOSED) {
      return;
    }
    channel.interestChanged();
    if (channel.state() == ChannelState.OPEN && channel.pendingBytes() == 0) {
      try {
        channel.handler().onWritable();
      } catch (RuntimeException | Error e) {
        channel.crashed(e);
      }
    }
  }

  /** Gives the queue back, and drops what is in it. */
  void drop() {
    if (queue != null) {
      queue.remove(queue.bytes(), channel.handler());
      queues.giveBack(queue);
      queue = null;
    }
  }
}
