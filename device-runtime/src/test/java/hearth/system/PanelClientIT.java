package hearth.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hearth.testsupport.FreePort;
import hearth.testsupport.OutsideProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page's MQTT client against Debian's Mosquitto, so that it agrees with more than our broker.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PanelClientIT {
  private static final Path MODULE = Path.of("src/main/panel/mqtt.js");

  private Browser browser;
  private HttpServer files;
  private int port;
  private String config;
  private OutsideProcess mosquitto;

  @BeforeAll
  void startAll(@TempDir Path folder) throws IOException {
    browser = Browser.start();
    files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    files.createContext("/", exchange -> answer(exchange, "text/html", "<!doctype html>"));
    files.createContext(
        "/mqtt.js", exchange -> answer(exchange, "text/javascript", Files.readString(MODULE)));
    files.start();
    port = FreePort.find();
    config =
        new HomeFolder(folder)
            .file(
                "mosquitto.conf",
                """
                allow_anonymous true
                user %s
                # One of WebSocket alone it takes for none.
                listener 0 %s
                listener %d 127.0.0.1
                protocol websockets
                """
                    .formatted(System.getProperty("user.name"), folder.resolve("socket"), port));
    startMosquitto();
  }

  private void startMosquitto() {
    mosquitto = new OutsideProcess(List.of("mosquitto", "-v", "-c", config));
    mosquitto.awaitLog("mosquitto version .* running");
  }

  private static void answer(HttpExchange exchange, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterAll
  void endAll() {
    if (browser != null) {
      browser.close();
    }
    if (files != null) {
      files.stop(0);
    }
    if (mosquitto != null) {
      mosquitto.close();
    }
  }

  /** Each test has two clients that are online. */
  @BeforeEach
  void connect() {
    browser.open("http://127.0.0.1:" + files.getAddress().getPort() + "/");
    browser.script(
        """
        return import('/mqtt.js').then(({MqttClient}) => {
          const begin = (name) => {
            window[name + 'States'] = [];
            window[name] = new MqttClient(arguments[0], (state) => window[name + 'States'].push(state));
            window[name].open();
          };
          begin('one');
          begin('two');
        })
        """,
        "ws://127.0.0.1:" + port + "/mqtt");
    browser.await("one.state === 'online' && two.state === 'online'");
  }

  @Test
  void messagesGoFromOneToTheOtherAndRetainedOnesStay() {
    browser.script(
        "window.heard = []; two.watch('home/+/temp', ({topic, text}) => heard.push(topic + ' ' + text));"
            + "return two.publish('home/a/other', '')");

    assertEquals("0", published("'home/bad/temp', '21,4 °C – ☀', {retain: true}"));

    browser.await("heard.join() === 'home/bad/temp 21,4 °C – ☀'");
    browser.script(
        "window.late = []; one.watch('home/bad/temp', ({text, retain}) => late.push(text + retain))");
    browser.await("late.join() === '21,4 °C – ☀true'");
    published("'home/bad/temp', '', {retain: true}");
  }

  @Test
  void itIsToldWhereNobodyListens() {
    assertEquals("16", published("'nobody/listens', '1'"));
  }

  private String published(String arguments) {
    return String.valueOf(browser.script("return one.publish(" + arguments + ")"));
  }

  @Test
  void anAnswerWithoutTheRequestsCorrelationIsNotTakenForIt() {
    browser.script(
        """
        two.watch('device/set', () => {});
        one.request('device/set', 'ON').then((answer) => (window.answer = answer), () => {});
        """);
    browser.await("one.watchers.get('panel/' + one.clientId + '/answer')?.code === 1");

    browser.script(
        "return two.publish('panel/' + one.clientId + '/answer', 'x', {correlation: new Uint8Array(8)})");
    browser.script("return one.publish('x', '')");

    assertEquals("undefined", browser.text("window.answer"));
  }

  @Test
  void aLargeMessageComesWhole() {
    browser.script(
        "window.size = 0; two.watch('large', ({payload}) => (window.size = payload.length));"
            + "return two.publish('x', '')");

    published("'large', 'a'.repeat(200000)");

    browser.await("size === 200000");
  }

  @Test
  void manySubscriptionsAreMadeAndMadeAgainAfterALostConnection() {
    browser.script(
        "window.count = 0; for (let i = 0; i < 500; i++) two.watch('many/' + i, () => count++);"
            + "return two.publish('x', '')");
    browser.await("[...two.watchers.values()].every(({code}) => code === 1)");

    mosquitto.close();
    browser.await("oneStates.at(-1) !== 'online' && twoStates.at(-1) !== 'online'");
    browser.script("[...two.watchers.values()].forEach((each) => (each.code = null))");
    startMosquitto();
    browser.await("one.state === 'online' && two.state === 'online'");
    browser.await("[...two.watchers.values()].every(({code}) => code === 1)");

    published("'many/0', '1'");
    published("'many/499', '1'");
    browser.await("count === 2");
  }
}
