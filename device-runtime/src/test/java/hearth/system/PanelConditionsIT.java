package hearth.system;

import static hearth.system.PanelUser.labelled;
import static hearth.system.PanelUser.tile;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.AccessFileException;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.io.loop.SystemClock;
import hearth.runtime.panel.LoginCookies;
import hearth.runtime.panel.PanelKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page where not all is as one would wish it: small, old, far away, without a broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PanelConditionsIT {
  private static final String THINGS =
      """
      device: {name: Living room, topic: home/livingroom, states: states}
      hardware: {parts: simulated}
      sensors:
        - {kind: ds18b20, name: temperature, label: Temperature, every: 1s}
      lights:
        - {name: light, label: Ceiling light, pin: 17}
        - {name: lamp, label: Lamp, pin: 18, dimming: {}}
      switches:
        - {name: boiler, label: Boiler, pin: 23}
      binary_sensors:
        - {name: door, label: Front door, device_class: door, pin: 24}
      climates:
        - {name: heating, label: Heating, sensor: temperature, heater: boiler, target_temperature: 20}
      """;

  private static final String BROKER =
      """
      broker:
        password_file: passwd
        panel_admins: [anna]
        listen:
          - {address: 127.0.0.1:0, anonymous: local}
          - {address: 127.0.0.1:%d, panel: yes, names: [hearth.home.arpa]}
      """;

  /** What lies wider than the page, or hides a part of its own words. */
  private static final String CUT =
      """
      (() => {
        const style = (element) => getComputedStyle(element);
        const scrolls = (element) => element && (/auto|scroll/.test(style(element).overflowX) || scrolls(element.parentElement));
        return [...document.querySelectorAll('body *')].filter((each) => each.checkVisibility()
          && !each.closest('.sr, .skip, .spark, svg') && !scrolls(each)
          && (each.getBoundingClientRect().right > innerWidth + 1
            || (style(each).overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1)
            || (style(each).overflowY === 'hidden' && each.scrollHeight > each.clientHeight + 2)))
          .map((each) => each.tagName + '.' + each.className + ' ' + each.textContent.slice(0, 40)).join('\\n');
      })()
      """;

  private Path folder;
  @AutoClose private PanelHome home;
  private PanelUser user;
  private Browser browser;

  @BeforeAll
  void startAll(@TempDir Path folder) {
    this.folder = folder;
    home = new PanelHome(folder, THINGS + BROKER);
    user = home.user();
    browser = user.browser;
  }

  @BeforeEach
  void openAnew() {
    home.become(THINGS + BROKER);
    user.openAnew();
  }

  @Test
  void aCodeLogsOneBrowserInOnce() throws AccessFileException {
    Path passwd = folder.resolve("passwd");
    SecureRandom random = new SecureRandom();
    PanelKey key = new PanelKey(passwd, random);
    key.readAnew();
    PasswordVerifier users = new PasswordVerifier(PasswordFile.read(passwd), random);
    String code = new LoginCookies(key::get, new SystemClock(), users::stamp).pairingCode("anna");

    browser.open("about:blank");
    browser.open(user.address() + "#pair=" + code);
    browser.await("document.querySelectorAll('.tile').length >= 6");
    assertEquals(user.address(), browser.text("location.href"));
    user.assertSilent();

    // The cookie of this browser is given back, as if it were another.
    user.goTo("#me");
    browser.click(".card > button");
    browser.await("document.getElementById('username') !== null");
    browser.open("about:blank");
    browser.open(user.address() + "#pair=" + code);
    browser.await("document.querySelector('[role=alert]')?.textContent.includes('used before')");
    assertEquals("0", browser.text("document.querySelectorAll('.tile').length"));
    // What the browser says of the answer 403 is right.
    browser.messages();
  }

  @Test
  void whatNeedsHttpsIsDoneOtherwiseWithoutIt() {
    String address = "http://hearth.home.arpa:" + home.port() + "/";
    browser.open("about:blank");
    browser.open(address);
    browser.await("document.querySelector('.note')?.textContent.includes('can read along')");
    browser.click("[name=keep]");
    user.logIn();
    assertEquals("false", browser.text("isSecureContext"));
    browser.await("localStorage.getItem('hearth.login') === 'kept'");

    browser.open("about:blank");
    browser.open(address);
    browser.await("document.querySelectorAll('.tile').length >= 6");
    browser.click(labelled("Ceiling light"));
    user.awaitSwitch("Ceiling light", true);
    browser.script("document.querySelector(arguments[0]).click()", labelled("Ceiling light"));
    user.awaitSwitch("Ceiling light", false);

    browser.script(
        "location.hash = " + tile("Lamp") + ".querySelector('h3 a').getAttribute('href')");
    browser.await("document.querySelector('.copyable') !== null");
    browser.click(".copyable button");
    browser.await("document.querySelector('.told').textContent !== ''");
    assertTrue(
        browser.text("getSelection().toString()").startsWith("mosquitto_sub -h hearth.home.arpa"));
    user.assertSilent();

    user.goTo("#me");
    browser.click(".card > button");
    browser.await("document.getElementById('username') !== null");
  }

  @Test
  void nothingIsLostAtTwiceTheSize() {
    user.logIn();
    for (String page : List.of("#", "#me", "#wiring", "#broker")) {
      user.goTo(page);
      // 640 pixels of a screen, each twice as large.
      browser.look(320, 400, false);
      assertEquals("", browser.text(CUT), page);
      // The words alone.
      browser.look(640, 800, false);
      browser.script("document.documentElement.style.fontSize = '200%'");
      assertEquals(
          "true", browser.text("document.documentElement.scrollWidth <= innerWidth"), page);
      assertEquals("", browser.text(CUT), page + ", words alone");
      browser.script("document.documentElement.style.fontSize = ''");
    }
    user.assertSilent();
  }

  @Test
  void theWiringIsPrintedOnOnePage() {
    user.logIn();
    user.goTo("#wiring");
    browser.await("document.querySelectorAll('svg.board path.wire').length > 5");

    assertEquals(1, browser.printedPages());
    user.assertSilent();
  }

  @Test
  void nothingMovesForWhoWantsItSo() {
    browser.preferReducedMotion();
    user.logIn();
    for (String page : List.of("#", "#wiring", "#broker")) {
      user.goTo(page);
      assertEquals(
          "",
          browser.text(
              "[...document.querySelectorAll('*')].filter((each) => getComputedStyle(each)"
                  + ".transitionDuration.split(', ').some((time) => time !== '0s'))"
                  + ".map((each) => each.className)"));
      assertEquals("0", browser.text("document.getAnimations().length"));
    }
    user.assertSilent();
  }

  @Test
  void aBrowserWithoutScriptsGetsASentence() {
    browser.runScripts(false);
    try {
      browser.open("about:blank");
      browser.open(user.address());
      assertTrue(
          browser.words("#app").startsWith("Hearth needs a browser with JavaScript modules"));
    } finally {
      browser.runScripts(true);
    }
  }

  @Test
  void aPageWithNothingToShowIsForEverybodyToo() {
    home.become(BROKER);
    user.logIn("anna", "rose");
    browser.await("document.querySelector('.empty h2')?.textContent === 'Nothing here yet'");
    user.isForEverybody("no things");
    user.goTo("#wiring");
    browser.await("document.querySelector('.empty, .wiring') !== null");
    user.isForEverybody("no wiring");
    user.goTo("#broker");
    user.isForEverybody("no refusals");
    browser.script("location.hash = '#thing:nothing'");
    browser.await("document.querySelector('.empty')?.textContent.includes('no such thing')");
    user.isForEverybody("no such thing");

    // What has come meanwhile is there after the restart.
    home.become(THINGS + BROKER);
    user.goTo("#");
    browser.await(tile("Heating") + " !== undefined");
    browser.messages();
  }

  @Test
  void aPageThatIsLeftOpenIsRightAfterARestart() {
    user.logIn();
    browser.click(labelled("Ceiling light"));
    user.awaitSwitch("Ceiling light", true);

    home.become(
        (THINGS + BROKER)
            .replace(
                "  - {name: boiler", "  - {name: pump, label: Pump, pin: 25}\n  - {name: boiler")
            .replace("label: Lamp,", "label: Reading lamp,"));

    browser.await(tile("Pump") + " !== undefined");
    browser.await(tile("Reading lamp") + " !== undefined");
    browser.await(tile("Lamp") + " === undefined");
    browser.await("document.querySelector('.news').textContent === ''");
    user.awaitSwitch("Ceiling light", false);
    browser.click(labelled("Pump"));
    user.awaitSwitch("Pump", true);
    browser.messages();
  }

  @Test
  void aDeviceWhoseWillWasLostIsOfflineByItsAge() {
    Mosquitto phone = home.phone();
    String device =
        new HomeFolder(folder)
            .file(
                "device.yaml",
                """
                device: {topic: attic}
                hardware: {parts: simulated}
                lights: [{name: lamp, label: Desk lamp, pin: 17}]
                mqtt: {broker: "127.0.0.1:%d", last_seen: 10s}
                """
                    .formatted(home.hearth().port()));
    String isOffline = tile("Desk lamp") + "?.textContent.includes('Offline')";
    user.logIn();
    try (HearthProcess attic = HearthProcess.start("device", "--config", device)) {
      browser.await(isOffline + " === false");
      attic.kill();
    }
    browser.await(isOffline + " === true");

    // As at a cluster, which says nothing when a device dies with its server.
    phone.publishRetained("attic/availability", "online");
    browser.await(isOffline + " === false");
    browser.script("const now = Date.now; Date.now = () => now() + 21000");
    phone.publish("attic/lamp", "ON");
    browser.await(isOffline + " === true");

    phone.publishRetained("attic/last_seen", "{\"time\":\"2026-01-01T00:00:00Z\",\"every\":60}");
    user.openAnew();
    user.logIn();
    browser.await(isOffline + " === true");
    // What comes now was said now, whatever its clock shows.
    phone.publish("attic/last_seen", "{\"time\":\"2026-01-01T00:01:00Z\",\"every\":60}");
    browser.await(isOffline + " === false");

    phone.publishRetained("homeassistant/device/hearth-attic/config", "");
    browser.await(tile("Desk lamp") + " === undefined");
    user.assertSilent();
  }

  @Test
  void whatIsOfflineOrRefusedIsForEverybodyToo() {
    Mosquitto phone = home.phone();
    phone.publishRetained(
        "homeassistant/switch/far/config",
        "{\"name\":\"Coffee\",\"stat_t\":\"far/power\",\"cmd_t\":\"far/set\",\"avty_t\":\"far/online\",\"uniq_id\":\"far\"}");
    phone.publishRetained("far/online", "offline");
    phone.publishRetained(
        "homeassistant/switch/deaf/config",
        "{\"name\":\"Kettle\",\"stat_t\":\"deaf/power\",\"cmd_t\":\"deaf/set\",\"uniq_id\":\"deaf\"}");
    user.logIn();
    browser.await(tile("Coffee") + "?.textContent.includes('Offline') === true");
    browser.await(tile("Kettle") + " !== undefined");
    browser.click(labelled("Kettle"));
    browser.await(
        tile("Kettle") + ".querySelector('[role=alert]')?.textContent.includes('Nobody listens')");
    user.isForEverybody("offline and refused");
    browser.script(
        "location.hash = " + tile("Coffee") + ".querySelector('h3 a').getAttribute('href')");
    browser.await("document.querySelector('h1')?.textContent === 'Coffee'");
    user.isForEverybody("a thing that is offline");
    phone.publishRetained("homeassistant/switch/far/config", "");
    phone.publishRetained("homeassistant/switch/deaf/config", "");
    phone.publishRetained("far/online", "");

    home.end();
    browser.await("document.querySelector('.news').textContent.includes('Not connected')");
    browser.messages();
    for (String page : List.of("#", "#me", "#wiring", "#broker")) {
      browser.script("location.hash = arguments[0]", page);
      for (boolean dark : new boolean[] {false, true}) {
        browser.look(dark ? 1280 : 320, 800, dark);
        assertEquals("", browser.accessibilityProblems(), page);
      }
    }
    home.become(THINGS + BROKER);
    browser.messages();
  }
}
