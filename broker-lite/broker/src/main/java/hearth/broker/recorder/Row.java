package hearth.broker.recorder;

/** What a series was like in a span of time: lowest, mean, highest, last and how many readings. */
final class Row {
  double min = Double.POSITIVE_INFINITY;
  double max = Double.NEGATIVE_INFINITY;
  double sum;
  double last;
  long lastTime = Long.MIN_VALUE;
  long count;

  void add(long time, double value) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    count++;
    if (time >= lastTime) {
      lastTime = time;
      last = value;
    }
  }

  void add(Row other) {
    if (other.count == 0) {
      return;
    }
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    sum += other.sum;
    count += other.count;
    if (other.lastTime >= lastTime) {
      lastTime = other.lastTime;
      last = other.last;
    }
  }

  /**
   * Takes in what was known of the same time, where that is made of more readings than are still
   * there: none of them is forgotten.
   */
  void keep(Row known) {
    if (known.count > count) {
      min = Math.min(min, known.min);
      max = Math.max(max, known.max);
      sum = known.sum;
      count = known.count;
      last = known.last;
      lastTime = known.lastTime;
    }
  }

  double mean() {
    // Of equal values the mean is that value, whatever rounding does to their sum.
    return Math.max(min, Math.min(max, sum / count));
  }
}
