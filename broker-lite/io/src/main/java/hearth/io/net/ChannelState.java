package hearth.io.net;

/**
 * The life of a channel. Any state but CLOSED may also go straight to CLOSED: by abort(), by an
 * error or, once closing, by the linger time.
 *
 * <pre>
 *   NEW ──open()──► OPEN ──close(), or the peer's end──► CLOSING ──all written──► DRAINING ──► CLOSED
 *    └───────────────────────close()───────────────────────▲                (the peer's end)
 * </pre>
 */
enum ChannelState {
  /** There, but nobody listens yet: nothing is read. */
  NEW,
  /** Bytes go both ways. */
  OPEN,
  /** Nothing more is queued or handed to the handler; what was queued is being written. */
  CLOSING,
  /** Our end is sent; what still comes is dropped, up to the peer's end. */
  DRAINING,
  /** Nothing is held any more. */
  CLOSED;

  private boolean leadsTo(ChannelState next) {
    return this != CLOSED
        && (next == CLOSED
            || (this == NEW && next == OPEN)
            || ((this == NEW || this == OPEN) && next == CLOSING)
            || (this == CLOSING && next == DRAINING));
  }

  /** The next state, checked. */
  ChannelState to(ChannelState next) {
    if (!leadsTo(next)) {
      throw new IllegalStateException("a channel that is " + this + " cannot become " + next);
    }
    return next;
  }
}
