package hearth.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Of this module only the package of its main knows the broker: a device runs with any. */
class ArrowsTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path MAIN = SOURCES.resolve("hearth/runtime");

  @Test
  void onlyThePackageOfMainKnowsTheBroker() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> wrong =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.getParent().equals(MAIN))
              .filter(ArrowsTest::namesTheBroker)
              .toList();

      assertEquals(List.of(), wrong);
    }
  }

  private static boolean namesTheBroker(Path file) {
    try {
      return Files.readString(file).contains("hearth.broker.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
