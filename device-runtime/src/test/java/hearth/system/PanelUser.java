package hearth.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A person at the page, in a browser. */
final class PanelUser implements AutoCloseable {
  /** The folder of the page's modules. */
  static final String BASE =
      "const base = document.querySelector('script[src]').src.replace(/[^/]*$/, '');\n";

  final Browser browser = Browser.start();
  private final int port;

  /** Nobody has logged in yet. */
  PanelUser(int port) {
    this.port = port;
  }

  /** Where the page is. */
  String address() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** The page on a phone, as after it was typed into the bar. */
  void openAnew() {
    browser.look(412, 915, false);
    browser.open("about:blank");
    browser.open(address());
  }

  /** Nothing is written into the console, and nobody else is asked for anything. */
  void assertSilent() {
    assertEquals("[]", browser.messages());
    assertEquals(
        "",
        browser.text(
            "performance.getEntriesByType('resource').map(({name}) => name)"
                + ".filter((name) => new URL(name).origin !== location.origin)"));
    assertEquals(
        "false",
        browser.text(
            "JSON.stringify([localStorage, sessionStorage, location.href, document.cookie])"
                + ".includes('rose')"));
  }

  void logIn() {
    logIn("anna", "rose");
    browser.await("document.querySelectorAll('.tile').length >= 6");
  }

  void logIn(String user, String password) {
    browser.await("document.getElementById('username') !== null");
    browser.script(
        "document.getElementById('username').value = document.getElementById('password').value = ''");
    browser.type("#username", user);
    browser.type("#password", password);
    browser.click("form .primary");
  }

  static String tile(String name) {
    return tile(name, "h3");
  }

  private static String tile(String name, String heading) {
    return "[...document.querySelectorAll('.tile')].find((tile) => tile.querySelector('"
        + heading
        + "')?.textContent === '"
        + name
        + "')";
  }

  void awaitSwitch(String name, boolean on) {
    awaitSwitch(name, "h3", on);
  }

  /**
   * Waits until a tile shows it.
   *
   * @param heading of the tile: h3, or h2 on the page of its thing
   */
  void awaitSwitch(String name, String heading, boolean on) {
    browser.await(
        tile(name, heading)
            + ".querySelector('[role=switch]').getAttribute('aria-checked') === '"
            + on
            + "'");
  }

  static String labelled(String name) {
    return "[aria-label='" + name + "']";
  }

  void goTo(String page) {
    browser.script("location.hash = arguments[0]", page);
    browser.await("document.querySelector('#main h1') !== null");
    browser.await("document.querySelector('.loading, .holding') === null");
  }

  void isForEverybody(String page) {
    assertEquals("[]", browser.messages());
    for (boolean dark : new boolean[] {false, true}) {
      browser.look(dark ? 1280 : 320, 800, dark);
      assertEquals("", browser.accessibilityProblems(), page + (dark ? " by night" : " by day"));
    }
    // What axe itself is warned of.
    browser.messages();
    browser.look(320, 800, false);
    browser.await("document.documentElement.scrollWidth === 320");
  }

  @Override
  public void close() {
    browser.close();
  }
}
