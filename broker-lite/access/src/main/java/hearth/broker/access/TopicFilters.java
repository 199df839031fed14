package hearth.broker.access;

/** Topic Filters (4.7) as sets of Topic Names. */
final class TopicFilters {
  private TopicFilters() {}

  /**
   * The filter of the names that both match, or null where there are none. There is always one:
   * level by level the narrower of the two.
   */
  static String intersection(String left, String right) {
    if (left.startsWith("$") != right.startsWith("$")) {
      return null; // [MQTT-4.7.2-1]: a wildcard matches no name that starts with $
    }
    String[] x = left.split("/", -1);
    String[] y = right.split("/", -1);
    StringBuilder both = new StringBuilder();
    for (int i = 0; ; i++) {
      if (i < x.length && x[i].equals("#")) {
        return withRest(both, y, i);
      }
      if (i < y.length && y[i].equals("#")) {
        return withRest(both, x, i);
      }
      if (i == x.length || i == y.length) {
        return x.length == y.length ? both.toString() : null;
      }
      if (!x[i].equals(y[i]) && !x[i].equals("+") && !y[i].equals("+")) {
        return null;
      }
      append(both, i, x[i].equals("+") ? y[i] : x[i]);
    }
  }

  /** What follows where the other filter has {@code #}: all of it, also nothing at all. */
  private static String withRest(StringBuilder both, String[] levels, int from) {
    for (int i = from; i < levels.length; i++) {
      append(both, i, levels[i]);
    }
    return both.isEmpty() ? null : both.toString(); // "+" and "/#": only the empty name
  }

  private static void append(StringBuilder levels, int index, String level) {
    levels.append(index == 0 ? "" : "/").append(level);
  }

  /** Whether each name that the inner filter matches is matched by the outer one. */
  static boolean contains(String outer, String inner) {
    // Nothing stands above the first level, and no name is empty: the first level is needed.
    String same = inner.equals("#") || inner.equals("/#") ? inner.replace("#", "+/#") : inner;
    return same.equals(intersection(outer, same));
  }
}
