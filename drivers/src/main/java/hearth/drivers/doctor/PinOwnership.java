package hearth.drivers.doctor;

import hearth.drivers.kernel.KernelFiles;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Which chips there are and who has their lines, as far as the kernel tells this account. */
final class PinOwnership {
  private static final String CHIPS = "/sys/class/gpio/";

  /** A line of the kernel's list that has an owner: {@code gpio-529 (GPIO17 |relay@17 ) out hi}. */
  private static final Pattern OWNED =
      Pattern.compile("(?m)^ *gpio-\\d+ \\((\\S+) *\\|([^)]*?) *\\) +(\\w+) +(\\w+)");

  private PinOwnership() {}

  /** The labels of the chips, such as {@code pinctrl-bcm2711}. */
  static List<String> chipLabels(KernelFiles files) {
    return files.list(CHIPS).stream()
        .map(chip -> label(files, CHIPS + chip + "/label"))
        .filter(Objects::nonNull)
        .toList();
  }

  private static String label(KernelFiles files, String path) {
    try {
      return files.read(path);
    } catch (IOException e) {
      return null;
    }
  }

  /** Lines with their owners; empty where only root may see them. */
  static Optional<List<String>> owners(KernelFiles files) {
    try {
      return Optional.of(
          OWNED
              .matcher(files.read("/sys/kernel/debug/gpio"))
              .results()
              .map(PinOwnership::owner)
              .toList());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String owner(MatchResult line) {
    return "%s by %s (%s %s)".formatted(line.group(1), line.group(2), line.group(3), line.group(4));
  }
}
