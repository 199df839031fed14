package hearth.system;

import static hearth.system.PanelUser.tile;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the page shows of what was, over some hours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PanelHistoryIT {
  private static final String BROKER =
      """
      broker:
        recorder: recorder
        password_file: passwd
        panel_admins: [anna]
        listen:
          - {address: 127.0.0.1:0, anonymous: local}
          - {address: 127.0.0.1:%d, panel: yes}
      """;

  private static final List<String> THINGS =
      List.of(
          "sensor/garden {\"name\":\"Garden\",\"stat_t\":\"garden/t\",\"avty_t\":\"garden/online\",\"unit_of_meas\":\"°C\",\"stat_cla\":\"measurement\",\"uniq_id\":\"g\"}",
          "sensor/shed {\"name\":\"Shed\",\"stat_t\":\"shed\",\"val_tpl\":\"{{ value_json.t | float }}\",\"stat_cla\":\"measurement\",\"uniq_id\":\"s\"}",
          "sensor/cellar {\"name\":\"Cellar\",\"stat_t\":\"cellar\",\"unit_of_meas\":\"°C\",\"stat_cla\":\"measurement\",\"uniq_id\":\"c\"}",
          "sensor/meter {\"name\":\"Meter\",\"stat_t\":\"meter\",\"unit_of_meas\":\"kWh\",\"stat_cla\":\"total_increasing\",\"uniq_id\":\"m\"}",
          "light/porch {\"name\":\"Porch\",\"stat_t\":\"porch\",\"cmd_t\":\"porch/set\",\"uniq_id\":\"p\"}");

  @AutoClose private PanelHome home;
  private PanelUser user;
  private Browser browser;

  @BeforeAll
  void recordSomeHours(@TempDir Path folder) {
    home = new PanelHome(folder, BROKER);
    user = home.user();
    browser = user.browser;
    Mosquitto phone = home.phone();
    for (String thing : THINGS) {
      String[] parts = thing.split(" ", 2);
      phone.publishRetained("homeassistant/" + parts[0] + "/config", parts[1]);
    }
    late(phone, "garden/t", Map.of(240, 20.0, 180, 23.0, 60, 21.5));
    late(phone, "cellar", Map.of(240, 12.0, 180, 13.0));
    phone.publishRetained("meter", "100");
    phone.publishRetained("meter", "100.5");
    phone.publishRetained("meter", "103");
    phone.publishRetained("garden/t", "21.5");
    phone.publishRetained("shed", "{\"t\":5}");
    phone.publishRetained("porch", "ON");
    phone.publishRetained("porch", "OFF");
  }

  /** Readings that a device has kept while the broker was away, by how many minutes ago. */
  private static void late(Mosquitto phone, String topic, Map<Integer, Double> readings) {
    new TreeMap<>(readings)
        .descendingMap()
        .forEach(
            (minutes, value) ->
                phone.publish(
                    topic + "/history",
                    "{\"time\":\""
                        + Instant.now().minus(Duration.ofMinutes(minutes))
                        + "\",\"value\":"
                        + value
                        + "}"));
  }

  @BeforeEach
  void openAnew() {
    user.openAnew();
    user.logIn("anna", "rose");
    browser.await("document.querySelectorAll('.tile').length >= 5");
    browser.script(
        "const make = URL.createObjectURL; URL.createObjectURL = (blob) => {"
            + " blob.text().then((text) => (window.saved = text)); return make.call(URL, blob); }");
    browser.refuseDownloads();
  }

  @AfterEach
  void staysSilent() {
    user.assertSilent();
  }

  private void open(String name) {
    browser.await(tile(name) + " !== undefined");
    browser.script("location.hash = " + tile(name) + ".querySelector('h3 a').getAttribute('href')");
    browser.await("document.querySelector('h1')?.textContent === '" + name + "'");
    browser.await("document.querySelector('.chart') !== null");
  }

  private void press(String label) {
    browser.script(
        "[...document.querySelectorAll('.plot button')].find((each) =>"
            + " (each.ariaLabel ?? each.textContent) === arguments[0]).click()",
        label);
  }

  /** The cells of the table of a plot, a row a line, without the time that each begins with. */
  private String table() {
    return browser.text(
        "[...document.querySelectorAll('.numbers-table tbody tr')].map((row) =>"
            + " [...row.cells].slice(1).map((cell) => cell.textContent).join(' | ')).join('\\n')");
  }

  private String saved() {
    browser.script("window.saved = undefined");
    press("Save as CSV");
    browser.await("window.saved !== undefined");
    return browser.text("window.saved").replaceAll("\\d{4}-[0-9-]*T[0-9:.]*Z", "TIME");
  }

  @Test
  void aPlotHasItsNumbersInATableAndAFile() {
    open("Garden");

    String day =
        "21.5 °C | 21.5 °C | 21.5 °C\n21.5 °C | 21.5 °C | 21.5 °C\n23 °C | 23 °C | 23 °C\n20 °C | 20 °C | 20 °C";
    assertEquals(day, table());
    assertTrue(
        browser
            .text("document.querySelector('.reading').textContent")
            .matches("Garden: last 21.5 °C, lowest 20.0 °C, highest 23.0 °C"));
    assertEquals(
        "time,lowest,mean,highest\r\nTIME,20,20,20\r\nTIME,23,23,23\r\nTIME,21.5,21.5,21.5\r\nTIME,21.5,21.5,21.5\r\n",
        saved());
    for (String span : List.of("Week", "Month", "Year", "Day")) {
      press(span);
      browser.await(
          "document.querySelector('.plot [aria-pressed=true]').textContent === '" + span + "'");
      browser.await("document.querySelector('.numbers-table') !== null");
      assertTrue(table().contains("21.5"), span + ": " + table());
    }
    press("Hour");
    browser.await("document.querySelector('.plot [role=status].holding') === null");
    user.isForEverybody("a plot");
  }

  @Test
  void aLineEndsWhereTheDeviceWasOffline() {
    // Where it was not offline it had nothing to say.
    assertEquals(
        "0,0,1,1",
        browser.script(
            PanelUser.BASE
                + """
                return import(base + 'plot.js').then(({pointsOf}) =>
                  pointsOf({from: 0, step: 60, mean: [1, null, 2, 3], ends: [90]}).map(({gone}) => gone).join())
                """));
  }

  @Test
  void tilesHaveALineOfTheLastDay() {
    browser.await(tile("Garden") + ".querySelector('.spark path') !== null");
    assertEquals(
        "The last 24 hours: lowest 20, highest 23",
        browser.text(tile("Garden") + ".querySelector('.spark svg').getAttribute('aria-label')"));
  }

  @Test
  void severalReadingsStandInOnePlot() {
    open("Garden");
    browser.script(
        "const list = document.querySelector('.beside select'); list.selectedIndex = 1;"
            + "list.dispatchEvent(new Event('change', {bubbles: true}))");
    browser.await("document.querySelectorAll('.chart path.mean').length === 2");

    assertEquals("21.5 °C | –\n21.5 °C | –\n23 °C | 13 °C\n20 °C | 12 °C", table());
    assertTrue(saved().startsWith("time,Garden,Cellar\r\nTIME,20,12\r\nTIME,23,13\r\n"));
    user.isForEverybody("two readings");

    press("Without Cellar");
    browser.await("document.querySelectorAll('.chart path.mean').length === 1");
  }

  @Test
  void aCounterShowsHowMuchItRose() {
    open("Meter");
    press("Per day");
    browser.await("document.querySelector('.numbers-table th:last-child')?.textContent === 'Rise'");

    assertEquals(3, sumOfTable());
    assertTrue(saved().startsWith("time,rise\r\nTIME,"));
    press("Per hour");
    browser.await("[1, 2].includes(document.querySelectorAll('rect.on').length)");
    assertEquals(3, sumOfTable());
    user.isForEverybody("what a counter rose");
    press("Per month");
    browser.await("[1, 2].includes(document.querySelectorAll('rect.on').length)");
    assertEquals(3, sumOfTable());
  }

  @Test
  void aFieldOfAnObjectHasItsPlot() {
    open("Shed");

    assertEquals("5 | 5 | 5", table());
  }

  private double sumOfTable() {
    return table().lines().mapToDouble(row -> Double.parseDouble(row.replace(" kWh", ""))).sum();
  }

  @Test
  void aLightShowsWhenItWasOn() {
    open("Porch");

    assertEquals("1", browser.text("document.querySelectorAll('.plot rect.on').length"));
    String list = browser.text("document.querySelector('.plot .rows').textContent");
    assertTrue(list.matches("Off.*On.*"), list);
    String file = saved();
    assertTrue(
        file.matches("time,state,by\r\nTIME,ON,client [^\r]*\r\nTIME,OFF,client [^\r]*\r\n"), file);
    user.isForEverybody("a light's times");
  }

  @Test
  void thePlotGoesCloserAndFurtherAndElsewhere() {
    open("Garden");
    String day = table();
    press("Closer");
    browser.await("document.querySelector('.plot [aria-pressed=true]') === null");
    browser.await("document.querySelector('.plot .steps') !== null");
    assertNotEquals(day, table());
    press("Wider");
    browser.await("document.querySelector('.plot .steps') !== null");
    assertEquals(day, table());

    // A reading that is pointed at stays in the middle.
    browser.await("document.querySelector('.chart') !== null");
    browser.type(".plot [role=group][tabindex]", "\uE011");
    browser.await("document.querySelector('.reading').textContent.includes('20.0 °C (')");
    for (int i = 0; i < 5; i++) {
      press("Closer");
      browser.await("document.querySelector('.plot .steps') !== null");
    }
    assertEquals("20 °C | 20 °C | 20 °C", table());
    press("Earlier");
    browser.await(
        "document.querySelector('.plot .holding')?.textContent.startsWith('Nothing was')");
    press("Later");
    browser.await("document.querySelector('.chart') !== null");
    assertEquals("20 °C | 20 °C | 20 °C", table());
  }

  @Test
  void twoFingersThatMeetShowMoreOfThePlotAndTwoThatPartLess() {
    open("Garden");
    String day = table();
    browser.pinch(".chart", 200, 140);
    browser.await("document.querySelector('.plot [aria-pressed=true]') === null");
    browser.await("document.querySelector('.chart') !== null");
    assertEquals(day, table());

    // Of a day and a half seven hours in the middle.
    browser.pinch(".chart", 40, 200);
    browser.await(
        "document.querySelector('.plot .holding')?.textContent.startsWith('Nothing was')");
  }
}
