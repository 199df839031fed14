package hearth.system;

import static hearth.system.PanelUser.labelled;
import static hearth.system.PanelUser.tile;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page in Debian's chromium, served by the distribution on simulated parts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PanelIT {
  private static final String THINGS =
      """
      device:
        name: Living room
        topic: home/livingroom
        states: states
      hardware:
        parts: simulated
      sensors:
        - {kind: ds18b20, name: temperature, label: Temperature, every: 1s}
        - {kind: load, name: load, label: Load}
      lights:
        - {name: light, label: Ceiling light, pin: 17}
        - {name: lamp, label: Lamp, pin: 18, dimming: {}}
      switches:
        - {name: boiler, label: Boiler, pin: 23}
      buttons:
        - {name: button, label: Wall button, pin: 22}
      binary_sensors:
        - {name: door, label: Front door, device_class: door, pin: 24}
      climates:
        - {name: heating, label: Heating, sensor: temperature, heater: boiler, target_temperature: 20}
      broker:
        password_file: passwd
        panel_admins: [anna]
        listen:
          - {address: 127.0.0.1:0, anonymous: local}
          - {address: 127.0.0.1:%d, panel: yes}
      """;

  @AutoClose private PanelHome home;
  private PanelUser user;
  private Browser browser;
  private Mosquitto phone;

  @BeforeAll
  void startAll(@TempDir Path folder) {
    home = new PanelHome(folder, THINGS);
    user = home.user();
    browser = user.browser;
    phone = home.phone();
  }

  @BeforeEach
  void openAnew() {
    user.openAnew();
  }

  @AfterEach
  void staysSilent() {
    user.assertSilent();
  }

  @Test
  void aWrongPasswordIsToldAndTheRightOneLetsIn() {
    user.logIn("anna", "tulip");
    browser.await("document.querySelector('[role=alert]')?.textContent.includes('wrong') === true");

    user.logIn();

    assertEquals("Home", browser.text("document.querySelector('h1').textContent"));
    assertEquals(user.address(), browser.text("location.href"));
  }

  @Test
  void aLightIsSwitchedAndShowsWhatWasReadBack() {
    user.logIn();
    user.awaitSwitch("Ceiling light", false);

    browser.click(labelled("Ceiling light"));

    user.awaitSwitch("Ceiling light", true);
    phone.awaitRetained("home/livingroom/light", "ON");
    phone.publish("home/livingroom/light/set", "OFF");
    user.awaitSwitch("Ceiling light", false);
  }

  @Test
  void whoHasSwitchedALightLastIsShown() {
    user.logIn();
    browser.script(
        "location.hash = " + tile("Ceiling light") + ".querySelector('h3 a').getAttribute('href')");
    String changes = "document.querySelector('.columns').textContent.includes('%s')";
    user.awaitSwitch("Ceiling light", "h2", false);
    browser.click(labelled("Ceiling light"));
    browser.await(changes.formatted("by anna"));

    phone.publish("home/livingroom/light/set", "OFF");
    browser.await(changes.formatted("by the program"));
    try (OutsideProcess forger =
        new Mosquitto(home.hearth().port(), "mqttv5")
            .pub(
                "-i",
                "guest",
                "-t",
                "home/livingroom/light/set",
                "-m",
                "ON",
                "-D",
                "publish",
                "user-property",
                "hearth-by",
                "user anna, client phone")) {
      assertEquals(0, forger.awaitEnd(), forger::told);
    }
    browser.await(changes.formatted("by the program guest"));
    phone.publish("home/livingroom/light/set", "OFF");
    user.awaitSwitch("Ceiling light", "h2", false);
  }

  @Test
  void aSwitchIsWorkedFromTheKeyboard() {
    user.logIn();

    browser.type(labelled("Ceiling light"), " ");
    user.awaitSwitch("Ceiling light", true);
    browser.type(labelled("Ceiling light"), "\uE007");
    user.awaitSwitch("Ceiling light", false);
  }

  @Test
  void aLampIsDimmedByItsSlider() {
    user.logIn();

    browser.type(labelled("Brightness of Lamp"), "\uE010");

    phone.awaitRetained("home/livingroom/lamp/brightness", "255");
    browser.await(tile("Lamp") + ".textContent.includes('On · 100 %')");
    browser.click(labelled("Lamp"));
    user.awaitSwitch("Lamp", false);
  }

  @Test
  void theTargetOfAThermostatIsOneCommandForManyPresses() {
    user.logIn();
    phone.publish("home/livingroom/heating/target_temperature/set", "20");
    browser.await(tile("Heating") + ".querySelector('output').textContent.startsWith('20.0')");
    try (OutsideProcess commands =
        phone.subscribed("home/livingroom/heating/target_temperature/#")) {
      for (int i = 0; i < 3; i++) {
        browser.script(
            "document.querySelector(arguments[0]).click()",
            "[aria-label='Target of Heating'] [aria-label='Warmer']");
      }
      commands.awaitLine("home/livingroom/heating/target_temperature/set 21.5");
      phone.awaitRetained("home/livingroom/heating/target_temperature", "21.5");
      assertEquals(1, commands.lines().stream().filter(line -> line.contains("/set ")).count());
    }
  }

  @Test
  void devicesOfOthersHaveTilesAndTheirWordsStayWords() {
    String prefix = "homeassistant/";
    phone.publishRetained(
        prefix + "sensor/node/oven/config",
        "{\"name\":\"<img src=x onerror=alert(1)>\",\"~\":\"node\",\"stat_t\":\"~/oven\",\"unit_of_meas\":\"°C\",\"uniq_id\":\"o\"}");
    phone.publishRetained("node/oven", "183.44");
    phone.publishRetained(
        prefix + "binary_sensor/0x01/contact/config",
        "{\"name\":\"Window\",\"state_topic\":\"zigbee2mqtt/w\",\"value_template\":\"{{ value_json.contact }}\",\"payload_on\":false,\"payload_off\":true,\"device_class\":\"window\",\"unique_id\":\"w\"}");
    phone.publishRetained("zigbee2mqtt/w", "{\"contact\":false}");
    phone.publishRetained(
        prefix + "switch/tasmota/config",
        "{\"name\":\"Coffee\",\"stat_t\":\"stat/c/RESULT\",\"val_tpl\":\"{{value_json.POWER}}\",\"cmd_t\":\"cmnd/c/POWER\",\"avty_t\":\"tele/c/LWT\",\"pl_avail\":\"Online\",\"uniq_id\":\"c\"}");
    phone.publishRetained("tele/c/LWT", "Offline");
    phone.publishRetained(
        prefix + "sensor/odd/config",
        "{\"name\":\"Odd\",\"state_topic\":\"odd\",\"value_template\":\"{% if x %}y{% endif %}\",\"unique_id\":\"odd\"}");
    phone.publishRetained("homeassistant/sensor/broken/config", "{\"name\":");
    // Objects where words belong, which have no text.
    phone.publishRetained(
        prefix + "sensor/hostile/config",
        "{\"name\":\"Hostile\",\"stat_t\":\"hostile\",\"dev_cla\":{\"toString\":1},\"exp_aft\":{\"valueOf\":1},\"uniq_id\":\"h\"}");
    phone.publishRetained("hostile", "1");
    user.logIn();

    browser.await(tile("<img src=x onerror=alert(1)>") + "?.textContent.includes('183.44 °C')");
    browser.await(tile("Window") + "?.textContent.includes('Open') === true");
    browser.await(tile("Coffee") + "?.textContent.includes('Offline') === true");
    browser.await(tile("Odd") + "?.textContent.includes('Needs Home Assistant') === true");
    browser.await(tile("Hostile") + "?.textContent.includes('1') === true");
    assertEquals("0", browser.text("document.querySelectorAll('img').length"));

    for (String gone :
        List.of(
            "sensor/node/oven",
            "binary_sensor/0x01/contact",
            "switch/tasmota",
            "sensor/odd",
            "sensor/hostile")) {
      phone.publishRetained(prefix + gone + "/config", "");
    }
    browser.await(
        "![...document.querySelectorAll('h3')].some((each) => each.textContent === 'Window')");
  }

  @Test
  void whatIsHiddenStaysHiddenForThisUser() {
    user.logIn();
    browser.click(".title button");
    browser.click(labelled("Hide Wall button"));
    browser.await(tile("Wall button") + " === undefined");
    Eventually.holds(
        "the layout is kept",
        () -> phone.retained("panel/anna/layout").contains("button"),
        () -> "");

    browser.open(user.address());
    user.logIn();
    browser.await(tile("Wall button") + " === undefined");

    browser.click(".title button");
    browser.click(".hidden-things button");
    browser.await(tile("Wall button") + " !== undefined");
  }

  @Test
  void theWiringIsDrawnAndStandsInATable() {
    user.logIn();
    user.goTo("#wiring");

    browser.await(
        "document.querySelector('.plain-table')?.textContent.includes('Ceiling light') === true");
    assertEquals(
        "true", browser.text("document.querySelectorAll('svg.board path.wire').length > 10"));
    // No two wires share a lane or a row: each piece of a path is its own.
    assertEquals(
        "",
        browser.text(
            """
            (() => {
              const seen = new Set(), twice = [];
              for (const {attributes: {d}} of document.querySelectorAll('svg.board path.wire')) {
                for (const piece of d.value.match(/V[^H]+H/g)) if (seen.has(piece)) twice.push(piece); else seen.add(piece);
                const lane = d.value.match(/H([0-9.]+)V/)[1];
                if (seen.has(lane)) twice.push(lane); else seen.add(lane);
              }
              return twice.join();
            })()
            """));
  }

  @Test
  void adminsSeeClientsAndForgetARetainedTopicAndTakeItBack() {
    phone.publishRetained("old/topic", "21");
    user.logIn();
    user.goTo("#broker");

    browser.await("document.body.textContent.includes('this page')");
    browser.click(labelled("Forget old/topic"));
    browser.click("dialog .danger");
    browser.await("document.body.textContent.includes('old/topic is forgotten.')");
    browser.click(".retained ~ * button, [role=status] .note button");
    phone.awaitRetained("old/topic", "21");
  }

  @Test
  void whoIsKeptLoggedInNeedsNoPasswordUntilTheLogout() {
    browser.await("document.getElementById('username') !== null");
    browser.click("[name=keep]");
    user.logIn();
    browser.await("localStorage.getItem('hearth.login') === 'kept'");

    browser.open("about:blank");
    browser.open(user.address());
    browser.await("document.querySelectorAll('.tile').length >= 6");

    user.goTo("#me");
    browser.click(".card > button");
    browser.await("document.getElementById('username') !== null");
    browser.script("localStorage.removeItem('hearth.login')");
    browser.open("about:blank");
    browser.open(user.address());
    browser.await("document.getElementById('username') !== null");
  }

  @Test
  void everyPageIsForEverybodyOnSmallAndLargeScreensByDayAndNight() {
    browser.await("document.querySelector('#username') !== null");
    user.isForEverybody("login");
    user.logIn();
    for (String page : List.of("#", "#me", "#wiring", "#broker", "#config")) {
      user.goTo(page);
      user.isForEverybody(page);
    }
    browser.script("document.querySelector('.bar .name').click()");
    browser.await(tile("Lamp") + " !== undefined");
    for (String name : List.of("Lamp", "Temperature")) {
      browser.script(
          "location.hash = " + tile(name) + ".querySelector('h3 a').getAttribute('href')");
      browser.await("document.querySelector('h1')?.textContent === '" + name + "'");
      user.isForEverybody(name);
      user.goTo("#");
    }
    browser.click(".title button");
    user.isForEverybody("arranging");
  }

  @Test
  void germanHasAllWordsOfEnglishAndIsChosen() {
    user.logIn();
    user.goTo("#me");
    assertEquals(
        "",
        browser.script(
            PanelUser.BASE
                + """
                return Promise.all(['en', 'de'].map((code) => import(base + 'lang/' + code + '.js')))
                  .then(([{default: en}, {default: de}]) => [...Object.keys(en), ...Object.keys(de)]
                    .filter((key) => !(key in en) || !(key in de)
                      || String(en[key].match(/\\{\\w+\\}/g)?.sort()) !== String(de[key].match(/\\{\\w+\\}/g)?.sort())).join())
                """));
    browser.script(
        "const list = document.getElementById('language'); list.value = 'de';"
            + "list.dispatchEvent(new Event('change', {bubbles: true}))");
    browser.await(
        "document.documentElement.lang === 'de' && document.querySelector('#username') !== null");
    browser.await("document.querySelector('form .primary').textContent === 'Anmelden'");
    browser.script("localStorage.removeItem('hearth.language')");
  }

  @Test
  void brokenPacketsEndTheConnectionAndLongOnesAreNotGathered() {
    browser.await("document.querySelector('#username') !== null");
    for (String packet :
        List.of(
            "20 03 02 00 00", // CONNACK with flags that are reserved
            "20 02 00 00", // without properties
            "21 03 00 00 00", // flags of the fixed header
            "30 ff ff ff ff 01", // a length of five bytes
            "30 ff ff ff 7f", // 256 MB
            "30 05 00 01 61 80 80", // properties that end within their length
            "30 04 00 01 2b 00", // '+' in a Topic Name
            "30 03 00 00 00", // no Topic Name
            "30 05 00 02 c3 28 00", // a topic that is not UTF-8
            "30 04 00 01 00 00", // U+0000
            "30 07 00 01 61 03 23 00 01", // a Topic Alias that was not allowed
            "32 06 00 01 61 00 00 00", // Packet Identifier 0
            "34 06 00 01 61 00 01 00", // QoS 2, which nobody asked for
            "36 06 00 01 61 00 01 00", // QoS 3
            "30 0b 00 01 61 06 01 00 01 00 01 00 00", // properties twice and wrong
            "30 06 00 01 61 02 7f 00", // a property that there is not
            "40 02 00 00", // PUBACK of 0
            "40 01 00", // half a PUBACK
            "90 03 00 01 05", // SUBACK that ends in its properties
            "d0 01 00", // PINGRESP with a body
            "10 00", // a packet that only clients send
            "00 00",
            "f0 00")) {
      assertEquals("MqttError", stream(packet), packet);
    }
    assertEquals("3", stream("30 04 00 01 61 00"), "the type of a PUBLISH");
    assertEquals("waits", stream("30 04 00 01 61"));
    // A packet of a megabyte in frames of one kilobyte is taken once, whole.
    assertEquals(
        "1048576",
        String.valueOf(
            browser.script(
                PanelUser.BASE
                    + """
                    return import(base + 'mqtt.js').then(({PacketStream}) => {
                      const size = 1048576, head = [0x30, ...[(size + 4) % 128 + 128, ((size + 4) >> 7) % 128 + 128, (size + 4) >> 14], 0, 1, 97, 0];
                      const stream = new PacketStream();
                      stream.push(new Uint8Array(head));
                      let last = [];
                      for (let i = 0; i < 1024; i++) last = stream.push(new Uint8Array(1024));
                      return last[0].payload.length;
                    })
                    """)));
  }

  /**
   * What the page's reader of packets makes of bytes: a type, an error's name, or that it waits.
   */
  private String stream(String hex) {
    return String.valueOf(
        browser.script(
            PanelUser.BASE
                + """
                return import(base + 'mqtt.js').then(({PacketStream, MqttError}) => {
                  try {
                    const [first] = new PacketStream().push(new Uint8Array(arguments[0].split(' ').map((byte) => parseInt(byte, 16))));
                    return first ? String(first.packet) : 'waits';
                  } catch (e) {
                    return e instanceof MqttError ? 'MqttError' : String(e);
                  }
                })
                """,
            hex));
  }

  @Test
  void aLostBrokerIsToldAndFoundAgain() {
    user.logIn();
    home.end();
    browser.await("document.querySelector('.news').textContent.includes('Not connected')");
    browser.await("document.querySelector(\"[aria-label='Ceiling light']\").disabled");

    home.become(THINGS);
    phone = home.phone();

    browser.await("document.querySelector('.news').textContent === ''");
    browser.await("!document.querySelector(\"[aria-label='Ceiling light']\").disabled");
    assertEquals("true", browser.text("!location.href.includes('rose')"));
    // What the browser says of connections that were refused is right.
    browser.messages();
  }
}
