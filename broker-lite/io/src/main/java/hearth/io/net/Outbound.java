package hearth.io.net;

import hearth.io.loop.Flushable;
import java.io.IOException;

/** What goes out through a channel: the queue, written once at the end of the loop's turn. */
final class Outbound implements Flushable {
  private final AbstractChannel channel;
  private final WriteQueuePool queues;

  /** Null while nothing is queued. */
  private WriteQueue queue;

  /** In the loop's list of channels to flush. */
  private boolean dirty;

  /** Within {@link #flush}; the channel below may come back to it when very much is queued. */
  private boolean sending;

  /** The medium takes no more for now, and will say when it does again. */
  private boolean blocked;

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
    if (!blocked) {
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
    if (!dirty) {
      dirty = true;
      channel.loop().flushAtEndOfTurn(this);
    }
  }

  @Override
  public void flush() {
    dirty = false;
    ChannelState state = channel.state();
    if (sending || blocked || state == ChannelState.NEW || state == ChannelState.CLOSED) {
      return;
    }
    sending = true;
    try {
      if (bytes() > 0) {
        channel.send(queue);
      }
      if (bytes() == 0 && !blocked) {
        drop();
        channel.allSent();
      }
    } catch (IOException e) {
      channel.finish(e, true);
    } catch (RuntimeException | Error e) {
      channel.crashed(e);
    } finally {
      sending = false;
    }
  }

  /** The medium has taken that many bytes from the front of the queue. */
  void sent(int bytes) {
    queue.remove(bytes, channel.handler());
  }

  boolean isBlocked() {
    return blocked;
  }

  /** The medium takes no more until it calls {@link #writable}. */
  void block() {
    blocked = true;
    channel.interestChanged();
  }

  /** The medium takes bytes again. Never called out of a call of the channel's owner. */
  void writable() {
    blocked = false;
    flush();
    if (blocked || channel.state() == ChannelState.CLOSED) {
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
