package hearth.io.net;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One life over an {@link Outbound} and an {@link Inbound}. What the bytes go through is the
 * subclass's: a socket, memory, or a channel below.
 */
abstract class AbstractChannel implements Channel {
  final Outbound out;
  final Inbound in;
  private final EventLoop loop;
  private ChannelState state = ChannelState.NEW;
  private ChannelHandler handler;
  private Timer linger;

  /** Null where nobody else has to know. */
  private Consumer<? super Channel> whenClosed;

  AbstractChannel(EventLoop loop, WriteQueuePool queues) {
    this.loop = loop;
    this.out = new Outbound(this, queues);
    this.in = new Inbound(this);
  }

  /**
   * Moves queued bytes to the medium as far as it takes them, telling {@link Outbound#sent}, and
   * {@link Outbound#block} where it takes no more.
   */
  abstract void send(WriteQueue queue) throws IOException;

  /** Tells the peer that no more bytes follow. */
  abstract void sendEnd() throws IOException;

  /** {@link Inbound#wantsBytes} or {@link Outbound#isBlocked} may have changed. */
  abstract void interestChanged();

  /** Lets {@link Inbound#turn} be called after all who gave way before. */
  abstract void standInLine();

  /**
   * Frees the medium.
   *
   * @param reset whether the peer is to see a break instead of an end
   */
  abstract void release(boolean reset);

  /** The loop that owns it. */
  final EventLoop loop() {
    return loop;
  }

  final ChannelState state() {
    return state;
  }

  final ChannelHandler handler() {
    return handler;
  }

  @Override
  public final void open(ChannelHandler handler) {
    state = state.to(ChannelState.OPEN);
    this.handler = handler;
    in.resume();
    if (out.bytes() > 0) {
      out.flushLater();
    }
  }

  @Override
  public final void write(byte[] bytes) {
    out.write(bytes, WriteQueue.NO_PATCH);
  }

  @Override
  public final void write(byte[] bytes, int patchOffset, int patch) {
    out.write(bytes, patchOffset < 0 ? WriteQueue.NO_PATCH : WriteQueue.patch(patchOffset, patch));
  }

  @Override
  public final boolean writeShared(Object owner, byte[]... shared) {
    return out.writeShared(owner, shared);
  }

  @Override
  public final void flush() {
    out.flush();
  }

  @Override
  public long pendingBytes() {
    return out.bytes();
  }

  @Override
  public long ownBytes() {
    return out.ownBytes();
  }

  @Override
  public final void pauseReading() {
    if (state == ChannelState.OPEN) {
      in.pause();
    }
  }

  @Override
  public final void resumeReading() {
    if (state == ChannelState.OPEN) {
      in.resume();
    }
  }

  @Override
  public final void yieldTurn() {
    if (state == ChannelState.OPEN) {
      in.yieldTurn();
    }
  }

  @Override
  public final boolean givesWay() {
    return in.givesWay();
  }

  /** All that was queued has gone. */
  final void allSent() throws IOException {
    if (state == ChannelState.CLOSING) {
      state = state.to(ChannelState.DRAINING);
      sendEnd();
      if (in.hasEnded()) {
        finish(null, false);
      }
    }
  }

  /** The peer will send no more. */
  final void peerEnded() {
    in.end();
    if (state == ChannelState.DRAINING) {
      finish(null, false);
    } else {
      close();
      interestChanged();
    }
  }

  @Override
  public final void close() {
    if (!isOpen()) {
      return;
    }
    state = state.to(ChannelState.CLOSING);
    in.drop();
    linger = loop.schedule(CLOSE_LINGER_NANOS, this::lingered);
    interestChanged();
    out.flushLater();
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
    in.end();
    out.drop();
    release(reset);
    if (handler != null) {
      // In line: thousands that go at once shall not hold up those who stay.
      loop.yieldTurn(() -> handler.onClosed(cause));
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
