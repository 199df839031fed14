package hearth.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hearth check --config-txt}: what scripts write into the firmware's file. */
class CheckConfigTxtTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theLinesStandAlone() throws Exception {
    assertEquals(0, check("sensors: [{kind: ds18b20, name: outside}]"));

    assertEquals("dtoverlay=w1-gpio\n", out.toString());
  }

  @Test
  void ofAPlanThatCannotWorkNothingIsWritten() throws Exception {
    int status =
        check(
            "sensors: [{kind: ds18b20, name: outside}]\nlights: [{name: light, pin: 4, active: low}]");

    assertEquals(1, status);
    assertEquals("", out.toString());
    assertTrue(err.toString().contains("light: GPIO4 has outside already."), err.toString());
  }

  private int check(String things) throws Exception {
    Path file =
        Files.writeString(folder.resolve("hearth.yaml"), "device: {topic: home}\n" + things);
    String[] words = {"check", "--config-txt", file.toString()};
    return Main.execute(words, new PrintWriter(out), new PrintWriter(err));
  }
}
