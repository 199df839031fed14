package hearth.drivers.output;

import hearth.drivers.pin.PinException;
import java.util.ArrayList;
import java.util.List;

/**
 * Outputs of which at most one is on, such as a shutter's up and down. Whoever goes on sends the
 * others off first, and waits until the last of them has been off for the wait time.
 */
public final class Interlock {
  private final long waitNanos;
  private final boolean shared;
  private final List<TimedOutput> members = new ArrayList<>();

  /**
   * A group without members; outputs join it when they are made.
   *
   * @param waitNanos between one going off and another going on, 0 or more
   */
  public Interlock(long waitNanos) {
    this(waitNanos, true);
  }

  /** No group: an output of its own. */
  public static Interlock none() {
    return new Interlock(0, false);
  }

  private Interlock(long waitNanos, boolean shared) {
    this.waitNanos = waitNanos;
    this.shared = shared;
  }

  boolean isShared() {
    return shared;
  }

  long waitNanos() {
    return waitNanos;
  }

  void join(TimedOutput member) {
    members.add(member);
  }

  void leave(TimedOutput member) {
    members.remove(member);
  }

  /** Whether any of them is on or about to be. */
  boolean isTaken() {
    return members.stream().anyMatch(TimedOutput::wantsOn);
  }

  /** Sends all others off, at once. Where one does not obey, nobody may go on. */
  void clear(TimedOutput forWhom, long now) throws PinException {
    for (TimedOutput member : members) {
      if (member != forWhom) {
        member.forceOff(now);
      }
    }
  }

  /** When the member may go on, as far as the others have been off for long enough. */
  long freeAt(TimedOutput forWhom, long now) {
    long free = now;
    for (TimedOutput member : members) {
      if (member != forWhom && member.offSince() + waitNanos - free > 0) {
        free = member.offSince() + waitNanos;
      }
    }
    return free;
  }
}
