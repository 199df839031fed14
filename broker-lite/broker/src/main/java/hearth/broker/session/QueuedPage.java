package hearth.broker.session;

import hearth.io.file.PageFiles;
import java.util.List;

/**
 * Messages in a row of one session's queue that are set down on disk, since many wait and nobody
 * asks for them soon. In the queue the page stands for them; the order stays.
 *
 * <pre>
 *   WRITING --on disk--> ON_DISK --asked for--> READING --read--> OPEN --all have left--> ENDED
 *      |                                           `--damaged--> ENDED
 *      `--asked for before, or not written--> KEPT
 *   any --its session ends--> ENDED
 * </pre>
 *
 * <p>Once it is OPEN or KEPT its messages are back in the queue. An OPEN one stays on disk until
 * the last of them has left the session: after a crash they are found there.
 */
public final class QueuedPage {
  /** Drawn above. */
  public enum State {
    WRITING,
    KEPT,
    ON_DISK,
    READING,
    OPEN,
    ENDED
  }

  private final Session session;
  private final int count;
  private final long bytes;
  private final long first;
  private final long last;

  private State state;
  private List<OutgoingMessage> messages;
  private PageFiles.Page place;
  private int unfinished;

  /** A page that is to be written. */
  QueuedPage(Session session, List<OutgoingMessage> messages) {
    this.session = session;
    this.messages = messages;
    this.count = messages.size();
    this.bytes = messages.stream().mapToLong(OutgoingMessage::memory).sum();
    this.first = messages.get(0).number();
    this.last = messages.get(count - 1).number();
    this.state = State.WRITING;
  }

  /**
   * A page of before a restart.
   *
   * @param count its messages
   * @param bytes of memory that they take in the queue
   * @param first the journal's number of the first place in the queue
   * @param last the number of the last
   */
  public QueuedPage(
      Session session, PageFiles.Page place, int count, long bytes, long first, long last) {
    this.session = session;
    this.place = place;
    this.count = count;
    this.bytes = bytes;
    this.first = first;
    this.last = last;
    this.state = State.ON_DISK;
  }

  public Session session() {
    return session;
  }

  /** How many messages it holds. */
  public int count() {
    return count;
  }

  /** What its messages count against limits, in bytes. */
  public long bytes() {
    return bytes;
  }

  /** The journal's number of its first place in the queue. */
  public long first() {
    return first;
  }

  /** The journal's number of its last place in the queue. */
  public long last() {
    return last;
  }

  /** Where it is on disk. */
  public PageFiles.Page place() {
    return place;
  }

  public State state() {
    return state;
  }

  /** Its messages while they are in memory for it, else null. */
  public List<OutgoingMessage> messages() {
    return messages;
  }

  /** Whether its messages are on disk alone. */
  boolean isAway() {
    return state == State.ON_DISK || state == State.READING;
  }

  /** It is forced to disk. */
  public void written(PageFiles.Page place) {
    this.place = place;
    messages = null;
    state = State.ON_DISK;
  }

  /** Its messages stay in memory, whatever becomes of its writing. */
  public void keep() {
    state = State.KEPT;
  }

  void reading() {
    state = State.READING;
  }

  /**
   * Some of its messages are with the session again.
   *
   * @param unfinished how many
   */
  public void open(int unfinished) {
    this.unfinished = unfinished;
    state = State.OPEN;
  }

  /** One of its messages has left the session; returns whether it was the last. */
  boolean finished() {
    return state == State.OPEN && --unfinished == 0;
  }

  /** Nobody will ask for it any more. */
  public void end() {
    messages = null;
    state = State.ENDED;
  }
}
