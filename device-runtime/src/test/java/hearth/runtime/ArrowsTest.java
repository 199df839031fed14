package hearth.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Of this module only the hosts know the broker, as a device runs with any; the commands know
 * users, rules and certificates.
 */
class ArrowsTest {
  private static final Path SOURCES = Path.of("src/main/java/hearth/runtime");

  @Test
  void onlyTheHostsKnowTheBroker() throws IOException {
    List<Path> wrong = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String text = Files.readString(file);
        boolean isRight =
            switch (SOURCES.relativize(file).getName(0).toString()) {
              case "host" -> true;
              case "command" -> !text.matches("(?s).*hearth\\.broker\\.(?!access\\.).*");
              default -> !text.contains("hearth.broker.");
            };
        if (!isRight) {
          wrong.add(file);
        }
      }
    }

    assertEquals(List.of(), wrong);
  }
}
