package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hearth check}: all problems, and the lines that scripts write into config.txt. */
class CheckCommandTest {
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

  @Test
  void allIsToldAtOnceWhateverFileItIsIn() throws Exception {
    Files.writeString(folder.resolve("passwd"), "no colon\n");
    Files.writeString(folder.resolve("acl"), "topik x\n");
    int status =
        check(
            """
            broker: {listen: [0.0.0.0:1883], password_file: passwd, acl_file: acl}
            sensors: [{kind: ds18b20, name: outside}]
            lights:
              - {name: light, pin: 4}
              - {name: lamp, pni: 5}
            """);

    assertEquals(1, status);
    for (String part : List.of("passwd:1:", "acl:1:", "GPIO4 has outside", "did you mean 'pin'")) {
      assertTrue(err.toString().contains(part), err.toString());
    }
  }

  private int check(String things) throws Exception {
    Path file =
        Files.writeString(folder.resolve("hearth.yaml"), "device: {topic: home}\n" + things);
    String[] words = {"check", "--config-txt", file.toString()};
    return HearthCommand.execute(words, new PrintWriter(out), new PrintWriter(err));
  }
}
