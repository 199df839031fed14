package hearth.drivers.sensor.filter;

/** Lets every n-th value out, the first of them earlier. */
final class SendEvery {
  private final int every;
  private final int first;
  private int untilNext;

  SendEvery(int every, int first) {
    if (every < 1 || first < 1 || first > every) {
      throw new IllegalArgumentException(
          "send_every is at least 1 and send_first_at from 1 to send_every, not %d and %d"
              .formatted(every, first));
    }
    this.every = every;
    this.first = first;
    this.untilNext = first;
  }

  /** Counts a value; whether it is one to let out. */
  boolean isDue() {
    untilNext--;
    if (untilNext > 0) {
      return false;
    }
    untilNext = every;
    return true;
  }

  void reset() {
    untilNext = first;
  }
}
