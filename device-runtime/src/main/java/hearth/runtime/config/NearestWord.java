package hearth.runtime.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word somebody most likely meant. */
public final class NearestWord {
  private NearestWord() {}

  /** The known word nearest to a mistyped one; empty where none is near enough to be meant. */
  public static Optional<String> of(String mistyped, Collection<String> known) {
    int farthest = Math.max(1, mistyped.length() / 3);
    return known.stream()
        .filter(word -> distance(mistyped, word) <= farthest)
        .min(Comparator.comparingInt(word -> distance(mistyped, word)));
  }

  /** {@code "; did you mean 'pin'?"}, or nothing where no known word is near. */
  public static String suggestion(String mistyped, Collection<String> known) {
    return of(mistyped, known).map(word -> "; did you mean '" + word + "'?").orElse("");
  }

  /**
   * The optimal string alignment distance: insert, delete, replace or swap two neighbours, whatever
   * the case of the letters.
   */
  static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int i, int j, int[][] cost) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = cost[i - 1][j - 1] + (same ? 0 : 1);
    best = Math.min(best, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
