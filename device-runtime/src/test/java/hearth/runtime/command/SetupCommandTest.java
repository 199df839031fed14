package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.runtime.config.Configuration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code hearth setup}, asked and answered, on a recorded machine. */
class SetupCommandTest {
  private static final String BUS = "sys/bus/w1/devices/";

  @TempDir private Path folder;
  private String told;

  @Test
  void aBeginnerAnswersAndHasAHome() throws Exception {
    wireSensors();

    assertEquals(0, setup("Küche\n\n\n\n6\n\nlamp\n17\nn\npump\n\n5\n\nyes\n"), told);

    Configuration home = home();
    assertEquals("Küche", home.device().name());
    assertEquals("home/küche", home.device().topic().toString());
    assertEquals(
        List.of("temperature", "air"),
        home.sensors().stream().map(sensor -> sensor.identity().name()).toList());
    assertEquals("[6, 17]", home.lights().stream().map(light -> light.pin()).toList().toString());
    assertEquals("LOW", home.lights().get(0).active().name());
    assertEquals("HIGH", home.lights().get(1).active().name());
    assertEquals("lamp", home.inputs().get(0).actions().onPress().get(0).output());
    assertTrue(told.contains("31  GPIO6   lamp"), told);
    assertTrue(told.contains("dtoverlay=i2c-sensor,bme280,addr=0x77"), told);
    String text = Files.readString(folder.resolve("hearth.yaml"));
    assertTrue(text.contains("kind: ds18b20  # a thermometer on the 1-wire bus"), text);
    assertTrue(text.contains("id: 28-0316a2f4c8ff"), text);
  }

  @Test
  void flagsAnswerToo() throws Exception {
    assertEquals(
        0,
        setup("", "--room", "Bad: oben", "--relay", "6", "--button", "5", "--sensor", "dht22:12"));

    Configuration home = home();
    assertEquals("Bad: oben", home.device().name());
    assertEquals("home/badoben", home.device().topic().toString());
    assertEquals("climate", home.sensors().get(0).identity().name());
    assertFalse(told.contains("?"), told);
    assertTrue(told.contains("Next: hearth passwd -c " + folder.resolve("passwd")), told);
    setup("", "--sensor", "ina219");
    assertTrue(told.contains("ATTR{new_device}=\"ina219 0x40\""), told);
  }

  @Test
  void whatStandsThereStays() throws Exception {
    wireSensors();
    String before =
        """
        # my home
        device:
          name: Cellar   # below
          topic: home/cellar
          discovery: off
        lights:
            - name: light   # do not touch
              pin: 6
        sensors: []
        """;
    Files.writeString(folder.resolve("hearth.yaml"), before);

    assertEquals(0, setup("", "--yes", "--relay", "17:high"), told);
    String once = Files.readString(folder.resolve("hearth.yaml"));
    for (String line :
        List.of("# my home", "  discovery: off", "    - name: light   # do not touch")) {
      assertTrue(once.contains(line + "\n"), once);
    }
    assertTrue(once.contains("\n    - name: light_2\n"), once);
    assertEquals(before, Files.readString(folder.resolve("hearth.yaml.before")));
    assertEquals(2, home().sensors().size());

    assertEquals(0, setup("", "--yes"), told);
    assertEquals(once, Files.readString(folder.resolve("hearth.yaml")), "nothing is new");
  }

  @Test
  void anAnswerThatCannotBeIsAskedAgain() throws Exception {
    setup("\n\n6\n\n\n6\n40\n7\n\n\n\n\n");

    assertTrue(told.contains("GPIO6 has 'light' already"), told);
    assertTrue(told.contains("'40' is no GPIO number"), told);
    assertEquals(2, home().lights().size());
  }

  @Test
  void whatCannotBeIsNotWritten() throws Exception {
    assertEquals(2, setup("", "--relay", "6", "--button", "6"));
    assertTrue(told.contains("GPIO6 has 'light' already"), told);
    assertEquals(2, setup("", "--sensor", "dht22"));
    assertTrue(told.contains("needs its GPIO number: dht22:12"), told);
    assertFalse(Files.exists(folder.resolve("hearth.yaml")));

    assertEquals(0, setup("", "--relay", "6", "--dry-run"));
    assertFalse(Files.exists(folder.resolve("hearth.yaml")));
    assertTrue(told.contains("active: low  # on when the pin is low"), told);
  }

  private void wireSensors() throws IOException {
    file(BUS + "w1_bus_master1/w1_master_slaves", "28-0316a2f4c8ff\n");
    file("sys/bus/i2c/devices/1-0077/iio:device0/name", "bme280\n");
  }

  private void file(String path, String text) throws IOException {
    Path file = folder.resolve("machine").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Configuration home() throws Exception {
    return Configuration.load(folder.resolve("hearth.yaml"));
  }

  private int setup(String answers, String... flags) throws IOException {
    Files.createDirectories(folder.resolve("machine"));
    List<String> words = new ArrayList<>(Arrays.asList(flags));
    words.addAll(List.of("-c", folder.resolve("hearth.yaml").toString()));
    words.addAll(List.of("--root", folder.resolve("machine").toString()));
    StringWriter out = new StringWriter();
    CommandLine line =
        new CommandLine(
            new SetupCommand(new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8))));
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    int status = line.execute(words.toArray(String[]::new));
    told = out.toString();
    return status;
  }
}
