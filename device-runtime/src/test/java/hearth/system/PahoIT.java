package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.testsupport.OutsideProcess;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same home, and a phone made of Debian's python3-paho-mqtt. */
class PahoIT {
  private static HearthProcess home;

  @BeforeAll
  static void start(@TempDir Path folder) {
    home = HearthProcess.ready("run", "--config", new HomeFolder(folder).whole());
  }

  @AfterAll
  static void end() {
    home.close();
  }

  @ParameterizedTest
  @CsvSource({
    "3.1.1, light, light/set",
    "5.0, light, light/set",
    "3.1.1, lamp, lamp",
    "5.0, lamp, lamp"
  })
  void theLightAnswersEachCommandOnce(String version, String state, String command)
      throws URISyntaxException {
    Path script = Path.of(PahoIT.class.getResource("phone.py").toURI());
    try (OutsideProcess phone =
        new OutsideProcess(
            List.of(
                "/usr/bin/python3", // the one that Debian's package is for
                script.toString(),
                String.valueOf(home.port()),
                version,
                "home/livingroom/" + state,
                "home/livingroom/" + command,
                "ON",
                "TOGGLE",
                "dim"))) {
      assertEquals(0, phone.awaitEnd(), phone::told);

      assertEquals(List.of("kept OFF", "live ON", "live OFF", "live OFF"), phone.lines());
    }
  }
}
