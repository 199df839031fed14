package hearth.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path folder;
  private final StringWriter told = new StringWriter();

  private int hearth(String... arguments) {
    PrintWriter out = new PrintWriter(told);
    return Main.execute(arguments, out, out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "broker", "device"})
  void aServiceWithAWrongConfigurationIsNotToBeTriedAgain(String service) throws Exception {
    Path wrong = Files.writeString(folder.resolve("hearth.yaml"), "borker:\n");
    assertEquals(78, hearth(service, "--config", wrong.toString()));
    assertTrue(told.toString().contains("did you mean 'broker'"), told.toString());
  }

  @Test
  void aCommandWithAWrongConfigurationHasFailed() throws Exception {
    Path wrong = Files.writeString(folder.resolve("hearth.yaml"), "borker:\n");
    assertEquals(1, hearth("check", wrong.toString()));
  }
}
