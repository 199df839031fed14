package hearth.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A wall clock of one process that the test sets. By libfaketime, which stands between the process
 * and the kernel's clock.
 */
final class FakeClock {
  private static final Path LIBRARIES = Path.of("/usr/lib");

  private final Path library;
  private final Path file;

  private FakeClock(Path library, Path file) {
    this.library = library;
    this.file = file;
  }

  /**
   * A clock that shows what the machine's shows; skips the test where there can be none.
   *
   * @param folder for its file
   */
  static FakeClock in(Path folder) throws IOException {
    Path library = library();
    assumeTrue(library != null, "libfaketime is not installed (Debian's package faketime)");
    FakeClock clock = new FakeClock(library, folder.resolve("clock"));
    clock.set(0);
    return clock;
  }

  private static Path library() throws IOException {
    try (DirectoryStream<Path> architectures = Files.newDirectoryStream(LIBRARIES)) {
      for (Path architecture : architectures) {
        Path library = architecture.resolve("faketime/libfaketimeMT.so.1");
        if (Files.exists(library)) {
          return library;
        }
      }
    }
    return null;
  }

  /**
   * Sets it so many years from the machine's. In one step: the library reads the file at any time,
   * and newer ones end the process for half.
   */
  void set(int years) throws IOException {
    String offset = "%+dy".formatted(years);
    Path whole = Files.writeString(file.resolveSibling("clock.new"), offset);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Starts Hearth by this clock, and waits until it is ready. */
  HearthProcess ready(String... arguments) {
    return HearthProcess.awaitReady(HearthProcess.startWithClock(library, file, arguments));
  }
}
