package hearth.io.net;

import java.nio.ByteBuffer;

/**
 * What all channels have in common of what comes in: the leftovers of the handler, pauses, and
 * giving way to others.
 */
abstract class ReadingChannel extends QueuedChannel {
  /** Null while nothing is left over. */
  private InboundBuffer leftover;

  /** How many bytes the handler wants to see at least, those left over included. */
  private int needed;

  private boolean paused;

  /** It reads again when its turn comes. */
  private boolean givesWay;

  private boolean standsInLine;

  /** The handler wants what is left over later. */
  private boolean notWantedYet;

  private boolean peerEnded;

  /** Leftovers are to be delivered again, since reading was paused in their midst. */
  private boolean again;

  ReadingChannel(WriteQueuePool queues) {
    super(queues);
  }

  final boolean wantsToRead() {
    ChannelState state = state();
    if (state == ChannelState.OPEN) {
      return !isHeld() && !peerEnded;
    }
    // Read and dropped: a peer that is stuck in writing would not take our last bytes.
    return (state == ChannelState.CLOSING || state == ChannelState.DRAINING) && !peerEnded;
  }

  /** How many bytes must be there, those left over included, for {@link #deliver} to make sense. */
  final int needed() {
    return needed;
  }

  /** How many bytes are left over. */
  final int leftoverBytes() {
    return leftover == null ? 0 : leftover.count();
  }

  /** Copies what is left over, which is little, to the start of a buffer. */
  final void copyLeftoverTo(ByteBuffer start) {
    leftover.copyTo(start);
  }

  @Override
  final void dropUnread() {
    if (leftover != null) {
      leftover.clear();
      leftover = null;
    }
  }

  @Override
  final boolean hasPeerEnded() {
    return peerEnded;
  }

  /** New bytes from the medium, for a subclass that has no better way to join them. */
  final void receive(ByteBuffer fresh) {
    if (state() != ChannelState.OPEN) {
      fresh.position(fresh.limit());
    } else if (leftover == null && !isHeld()) {
      deliver(fresh);
    } else {
      if (leftover == null) {
        leftover = new InboundBuffer(loop().pieces());
      }
      leftover.append(fresh, needed);
      if (leftover.count() < needed) {
        reportMore(0);
      } else if (!isHeld()) {
        deliverLeftover();
      }
    }
  }

  /**
   * Tells the handler what is kept for it.
   *
   * @param below by layers below, in bytes
   */
  final void reportMore(int below) {
    try {
      handler().onMore(leftoverBytes() + below);
    } catch (RuntimeException | Error e) {
      crashed(e);
    }
  }

  private boolean isHeld() {
    return paused || givesWay || notWantedYet;
  }

  /** Where it is much, the handler may want it later. */
  private void deliverLeftover() {
    long wait = leftover.isMuch() ? untilWanted() : 0;
    if (wait == 0) {
      deliver(leftover.asBuffer());
    } else if (state() == ChannelState.OPEN) {
      notWantedYet = true;
      loop().schedule(wait, this::wantedNow);
      interestChanged();
    }
  }

  private long untilWanted() {
    reportMore(0);
    try {
      return state() == ChannelState.OPEN ? handler().untilWanted(leftover.count()) : 0;
    } catch (RuntimeException | Error e) {
      crashed(e);
      return 0;
    }
  }

  private void wantedNow() {
    notWantedYet = false;
    if (state() == ChannelState.OPEN) {
      if (!isHeld()) {
        deliver(leftover.asBuffer());
      }
      interestChanged();
    }
  }

  /** Hands the handler bytes that begin with what was left over, and keeps the new leftovers. */
  final void deliver(ByteBuffer bytes) {
    again = false;
    if (bytes.remaining() >= needed) {
      try {
        needed = handler().onBytes(bytes);
      } catch (RuntimeException | Error e) {
        crashed(e);
      }
    }
    if (state() == ChannelState.OPEN) {
      keep(bytes);
    }
  }

  private void keep(ByteBuffer rest) {
    if (!rest.hasRemaining()) {
      dropUnread();
      return;
    }
    if (leftover == null) {
      leftover = new InboundBuffer(loop().pieces());
    }
    leftover.replaceWith(rest);
  }

  /** Delivers what was left over when reading was paused. */
  final void deliverAgain() {
    // A handler that paused and resumed while it was reading may have left nothing over.
    boolean wanted = again && isWholeLeft() && state() == ChannelState.OPEN && !isHeld();
    again = false;
    if (wanted) {
      deliverLeftover();
    }
  }

  /** Whether so much is left over that the handler can go on with it. */
  private boolean isWholeLeft() {
    return leftover != null && leftover.count() >= needed;
  }

  /** The peer will send no more. */
  final void peerEnded() {
    peerEnded = true;
    if (state() == ChannelState.DRAINING) {
      finish(null, false);
    } else {
      close();
      interestChanged();
    }
  }

  @Override
  public final void pauseReading() {
    paused = true;
    if (state() == ChannelState.OPEN) {
      interestChanged();
    }
  }

  @Override
  public final void resumeReading() {
    if (!paused) {
      return;
    }
    paused = false;
    if (state() != ChannelState.OPEN) {
      return;
    }
    if (givesWay) {
      standInLine();
      return;
    }
    if (isWholeLeft() && !again) {
      again = true;
      loop().execute(this::deliverAgain);
    }
    interestChanged();
  }

  @Override
  public void yieldTurn() {
    if (state() == ChannelState.OPEN) {
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
      loop().yieldTurn(this::itsTurn);
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
    if (state() == ChannelState.OPEN) {
      if (leftover == null && needed == 0) {
        deliver(InboundBuffer.NOTHING);
      } else if (isWholeLeft() && !isHeld()) {
        deliverLeftover();
      }
      interestChanged();
    }
  }

  /** For a layer, whose turn comes with that of the channel below. */
  final void awaitTurn() {
    givesWay = true;
  }
}
