package hearth.runtime.doctor;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How old the Java runtime of the package is, which apt does not update by itself. */
public final class RuntimeAge {
  /** Java is mended every three months; a month more is for whoever builds the package. */
  private static final long OLD_DAYS = 120;

  /** Where the package has it. */
  private static final String OF_PACKAGE = "/usr/lib/hearth/";

  private RuntimeAge() {}

  /**
   * What is to be said of a runtime; nothing of one that is not the package's own.
   *
   * @param home as {@code java.home} has it
   * @param version as {@code java.version} has it
   * @param released the day of its release
   */
  public static List<Finding> of(String home, String version, LocalDate released, LocalDate today) {
    if (!home.startsWith(OF_PACKAGE)) {
      return List.of();
    }
    long days = ChronoUnit.DAYS.between(released, today);
    String age = "The package's own, %s, is %d days old.".formatted(version, days);
    return List.of(
        days <= OLD_DAYS
            ? new Finding(Severity.NOTE, "java", age)
            : new Finding(
                Severity.WARNING,
                "java",
                age
                    + " Java is mended every three months, and apt does not update this one:"
                    + " install a newer package of Hearth, in which it is newer, too."));
  }
}
