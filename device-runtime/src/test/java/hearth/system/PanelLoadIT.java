package hearth.system;

import static hearth.system.PanelUser.tile;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A large home, and many who look at it: what that costs the page, and the broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PanelLoadIT {
  private static final int THINGS = 200;

  /** Of all objects of the process, which the JVM's own are among. */
  private static final long MAX_GROWTH = 512 * 1024;

  private static final String BROKER =
      """
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
  void announceManyThings(@TempDir Path folder) {
    home = new PanelHome(folder, BROKER);
    user = home.user();
    browser = user.browser;
    phone = home.phone();
    String components =
        IntStream.range(0, THINGS)
            .mapToObj(
                i ->
                    "\"t%d\":{\"p\":\"sensor\",\"name\":\"Room %d\",\"stat_t\":\"many/%d\",\"uniq_id\":\"many%d\",\"unit_of_meas\":\"°C\"}"
                        .formatted(i, i, i % 2, i))
            .collect(Collectors.joining(","));
    phone.publishRetained(
        "homeassistant/device/many/config",
        "{\"dev\":{\"ids\":\"many\",\"name\":\"Many\"},\"o\":{\"name\":\"test\"},\"cmps\":{"
            + components
            + "}}");
    phone.publishRetained("many/0", "20");
    phone.publishRetained("many/1", "21");
  }

  @BeforeEach
  void openAnew() {
    user.openAnew();
    if (browser.text("localStorage.getItem('hearth.login')").equals("kept")) {
      awaitTiles();
    } else {
      browser.await("document.getElementById('username') !== null");
      browser.click("[name=keep]");
      user.logIn("anna", "rose");
      awaitTiles();
      browser.await("localStorage.getItem('hearth.login') === 'kept'");
    }
  }

  private void awaitTiles() {
    browser.await("document.querySelectorAll('.tile').length === " + THINGS);
    browser.await(tile("Room 199") + ".textContent.includes('21')");
  }

  @Test
  void twoHundredThingsStandInTheirOrderAndScroll() {
    String names =
        "[...document.querySelectorAll('.tile h3')].map((each) => each.textContent).join()";
    String inOrder =
        IntStream.range(0, THINGS).mapToObj(i -> "Room " + i).collect(Collectors.joining(","));
    assertEquals(inOrder, browser.text(names));
    browser.script(
        """
        window.changes = [];
        new MutationObserver((list) => changes.push(...list)).observe(document.getElementById('app'),
          {subtree: true, childList: true, characterData: true, attributes: true});
        scrollTo(0, document.body.scrollHeight)
        """);
    browser.await(
        tile("Room 199")
            + ".getBoundingClientRect().top < innerHeight && scrollY > 10 * innerHeight");
    // Whoever scrolls makes the page do nothing.
    assertEquals("0", browser.text("changes.length"));
    // A large home is no large document.
    assertTrue(
        Integer.parseInt(browser.text("document.querySelectorAll('#app *').length")) < THINGS * 20);

    phone.publishRetained("many/1", "22");
    browser.await(tile("Room 199") + ".textContent.includes('22')");
    browser.await(tile("Room 1") + ".textContent.includes('22')");
    // The hundred that have changed are written, a few places of each, and no other tile is
    // touched.
    String touched =
        "[...new Set(changes.map(({target}) => (target.closest ? target : target.parentElement)"
            + ".closest('.tile').querySelector('h3').textContent))]";
    browser.await(touched + ".length === 100");
    assertEquals("true", browser.text(touched + ".every((name) => / \\d*[13579]$/.test(name))"));
    assertTrue(Integer.parseInt(browser.text("changes.length")) <= 300);
    assertEquals(inOrder, browser.text(names));
    phone.publishRetained("many/1", "21");
  }

  @Test
  void aLongListComesInPortions() {
    browser.script(
        PanelUser.BASE
            + """
            return import(base + 'mqtt.js').then(({MqttClient}) => {
              window.more = new MqttClient(`ws://${location.host}/mqtt`, () => {});
              more.open({username: 'anna', password: 'rose'});
            })
            """);
    browser.await("more.state === 'online'");
    keepMany("x");
    user.goTo("#broker");
    String rows = "document.querySelectorAll('.retained li').length";
    browser.await(rows + " === 100");

    browser.script("document.querySelector('.retained + button').click()");
    browser.await(rows + " > 120 && document.querySelector('.retained + button') === null");
    keepMany("");
    browser.script("more.close()");
  }

  private void keepMany(String payload) {
    browser.script(
        "return Promise.all([...Array(120)].map((_, i) =>"
            + " more.publish('kept/' + i, arguments[0], {retain: true}))).then(() => null)",
        payload);
  }

  /** By the broker's own account of what it holds for its clients. */
  @Test
  void tenPagesCostTheBrokerWhatTenClientsCost() {
    List<String> filters =
        List.of(
            "homeassistant/+/+/config",
            "homeassistant/+/+/+/config",
            "many/0",
            "many/1",
            "panel/anna/layout",
            "$SYS/broker/panel/things",
            "$SYS/broker/panel/me",
            "$SYS/broker/panel/ticket");
    awaitClients(1);
    long before = held();
    List<OutsideProcess> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(phone.subscribedTo(filters));
    }
    long tenClients = held() - before;
    clients.forEach(OutsideProcess::close);
    awaitClients(1);

    for (int i = 0; i < 10; i++) {
      browser.openBeside(user.address());
      awaitTiles();
    }
    awaitClients(11);
    Eventually.holds(
        "ten pages cost at most a half more than " + tenClients,
        () -> held() - before <= tenClients * 3 / 2,
        () -> held() - before);
    browser.closeAllButTheFirst();
    awaitClients(1);
  }

  /** Besides the one that asks. */
  private void awaitClients(int count) {
    Eventually.holds(
        count + " clients",
        () -> phone.retained("$SYS/broker/clients/connected").equals("" + (count + 1)),
        () -> phone.retained("$SYS/broker/clients/connected"));
  }

  private long held() {
    return Long.parseLong(phone.retained("$SYS/broker/memory/held"));
  }

  @Test
  void aPageThatIsLoadedAgainAndAgainLeavesNothingBehind() {
    load(3);
    awaitClients(1);
    long held = held();
    Vitals vitals = new Vitals(home.hearth().pid());
    long live = vitals.liveBytes();
    load(18);
    awaitClients(1);

    Eventually.holds(
        "no byte more in the account", () -> held() <= held, () -> held() + " > " + held);
    long more = vitals.liveBytes() - live;
    assertTrue(more < MAX_GROWTH, more + " bytes more");
  }

  private void load(int times) {
    for (int i = 0; i < times; i++) {
      browser.open("about:blank");
      browser.open(user.address());
      awaitTiles();
    }
  }
}
