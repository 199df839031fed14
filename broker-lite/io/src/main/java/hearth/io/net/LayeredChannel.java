package hearth.io.net;

import hearth.io.loop.EventLoop;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A channel on top of another, by a codec. It begins with a handshake; bytes of a frame that is not
 * whole stay with the channel below.
 */
final class LayeredChannel extends AbstractChannel implements ChannelHandler {
  /** Queued below that the operating system does not take: then we wait for it. */
  private static final int MAX_PENDING_BELOW = 64 * 1024;

  /** Records or frames read of each channel in a turn whose share is used up. */
  private static final int FEW_FRAMES = 8;

  private final Channel below;
  private final Codec codec;

  /** Null once it has succeeded. */
  private Handshake handshake;

  /** Who the handshake says is at the other end; null while it has not said that. */
  private Peer peer;

  /** Has more to write, and stands in the loop's line for it. */
  private boolean writesInLine;

  private boolean busy;
  private boolean belowPaused;

  LayeredChannel(EventLoop loop, WriteQueuePool queues, Channel below, Codec codec) {
    super(loop, queues);
    this.below = below;
    this.codec = codec;
  }

  void start(Handshake handshake) {
    this.handshake = handshake;
    below.open(this);
    try {
      codec.begin(this);
      below.flush();
    } catch (IOException e) {
      fail(e);
    }
  }

  /**
   * The handshake has succeeded.
   *
   * @param peer who is at the other end; null for whoever it is below
   */
  void established(Peer peer) {
    Handshake done = handshake;
    if (done != null) {
      this.peer = peer;
      handshake = null;
      done.succeeded(this);
    }
  }

  boolean isEstablished() {
    return handshake == null;
  }

  /** Whether its codec waits for somebody else, and reads nothing meanwhile. */
  void setBusy(boolean busy) {
    this.busy = busy;
    interestChanged();
  }

  /** Before it is opened the handshake is all that is read. */
  private boolean mayRead() {
    return !busy && (!isEstablished() || in.wantsBytes());
  }

  Channel below() {
    return below;
  }

  @Override
  public int layerBytes() {
    return codec.bytes() + below.layerBytes();
  }

  @Override
  public void onMore(int kept) {
    if (isEstablished() && state() == ChannelState.OPEN) {
      in.reportMore(kept);
    }
  }

  @Override
  public int onBytes(ByteBuffer bytes) {
    if (givesWay() && !below.givesWay()) {
      in.turn();
    }
    int needed = 0;
    try {
      needed = read(bytes);
      interestChanged();
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

  /** Where the share of the turn is used up, what is more than a few frames waits for another. */
  private int read(ByteBuffer bytes) throws IOException {
    for (int read = 1; bytes.hasRemaining() && mayRead(); read++) {
      int needed = codec.read(bytes);
      if (needed > 0) {
        return needed;
      }
      if (read % FEW_FRAMES == 0 && loop().budgetLeft() <= 0) {
        yieldTurn();
      }
    }
    return 0;
  }

  /** What is below stands in line for all. */
  @Override
  void standInLine() {
    below.yieldTurn();
  }

  /** Where the share of the turn is used up, what is more than a frame waits for another. */
  @Override
  void send(WriteQueue queue) throws IOException {
    while (!queue.isEmpty() && !out.isBlocked()) {
      out.sent(codec.write(queue));
      if (below.pendingBytes() > MAX_PENDING_BELOW) {
        below.flush();
        if (below.pendingBytes() > 0) {
          out.block();
        }
      }
      if (loop().budgetLeft() <= 0 && !queue.isEmpty() && !out.isBlocked()) {
        out.block();
        writesInLine = true;
        loop().yieldTurn(this::turnToWrite);
      }
    }
    below.flush();
  }

  private void turnToWrite() {
    if (writesInLine) {
      onWritable();
    }
  }

  @Override
  public void onWritable() {
    writesInLine = false;
    // Even where we were not blocked, who is above may wait for what was pending below.
    out.writable();
  }

  @Override
  void sendEnd() throws IOException {
    codec.sayGoodbye(null);
    below.close();
  }

  /** The layer's own end has come from the peer. */
  void ended() {
    if (isEstablished()) {
      peerEnded();
    } else {
      fail(new EOFException("the peer ended it"));
    }
  }

  /** Tells the peer what is wrong, and closes. */
  void fail(IOException cause) {
    if (state() == ChannelState.CLOSED) {
      return;
    }
    try {
      codec.sayGoodbye(cause);
    } catch (IOException e) {
      // It goes without.
    }
    IOException words = codec.inWords(cause);
    finish(words, false);
    handshakeFailed(words);
  }

  @Override
  public void onClosed(IOException cause) {
    if (state() == ChannelState.CLOSED) {
      return;
    }
    finish(cause, cause != null);
    handshakeFailed(
        codec.inWords(cause != null ? cause : new EOFException("the peer closed the connection")));
  }

  private void handshakeFailed(IOException cause) {
    Handshake failed = handshake;
    if (failed != null) {
      handshake = null;
      failed.failed(cause);
    }
  }

  /** Reads below, or not. */
  @Override
  void interestChanged() {
    // While it is in line, what is below is, too.
    boolean pause = !mayRead() && !in.isInLine();
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
  void release(boolean reset) {
    if (reset) {
      below.abort();
    } else {
      below.close();
    }
  }

  @Override
  public long pendingBytes() {
    return out.bytes() + below.pendingBytes();
  }

  @Override
  public long ownBytes() {
    return out.ownBytes() + below.ownBytes();
  }

  @Override
  public Channel transport() {
    return below.transport();
  }

  @Override
  public Peer peer() {
    return peer == null ? below.peer() : peer;
  }
}
