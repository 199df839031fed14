package hearth.broker.connection;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A client that reads more slowly than others publish to it. Those who fill its queue are held
 * back, by not reading their sockets, until it has caught up; whoever has sent it a little is not.
 * A client that does not catch up in time is given up: from then on only its own QoS 0 messages are
 * dropped.
 */
final class Congestion {
  /** So much of one publisher fills no queue. */
  private static final int LITTLE = 8 << 10;

  /** In limits of output: as far as those may fill the queue who are held back for it. */
  private static final int ROOM = 4;

  /** And those who are not. */
  private static final int ROOM_FOR_LITTLE = 8;

  private final int outputBytes;

  /** What each publisher has queued for the client since it is too slow. */
  private final Map<Connection, Integer> queued = new IdentityHashMap<>();

  private final List<Connection> heldBack = new ArrayList<>();
  private final Timer timer;
  private boolean givenUp;

  /**
   * It begins.
   *
   * @param outputBytes as many are queued already
   */
  Congestion(EventLoop loop, long stallNanos, int outputBytes) {
    this.outputBytes = outputBytes;
    timer = loop.schedule(stallNanos, this::giveUp);
  }

  /**
   * Holds a publisher back that fills the queue.
   *
   * @param publisher null for a message of the broker's own
   * @param bytes of its message
   * @param pending what is queued for the client
   * @return whether the message may still be queued for it
   */
  boolean holdBack(Connection publisher, int bytes, long pending) {
    if (givenUp || publisher == null) {
      return false;
    }
    int sent = queued.merge(publisher, bytes, Integer::sum);
    boolean fills = sent > Math.max(LITTLE, share());
    if (fills && !heldBack.contains(publisher) && publisher.holdBackFor(this)) {
      heldBack.add(publisher);
    }
    int room = sent > LITTLE ? ROOM : ROOM_FOR_LITTLE;
    return pending < (long) room * outputBytes;
  }

  /**
   * Half of the room, divided among all who have sent: what is left is for those who come later.
   */
  private int share() {
    return (ROOM - 1) * outputBytes / 2 / queued.size();
  }

  /** The publisher has been held back for as long as anybody may be. */
  void spare(Connection publisher) {
    heldBack.remove(publisher);
  }

  /** The reader has caught up, or is gone. */
  void relieved() {
    timer.cancel();
    letGo();
  }

  private void giveUp() {
    givenUp = true;
    letGo();
  }

  private void letGo() {
    List<Connection> free = List.copyOf(heldBack);
    heldBack.clear();
    free.forEach(publisher -> publisher.letGoFor(this));
  }
}
