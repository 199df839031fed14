package hearth.io.net;

import hearth.io.loop.EventLoop;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A channel on top of another, whose bytes it turns into its own and back. It begins with a
 * handshake; bytes of a frame that is not whole stay with the channel below.
 */
abstract class LayeredChannel extends ReadingChannel implements ChannelHandler {
  /** Queued below that the operating system does not take: then we wait for it. */
  private static final int MAX_PENDING_BELOW = 64 * 1024;

  private final EventLoop loop;
  private final Channel below;

  /** Null once it has succeeded. */
  private Handshake handshake;

  private boolean belowPaused;

  LayeredChannel(EventLoop loop, WriteQueuePool queues, Channel below) {
    super(queues);
    this.loop = loop;
    this.below = below;
  }

  @Override
  final EventLoop loop() {
    return loop;
  }

  /** Begins the handshake. */
  abstract void shakeHands() throws IOException;

  /**
   * Turns bytes from below into what goes to the handler, by {@link #receive}, as long as {@link
   * #mayRead} allows it.
   *
   * @return how many bytes are needed before another call makes sense; 0 where any number does
   */
  abstract int read(ByteBuffer bytes) throws IOException;

  /**
   * Queues below what tells the peer that this layer ends.
   *
   * @param cause what went wrong, or null
   */
  abstract void sayGoodbye(IOException cause) throws IOException;

  final void start(Handshake handshake) {
    this.handshake = handshake;
    below.open(this);
    try {
      shakeHands();
      below.flush();
    } catch (IOException e) {
      fail(e);
    }
  }

  final void established() {
    Handshake done = handshake;
    if (done != null) {
      handshake = null;
      done.succeeded(this);
    }
  }

  final boolean isEstablished() {
    return handshake == null;
  }

  /** Before it is opened the handshake is all that is read. */
  boolean mayRead() {
    return !isEstablished() || wantsToRead();
  }

  final Channel below() {
    return below;
  }

  @Override
  public int layerBytes() {
    return below.layerBytes();
  }

  @Override
  public final void onMore(int kept) {
    if (isEstablished() && state() == ChannelState.OPEN) {
      reportMore(kept);
    }
  }

  @Override
  public final int onBytes(ByteBuffer bytes) {
    if (givesWay() && !below.givesWay()) {
      itsTurn();
    } else {
      deliverAgain();
    }
    int needed = 0;
    try {
      if (mayRead()) {
        needed = read(bytes);
      }
      readBelowOrNot();
    } catch (IOException e) {
      fail(e);
    }
    if (state() == ChannelState.DRAINING || state() == ChannelState.CLOSED) {
      bytes.position(bytes.limit());
      return 0;
    }
    if (bytes.hasRemaining()) {
      onMore(bytes.remaining());
    }
    // Its turn comes even where nothing more does.
    return givesWay() ? 0 : needed;
  }

  /**
   * To be called after each few frames: where the share of the turn is used up, the rest waits for
   * another.
   */
  final void yieldTurnIfBudgetIsUsedUp() {
    if (loop.budgetLeft() <= 0) {
      yieldTurn();
    }
  }

  /** What is below stands in line for all. */
  @Override
  public final void yieldTurn() {
    if (state() == ChannelState.OPEN) {
      awaitTurn();
      below.yieldTurn();
    }
  }

  /** To be called after each write below; blocks this channel where the one below is stuck. */
  final void blockIfStuckBelow() {
    if (below.pendingBytes() > MAX_PENDING_BELOW) {
      below.flush();
      if (below.pendingBytes() > 0) {
        block();
      }
    }
  }

  @Override
  public final void onWritable() {
    // Even where we were not blocked, who is above may wait for what was pending below.
    writable();
  }

  @Override
  final void sendEnd() throws IOException {
    sayGoodbye(null);
    below.close();
  }

  /** The layer's own end has come from the peer. */
  final void ended() {
    if (isEstablished()) {
      peerEnded();
    } else {
      fail(new EOFException("the peer ended it"));
    }
  }

  /** What broke the layer, for people; nothing is sent or closed here. */
  IOException inWords(IOException cause) {
    return cause;
  }

  /** Tells the peer what is wrong, and closes. */
  final void fail(IOException cause) {
    if (state() == ChannelState.CLOSED) {
      return;
    }
    try {
      sayGoodbye(cause);
    } catch (IOException e) {
      // It goes without.
    }
    IOException words = inWords(cause);
    finish(words, false);
    handshakeFailed(words);
  }

  @Override
  public final void onClosed(IOException cause) {
    if (state() == ChannelState.CLOSED) {
      return;
    }
    finish(cause, cause != null);
    handshakeFailed(
        inWords(cause != null ? cause : new EOFException("the peer closed the connection")));
  }

  private void handshakeFailed(IOException cause) {
    Handshake failed = handshake;
    if (failed != null) {
      handshake = null;
      failed.failed(cause);
    }
  }

  @Override
  final void interestChanged() {
    readBelowOrNot();
  }

  final void readBelowOrNot() {
    boolean pause = !mayRead() && !givesWay();
    if (pause == belowPaused || state() == ChannelState.CLOSED) {
      return;
    }
    belowPaused = pause;
    if (pause) {
      below.pauseReading();
    } else {
      below.resumeReading();
    }
  }

  @Override
  final void release(boolean reset) {
    if (reset) {
      below.abort();
    } else {
      below.close();
    }
  }

  @Override
  public final long pendingBytes() {
    return super.pendingBytes() + below.pendingBytes();
  }

  @Override
  public final long ownBytes() {
    return super.ownBytes() + below.ownBytes();
  }

  @Override
  public final Channel transport() {
    return below.transport();
  }

  @Override
  public Peer peer() {
    return below.peer();
  }
}
