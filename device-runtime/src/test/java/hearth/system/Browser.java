package hearth.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.runtime.json.ForeignJson;
import hearth.runtime.json.JsonWriter;
import hearth.testsupport.Eventually;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's chromium without a screen, driven by the few lines of WebDriver that tests need. */
final class Browser implements AutoCloseable {
  private static final Pattern STARTED = Pattern.compile("successfully on port (\\d+)");
  private static final Pattern PDF_PAGE = Pattern.compile("/Type\\s*/Page\\b");
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  private final HttpClient http = HttpClient.newHttpClient();
  private final OutsideProcess driver;
  private final String session;

  private Browser(OutsideProcess driver, String session) {
    this.driver = driver;
    this.session = session;
  }

  /** Starts one; the test is skipped on a machine that has none. */
  static Browser start() {
    boolean isThere =
        Files.isExecutable(Path.of("/usr/bin/chromium"))
            && Files.isExecutable(Path.of("/usr/bin/chromedriver"));
    assumeTrue(isThere, "chromium is not installed (Debian's packages chromium, chromium-driver)");
    // By that name chromedriver finds the browser that it has started.
    assumeTrue(knowsLocalhost(), "the name localhost is not known here (/etc/hosts)");
    OutsideProcess driver = new OutsideProcess(List.of("/usr/bin/chromedriver", "--port=0"));
    try {
      Eventually.holds("chromedriver listens", () -> port(driver) != null, driver::told);
      Browser starting = new Browser(driver, "http://127.0.0.1:" + port(driver));
      Map<?, ?> session = (Map<?, ?>) starting.post("/session", Browser::capabilities);
      return new Browser(driver, starting.session + "/session/" + session.get("sessionId"));
    } catch (RuntimeException | AssertionError e) {
      driver.close();
      throw e;
    }
  }

  private static boolean knowsLocalhost() {
    try {
      return InetAddress.getByName("localhost").isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private static String port(OutsideProcess driver) {
    return driver.lines().stream()
        .map(STARTED::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .findFirst()
        .orElse(null);
  }

  private static void capabilities(JsonWriter json) {
    json.name("capabilities").beginObject().name("alwaysMatch").beginObject();
    json.member("browserName", "chrome").name("goog:loggingPrefs").beginObject();
    json.member("browser", "ALL").endObject().name("goog:chromeOptions").beginObject();
    json.member("binary", "/usr/bin/chromium").name("args").beginArray();
    // The sandbox cannot be had as root, and shared memory is small in containers.
    for (String flag :
        List.of(
            "headless=new",
            "no-sandbox",
            "disable-gpu",
            "disable-dev-shm-usage",
            "lang=en",
            "host-resolver-rules=MAP *.home.arpa 127.0.0.1")) {
      json.string("--" + flag);
    }
    json.endArray().endObject().endObject().endObject();
  }

  void open(String address) {
    post("/url", json -> json.member("url", address));
  }

  /** Opens a page in a tab of its own, which is looked at from then on; the others stay. */
  void openBeside(String address) {
    Map<?, ?> tab = (Map<?, ?>) post("/window/new", json -> json.member("type", "tab"));
    post("/window", json -> json.member("handle", (String) tab.get("handle")));
    open(address);
  }

  /** Closes all tabs but the first, which is looked at then. */
  void closeAllButTheFirst() {
    List<?> tabs = (List<?>) get("/window/handles");
    for (Object tab : tabs.subList(1, tabs.size())) {
      post("/window", json -> json.member("handle", (String) tab));
      asked("/window", HttpRequest.newBuilder(URI.create(session + "/window")).DELETE().build());
    }
    post("/window", json -> json.member("handle", (String) tabs.get(0)));
  }

  /** As a phone or a screen of this size, with the colours that a person prefers. */
  void look(int width, int height, boolean dark) {
    devtools(
        "Emulation.setDeviceMetricsOverride",
        json -> {
          json.name("width").number(width).name("height").number(height);
          json.name("deviceScaleFactor").number(1).name("mobile").bool(width < 600);
        });
    devtools(
        "Emulation.setEmulatedMedia",
        json -> {
          json.name("features").beginArray().beginObject();
          json.member("name", "prefers-color-scheme").member("value", dark ? "dark" : "light");
          json.endObject().endArray();
        });
  }

  /** As for who finds movement on the screen unpleasant, until {@link #look}. */
  void preferReducedMotion() {
    devtools(
        "Emulation.setEmulatedMedia",
        json -> {
          json.name("features").beginArray().beginObject();
          json.member("name", "prefers-reduced-motion").member("value", "reduce");
          json.endObject().endArray();
        });
  }

  /** Files that a page would have kept are not written. */
  void refuseDownloads() {
    devtools("Browser.setDownloadBehavior", json -> json.member("behavior", "deny"));
  }

  /** Whether pages that are opened from now on may run scripts. */
  void runScripts(boolean mayRun) {
    devtools("Emulation.setScriptExecutionDisabled", json -> json.name("value").bool(!mayRun));
  }

  /** The words of an element, also where no script runs. */
  String words(String selector) {
    return String.valueOf(get("/element/" + element(selector) + "/text"));
  }

  /** How many sheets, a little shorter than A4, the page takes on paper. */
  int printedPages() {
    String pdf =
        (String)
            post(
                "/print",
                json -> {
                  json.name("page").beginObject();
                  json.name("width").number(21).name("height").number(29).endObject();
                });
    String text = new String(Base64.getDecoder().decode(pdf), ISO_8859_1);
    return (int) PDF_PAGE.matcher(text).results().count();
  }

  private void devtools(String command, Consumer<JsonWriter> parameters) {
    post(
        "/goog/cdp/execute",
        json -> {
          json.member("cmd", command).name("params").beginObject();
          parameters.accept(json);
          json.endObject();
        });
  }

  /**
   * What a function body returns in the page, a promise when it is fulfilled.
   *
   * @param arguments texts, {@code arguments[0]} and so on
   */
  Object script(String body, String... arguments) {
    return post(
        "/execute/sync",
        json -> {
          json.member("script", body).name("args").beginArray();
          List.of(arguments).forEach(json::string);
          json.endArray();
        });
  }

  /** What a text script returns, never null. */
  String text(String body, String... arguments) {
    return String.valueOf(script("return String(" + body + ")", arguments));
  }

  /** Waits until an expression of the page is true. */
  void await(String expression, String... arguments) {
    Eventually.holds(
        expression,
        () -> "true".equals(text(expression, arguments)),
        () -> text("document.title + '\\n' + document.body.innerText") + messages());
  }

  /** Clicks with the pointer where an element stands, as a person does. */
  void click(String selector) {
    await("document.querySelector(arguments[0]) !== null", selector);
    // Not at an edge, where bars lie over the page.
    script("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector);
    post("/element/" + element(selector) + "/click", json -> {});
  }

  /** Types into an element. */
  void type(String selector, String typed) {
    await("document.querySelector(arguments[0]) !== null", selector);
    post("/element/" + element(selector) + "/value", json -> json.member("text", typed));
  }

  /** Two fingers on an element, side by side, move until their distance is another. */
  void pinch(String selector, int from, int to) {
    await("document.querySelector(arguments[0]) !== null", selector);
    script("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector);
    String box = "document.querySelector(arguments[0]).getBoundingClientRect()";
    double x = Double.parseDouble(text(box + ".x + " + box + ".width / 2", selector));
    double y = Double.parseDouble(text(box + ".y + " + box + ".height / 2", selector));
    touch("touchStart", x - from / 2.0, x + from / 2.0, y);
    touch("touchMove", x - (from + to) / 4.0, x + (from + to) / 4.0, y);
    touch("touchMove", x - to / 2.0, x + to / 2.0, y);
    devtools(
        "Input.dispatchTouchEvent",
        json -> json.member("type", "touchEnd").name("touchPoints").beginArray().endArray());
  }

  private void touch(String type, double left, double right, double y) {
    devtools(
        "Input.dispatchTouchEvent",
        json -> {
          json.member("type", type).name("touchPoints").beginArray();
          int finger = 0;
          for (double x : new double[] {left, right}) {
            json.beginObject().name("x").number(Math.round(x)).name("y").number(Math.round(y));
            json.name("id").number(finger++).endObject();
          }
          json.endArray();
        });
  }

  private String element(String selector) {
    Map<?, ?> found =
        (Map<?, ?>)
            post(
                "/element", json -> json.member("using", "css selector").member("value", selector));
    return (String) found.values().iterator().next();
  }

  /** What axe-core finds wrong with the page, a rule and its element a line. */
  String accessibilityProblems() {
    try (InputStream axe = Objects.requireNonNull(Browser.class.getResourceAsStream(AXE))) {
      script(new String(axe.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return (String)
        script(
            """
            return axe.run(document).then(({violations}) => violations.map(({id, nodes}) =>
              id + ': ' + nodes.map((node) => node.html + ' ' + node.failureSummary).join(' | ')).join('\\n'))
            """);
  }

  /** What the browser has written into its console since it was asked last. */
  String messages() {
    return String.valueOf(post("/se/log", json -> json.member("type", "browser")));
  }

  private Object get(String path) {
    return asked(path, HttpRequest.newBuilder(URI.create(session + path)).build());
  }

  private Object post(String path, Consumer<JsonWriter> body) {
    JsonWriter json = new JsonWriter(false).beginObject();
    body.accept(json);
    return asked(
        path,
        HttpRequest.newBuilder(URI.create(session + path))
            .POST(BodyPublishers.ofString(json.endObject().toString()))
            .build());
  }

  private Object asked(String path, HttpRequest request) {
    try {
      String answer = http.send(request, BodyHandlers.ofString()).body();
      Object value = ForeignJson.read(answer).get("value");
      if (value instanceof Map<?, ?> map && map.containsKey("error")) {
        throw new AssertionError(path + ": " + map.get("message"));
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    try {
      http.send(
          HttpRequest.newBuilder(URI.create(session)).DELETE().build(), BodyHandlers.discarding());
    } catch (IOException e) {
      // It has ended by itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      driver.close();
    }
  }
}
