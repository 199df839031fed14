package hearth.broker.connection;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that reads more slowly than others publish to it. Its publishers are held back, by not
 * reading their sockets, until it has caught up; one that does not catch up in time is given up:
 * from then on only its own QoS 0 messages are dropped.
 */
final class Congestion {
  private final List<Connection> heldBack = new ArrayList<>();
  private final Timer timer;
  private boolean givenUp;

  Congestion(EventLoop loop, long stallNanos) {
    timer = loop.schedule(stallNanos, this::giveUp);
  }

  /**
   * Holds a publisher back.
   *
   * @param publisher null for a message of the broker's own
   * @return whether the message may still be queued for the slow reader
   */
  boolean holdBack(Connection publisher) {
    if (givenUp || publisher == null) {
      return false;
    }
    if (!heldBack.contains(publisher)) {
      heldBack.add(publisher);
      publisher.holdBack();
    }
    return true;
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
    free.forEach(Connection::letGo);
  }
}
