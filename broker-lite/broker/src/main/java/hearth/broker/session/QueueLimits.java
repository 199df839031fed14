package hearth.broker.session;

/**
 * The limits of one session's queue that are its own: that of a bridge, which gathers for days what
 * is to leave.
 *
 * @param bytes of messages waiting, those on disk as they are there; where there is no disk, the
 *     limit of every queue counts, too
 * @param whenFull what becomes of a message that finds no room
 * @param latest whether a message that waits goes for the next one of its topic
 */
public record QueueLimits(long bytes, WhenFull whenFull, boolean latest) {
  /** Of a queue of all messages. */
  public QueueLimits(long bytes, WhenFull whenFull) {
    this(bytes, whenFull, false);
  }

  /** The same, of a queue of the latest of each topic. */
  public QueueLimits ofLatest() {
    return new QueueLimits(bytes, whenFull, true);
  }

  /** What becomes of a message that finds no room. */
  public enum WhenFull {
    /** The oldest go, until it has room. */
    DROP_OLDEST,
    /** It goes itself. */
    DROP_NEWEST,
    /** Whoever publishes it is told, and nobody gets it. */
    REFUSE
  }
}
