package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PubSubFileTest {
  @TempDir private Path folder;

  private List<String> words(Map<String, String> environment, String... words) throws Exception {
    CommandLine line = new CommandLine(new SubCommand(new ByteArrayOutputStream()));
    return List.of(PubSubFile.withOptions(line, "sub", words, environment));
  }

  @Test
  void theOptionsOfTheFileComeFirst() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("mine"),
            "# mine\n-h broker.lan\n\n-v\n-P two words\n-D connect user-property a b\n");
    String name = file.toString();
    assertEquals(
        List.of(
            "-h",
            "broker.lan",
            "-v",
            "-P",
            "two words",
            "-D",
            "connect",
            "user-property",
            "a",
            "b",
            "-o",
            name,
            "-t",
            "x"),
        words(Map.of(), "-o", name, "-t", "x"));
    assertEquals(List.of("-t", "-o"), words(Map.of(), "-t", "-o"));
  }

  @Test
  void theUsualFileIsMosquittos() throws Exception {
    Files.writeString(folder.resolve("mosquitto_sub"), "-p 1884\n");
    Files.writeString(
        Files.createDirectory(folder.resolve(".config")).resolve("mosquitto_sub"), "-v\n");
    Map<String, String> home = Map.of("HOME", folder.toString());
    assertEquals(List.of("-v", "-t", "x"), words(home, "-t", "x"));
    Map<String, String> other = Map.of("HOME", "/none", "XDG_CONFIG_HOME", folder.toString());
    assertEquals(List.of("-p", "1884", "-t", "x"), words(other, "-t", "x"));
    assertEquals(List.of("-t", "x"), words(Map.of("HOME", "/none"), "-t", "x"));
    assertEquals(List.of("--nonsense"), words(home, "--nonsense"));
  }
}
