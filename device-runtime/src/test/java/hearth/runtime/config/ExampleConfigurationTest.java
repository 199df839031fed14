package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commented example is documentation: it is whole, and it is right. */
class ExampleConfigurationTest {
  private static final Path EXAMPLE = Path.of("src/main/dist/hearth.example.yaml");

  @Test
  void itLoads() throws Exception {
    Configuration example = Configuration.load(EXAMPLE);

    assertNotNull(example.device());
    assertNotNull(example.broker());
  }

  @Test
  void itShowsEveryKey() throws Exception {
    String text = Files.readString(EXAMPLE);

    List<String> absent =
        Configuration.SCHEMA.sections().stream()
            .flatMap(section -> section.keys().stream())
            .map(Key::name)
            .distinct()
            .filter(
                key ->
                    !Pattern.compile("^[^#]*\\b" + key + ":", Pattern.MULTILINE)
                        .matcher(text)
                        .find())
            .toList();

    assertEquals(List.of(), absent);
  }
}
