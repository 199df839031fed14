package hearth.testsupport;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this machine that a test needs. */
public final class Programs {
  private Programs() {}

  /**
   * Where a program is. Where it is not, the test is skipped and says so.
   *
   * @param packages Debian's, which have it
   */
  public static String need(String program, String packages) {
    // Debian keeps servers where only root looks.
    Optional<Path> found =
        Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), program + " is not installed (apt-get install " + packages + ")");
    return found.get().toString();
  }
}
