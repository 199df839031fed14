package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.FreePort;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The configuration on the page, in Debian's chromium, and in the hands of who should not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PanelConfigIT {
  private static final String HOME =
      """
      device:
        name: Living room
        topic: home/livingroom
        states: states
      hardware:
        parts: simulated
      lights:
        - {name: light, label: Ceiling light, pin: 17}
      broker:
        password_file: passwd
        panel_admins: [anna]
        listen:
          - {address: 127.0.0.1:0, anonymous: local}
          - {address: 127.0.0.1:%d, panel: yes}
      """;

  private static final String AREA = "document.querySelector('.editor textarea')";

  private Path file;
  private String home;
  private int panel;
  private HearthProcess hearth;
  private Browser browser;
  private Mosquitto phone;

  @BeforeAll
  void startAll(@TempDir Path folder) throws IOException {
    browser = Browser.start();
    panel = FreePort.find();
    for (String[] user : new String[][] {{"-c", "anna", "rose"}, {"-b", "cat", "ivy"}}) {
      String passwords = folder.resolve("passwd").toString();
      try (HearthProcess passwd =
          user[0].equals("-c")
              ? HearthProcess.start("passwd", "-c", "-b", passwords, user[1], user[2])
              : HearthProcess.start("passwd", "-b", passwords, user[1], user[2])) {
        assertEquals(0, passwd.awaitEnd(), passwd::told);
      }
    }
    home = HOME.formatted(panel);
    file = Path.of(new HomeFolder(folder).file("hearth.yaml", home));
    hearth = HearthProcess.ready("run", "--config", file.toString());
    phone = new Mosquitto(hearth.port(), "mqttv5");
  }

  @AfterAll
  void endAll() {
    if (browser != null) {
      browser.close();
    }
    if (hearth != null) {
      hearth.close();
    }
  }

  @BeforeEach
  void openAnew() {
    browser.look(1280, 800, false);
    browser.open("about:blank");
    browser.open("http://127.0.0.1:" + panel + "/");
  }

  private void logIn(String user, String password) {
    browser.await("document.getElementById('username') !== null");
    browser.type("#username", user);
    browser.type("#password", password);
    browser.click("form .primary");
    browser.await("document.querySelector('.tile') !== null");
  }

  private void openConfiguration() {
    browser.script("location.hash = '#config'");
    browser.await("document.getElementById('again') !== null");
    browser.type("#again", "rose");
    browser.click("form .primary");
    browser.await(AREA + " !== null");
  }

  private void write(String text) {
    browser.script(
        AREA
            + ".value = arguments[0]; "
            + AREA
            + ".dispatchEvent(new Event('input', {bubbles: true}))",
        text);
  }

  private void apply() {
    browser.await("document.querySelector('.actions .primary').disabled === false");
    browser.click(".actions .primary");
    browser.await("document.body.textContent.includes('Applied.')");
  }

  @Test
  void aTypedProblemStandsAtItsLineAndAGoodTextIsApplied() throws IOException {
    logIn("anna", "rose");
    openConfiguration();
    assertEquals(home, browser.text(AREA + ".value"));

    write(home.replace("pin: 17", "pin: seventeen"));
    browser.await("document.querySelector('.problems')?.textContent.includes('Line 8') === true");
    assertEquals("8", browser.text("document.querySelector('.gutter .bad').textContent"));
    assertEquals("true", browser.text("document.querySelector('.actions .primary').disabled"));
    browser.look(320, 800, true);
    assertEquals("", browser.accessibilityProblems());
    browser.look(1280, 800, false);

    write(home.replace("Ceiling light", "Light above"));
    apply();
    assertEquals(home.replace("Ceiling light", "Light above"), Files.readString(file));
    assertEquals(home, Files.readString(file.resolveSibling("hearth.yaml.before")));
    browser.script("location.hash = '#'");
    browser.await("document.body.textContent.includes('Light above')");

    openConfiguration();
    write(home);
    apply();
  }

  @Test
  void theFormWritesALightOnAPinThatIsFree() throws IOException {
    logIn("anna", "rose");
    openConfiguration();
    browser.await("document.querySelector('.title button') !== null");
    browser.click(".title button");
    browser.await("document.querySelectorAll('#add-pin option').length > 3");
    browser.type("#add-name", "lamp");
    browser.type("#add-label", "Lamp");
    assertEquals(
        "false",
        browser.text(
            "[...document.querySelectorAll('#add-pin option')].some((e) => e.value === '17')"));
    browser.click("dialog .primary");

    apply();

    phone.awaitRetained("home/livingroom/lamp", "OFF");
    assertTrue(Files.readString(file).contains("name: lamp"), "it is written");
    write(home);
    apply();
  }

  @Test
  void aWrongPasswordOpensNothing() {
    logIn("anna", "rose");
    browser.script("location.hash = '#config'");
    browser.await("document.getElementById('again') !== null");
    browser.type("#again", "tulip");
    browser.click("form .primary");

    browser.await("document.querySelector('[role=alert]')?.textContent.includes('wrong') === true");
  }

  @Test
  void whoIsNoAdminIsNeitherOfferedNorGivenIt() {
    logIn("cat", "ivy");
    assertEquals("null", browser.text("document.querySelector('nav a[href=\"#config\"]')"));

    assertTrue(refused("-u", "cat", "-P", "ivy"));
    assertTrue(refused());
  }

  /** What mosquitto_pub is told. */
  private boolean refused(String... login) {
    String[] options =
        new String[] {
          "-d", "-q", "1", "-t", "$SYS/broker/panel/config/read", "-m", "{\"password\":\"ivy\"}"
        };
    String[] all = new String[login.length + options.length];
    System.arraycopy(login, 0, all, 0, login.length);
    System.arraycopy(options, 0, all, login.length, options.length);
    try (OutsideProcess pub = phone.pub(all)) {
      pub.awaitEnd();
      return pub.told().contains("RC:135") || pub.told().contains("Not authorized");
    }
  }
}
