package hearth.broker;

import hearth.io.net.HostQuota;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Passwords that wait to be hashed, which takes long on purpose. One is looked at after the other,
 * so that each wrong one counts before the next is looked at, however many come at once. Those from
 * addresses where somebody has logged in before stand in a line of their own, which takes turns
 * with the line of all others: who guesses from a thousand addresses holds up strangers alone. On
 * the loop's thread.
 */
public final class PasswordQueue {
  private static final class Line {
    private final HostQuota places;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private Line(int ofHost, int inAll) {
      this.places = new HostQuota(ofHost, Math.max(1, inAll));
    }
  }

  private record Waiting(Line line, String place, Runnable look) {}

  private final Line known;
  private final Line strangers;
  private Waiting lookedAt;

  /**
   * @param ofHost most that wait from one place at a time, at least 1
   * @param inAll most that wait; a quarter of that is kept for known addresses
   */
  public PasswordQueue(int ofHost, int inAll) {
    this.known = new Line(ofHost, inAll / 4);
    this.strangers = new Line(ofHost, inAll - inAll / 4);
  }

  /**
   * Looks at a password when its turn comes, be it at once.
   *
   * @param place who shares the number that may wait from one host
   * @param isKnown whether somebody has logged in before from its address
   * @param look leads to one call of {@link #done}
   * @return false where so many wait already that it will not be looked at
   */
  boolean add(String place, boolean isKnown, Runnable look) {
    Line line = isKnown ? known : strangers;
    if (!line.places.begin(place)) {
      return false;
    }
    line.waiting.add(new Waiting(line, place, look));
    if (lookedAt == null) {
      next(known);
    }
    return true;
  }

  /** The one that is looked at is decided. */
  void done() {
    Line last = lookedAt.line;
    last.places.end(lookedAt.place);
    lookedAt = null;
    next(last == known ? strangers : known);
  }

  private void next(Line first) {
    Line other = first == known ? strangers : known;
    lookedAt = first.waiting.isEmpty() ? other.waiting.poll() : first.waiting.poll();
    if (lookedAt != null) {
      lookedAt.look.run();
    }
  }
}
