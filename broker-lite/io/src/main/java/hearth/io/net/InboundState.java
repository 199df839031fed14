package hearth.io.net;

/**
 * Whether a channel is read, and what that waits for where it is not. It begins as PAUSED, and is
 * resumed by being opened. Every state may also become DROPPING, by close(), and all become ENDED.
 *
 * <pre>
 *   DEFERRED ◀──much, not yet── READING ─────yields─────▶ IN_LINE ◀───────────────────┐
 *      │ ▲ └───────wanted──────▶ │ ▲ ▲ ◀───its turn───────┘ │ ▲ ▲                     │
 *      │ │                       │ │ └── RESUMED ──yields───┼─┼─┘                     │
 *    pause resume              pause resume ▲             pause resume              resume
 *      │ │                       │ │        │ leftovers     │ │                       │
 *      ▼ │                       ▼ │        │               ▼ │                       │
 *   PAUSED_DEFERRED ─wanted──▶ PAUSED ──────┴─yields─▶ PAUSED_IN_LINE ─its turn─▶ PASSED_OVER
 * </pre>
 */
enum InboundState {
  /** Bytes go to the handler as they come. */
  READING,
  /** What its handler left over when it paused is handed on first, in a moment. Pausing ends it. */
  RESUMED,
  /** Very much is left over, which the handler wants only later. */
  DEFERRED,
  /** It gave way, and goes on when its turn comes. */
  IN_LINE,
  /** The owner wants nothing. */
  PAUSED,
  PAUSED_DEFERRED,
  PAUSED_IN_LINE,
  /** Its turn came while it was paused: it will stand in line again. */
  PASSED_OVER,
  /**
   * The channel closes: what comes is read and dropped, since a peer that is stuck in writing would
   * not take our last bytes.
   */
  DROPPING,
  /** Nothing more comes. */
  ENDED
}
