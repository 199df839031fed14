package hearth.io.net;

import java.nio.ByteBuffer;

/** What comes in through a channel: whether it is read, and what its handler has left over. */
final class Inbound {
  private final AbstractChannel channel;
  private InboundState state = InboundState.PAUSED;

  /** Null while nothing is left over. */
  private InboundBuffer leftover;

  /** How many bytes the handler wants to see at least, those left over included. */
  private int needed;

  Inbound(AbstractChannel channel) {
    this.channel = channel;
  }

  /** Whether the medium is to be read. */
  boolean wantsBytes() {
    return state == InboundState.READING || state == InboundState.DROPPING;
  }

  boolean hasEnded() {
    return state == InboundState.ENDED;
  }

  /** Whether its turn is to come. */
  boolean isInLine() {
    return state == InboundState.IN_LINE || state == InboundState.PAUSED_IN_LINE;
  }

  boolean givesWay() {
    return isInLine() || state == InboundState.PASSED_OVER;
  }

  /**
   * Where in the buffer new bytes are to begin, so that little that is left over stands before them
   * and both are handled in one go.
   */
  int roomForLeftover(ByteBuffer buffer) {
    int count = leftover == null ? 0 : leftover.count();
    return count <= buffer.capacity() / 4 && needed <= buffer.capacity() ? count : 0;
  }

  /** New bytes from the medium, which begin where {@link #roomForLeftover} said. */
  void receiveBehindRoom(ByteBuffer fresh) {
    int start = fresh.position();
    if (start > 0 && fresh.limit() >= needed && channel.state() == ChannelState.OPEN) {
      leftover.copyTo(fresh);
      deliver(fresh.position(0));
    } else if (fresh.hasRemaining()) {
      receive(fresh);
    }
  }

  /** New bytes from the medium. */
  void receive(ByteBuffer fresh) {
    if (channel.state() != ChannelState.OPEN) {
      fresh.position(fresh.limit());
    } else if (leftover == null && state == InboundState.READING) {
      deliver(fresh);
    } else {
      leftover().append(fresh, needed);
      if (leftover.count() < needed) {
        reportMore(0);
      } else if (state == InboundState.READING) {
        deliverLeftover();
      }
    }
  }

  /**
   * Tells the handler what is kept for it.
   *
   * @param below by layers below, in bytes
   */
  void reportMore(int below) {
    try {
      channel.handler().onMore((leftover == null ? 0 : leftover.count()) + below);
    } catch (RuntimeException | Error e) {
      channel.crashed(e);
    }
  }

  /** Where it is much, the handler may want it later. */
  private void deliverLeftover() {
    long wait = leftover.isMuch() ? untilWanted() : 0;
    if (state != InboundState.READING) {
      return;
    }
    if (wait == 0) {
      deliver(leftover.asBuffer());
    } else {
      state = InboundState.DEFERRED;
      channel.loop().schedule(wait, this::wantedNow);
      channel.interestChanged();
    }
  }

  private long untilWanted() {
    reportMore(0);
    try {
      return state == InboundState.READING ? channel.handler().untilWanted(leftover.count()) : 0;
    } catch (RuntimeException | Error e) {
      channel.crashed(e);
      return 0;
    }
  }

  private void wantedNow() {
    if (state == InboundState.DEFERRED) {
      state = InboundState.READING;
      deliver(leftover.asBuffer());
      channel.interestChanged();
    } else if (state == InboundState.PAUSED_DEFERRED) {
      state = InboundState.PAUSED;
    }
  }

  /** Hands the handler bytes that begin with what was left over, and keeps the new leftovers. */
  private void deliver(ByteBuffer bytes) {
    if (bytes.remaining() >= needed) {
      try {
        needed = channel.handler().onBytes(bytes);
      } catch (RuntimeException | Error e) {
        channel.crashed(e);
      }
    }
    if (channel.state() == ChannelState.OPEN) {
      keep(bytes);
    }
  }

  private void keep(ByteBuffer rest) {
    if (rest.hasRemaining()) {
      leftover().replaceWith(rest);
    } else {
      dropLeftover();
    }
  }

  private InboundBuffer leftover() {
    if (leftover == null) {
      leftover = new InboundBuffer(channel.loop().pieces());
    }
    return leftover;
  }

  private void dropLeftover() {
    if (leftover != null) {
      leftover.clear();
      leftover = null;
    }
  }

  /** Whether so much is left over that the handler can go on with it. */
  private boolean isWholeLeft() {
    return leftover != null && leftover.count() >= needed;
  }

  void pause() {
    if (state == InboundState.READING || state == InboundState.RESUMED) {
      state = InboundState.PAUSED;
    } else if (state == InboundState.DEFERRED) {
      state = InboundState.PAUSED_DEFERRED;
    } else if (state == InboundState.IN_LINE) {
      state = InboundState.PAUSED_IN_LINE;
    }
    channel.interestChanged();
  }

  void resume() {
    if (state == InboundState.PASSED_OVER) {
      state = InboundState.IN_LINE;
      channel.standInLine();
    } else if (state == InboundState.PAUSED_IN_LINE) {
      state = InboundState.IN_LINE;
    } else if (state == InboundState.PAUSED_DEFERRED) {
      state = InboundState.DEFERRED;
    } else if (state == InboundState.PAUSED && isWholeLeft()) {
      state = InboundState.RESUMED;
      channel.loop().execute(this::goOn);
    } else if (state == InboundState.PAUSED) {
      state = InboundState.READING;
    }
    channel.interestChanged();
  }

  /** Delivers what was left over when reading was paused, and reads on. */
  private void goOn() {
    if (state == InboundState.RESUMED) {
      state = InboundState.READING;
      // A handler that paused and resumed while it was reading may have left nothing over.
      if (isWholeLeft()) {
        deliverLeftover();
      }
      channel.interestChanged();
    }
  }

  void yieldTurn() {
    if (state == InboundState.PAUSED) {
      state = InboundState.PAUSED_IN_LINE;
    } else if (state == InboundState.READING || state == InboundState.RESUMED) {
      state = InboundState.IN_LINE;
    } else {
      return;
    }
    channel.standInLine();
    channel.interestChanged();
  }

  /** Its turn has come. While it is paused, it stands in line again as soon as it is not. */
  void turn() {
    if (state == InboundState.PAUSED_IN_LINE) {
      state = InboundState.PASSED_OVER;
    } else if (state == InboundState.IN_LINE) {
      state = InboundState.READING;
      if (leftover == null && needed == 0) {
        deliver(InboundBuffer.NOTHING);
      } else if (isWholeLeft()) {
        deliverLeftover();
      }
    }
    channel.interestChanged();
  }

  /** Drops what is left over, and what comes from now on. */
  void drop() {
    dropLeftover();
    if (state != InboundState.ENDED) {
      state = InboundState.DROPPING;
    }
  }

  /** Nothing more comes. */
  void end() {
    dropLeftover();
    state = InboundState.ENDED;
  }
}
