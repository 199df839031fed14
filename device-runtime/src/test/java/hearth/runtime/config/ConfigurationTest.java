package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.client.ServerUri;
import hearth.drivers.output.Restore;
import hearth.drivers.pin.ActiveLevel;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.ListenerSettings.Anonymous;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  @TempDir Path folder;

  @Test
  void aSmallHomeIsReadWithItsDefaults() throws Exception {
    Configuration home =
        parse(
            """
            device:
              topic: home/livingroom
            sensors:
              - kind: ds18b20
                name: temperature
            lights:
              - name: light
                pin: GPIO17
                active: low
            """);

    assertEquals("home/livingroom", home.device().name());
    assertEquals(TopicName.of("home/livingroom/availability"), home.device().availabilityTopic());
    SensorSettings sensor = home.sensors().get(0);
    assertEquals(Duration.ofSeconds(10), sensor.every());
    assertEquals(
        List.of(TopicName.of("home/livingroom/temperature")), sensor.topicsIn(home.device()));
    OutputSettings light = home.lights().get(0);
    assertEquals(17, light.pin());
    assertEquals(ActiveLevel.LOW, light.active());
    assertEquals(Restore.OFF, light.restore());
    assertEquals(TopicName.of("home/livingroom/light/set"), light.commandTopicIn(home.device()));
    assertNull(home.broker());
    assertEquals(List.of(ServerUri.of("mqtt://localhost:1883")), home.mqtt().servers());
  }

  @Test
  void whatIsRecordedIsAnnouncedBelowAnyOfThePrefixes() throws Exception {
    Configuration home =
        parse(
            """
            device: {topic: home/livingroom, discovery_prefix: my/ha}
            broker:
              listen: [{address: 127.0.0.1:1883, anonymous: local}]
              recorder: {folder: recorder, discovery_prefix: [homeassistant, esphome]}
            """);

    assertEquals(
        List.of("homeassistant", "esphome", "my/ha"),
        home.broker().recorder().discoveryPrefixes().stream().map(TopicName::toString).toList());
  }

  @Test
  void theSingleLayoutTakesCommandsOnTheTopicOfTheState() throws Exception {
    Configuration home =
        parse(
            """
            device: {topic: home/livingroom}
            lights:
              - {name: light, pin: 17, layout: single}
            """);

    assertEquals(
        TopicName.of("home/livingroom/light"), home.lights().get(0).commandTopicIn(home.device()));
  }

  @Test
  void aListenerMayBeWrittenAsItsAddressAlone() throws Exception {
    Configuration home =
        parse(
            """
            broker:
              listen:
                - 0.0.0.0:1883
                - {address: "[::1]:1884", anonymous: local}
              password_file: users/passwd
            """);

    assertEquals("0.0.0.0:1883", home.broker().listeners().get(0).address().toString());
    assertEquals(Anonymous.NO, home.broker().listeners().get(0).anonymous());
    assertEquals("[::1]:1884", home.broker().listeners().get(1).address().toString());
    assertEquals(Anonymous.LOCAL, home.broker().listeners().get(1).anonymous());
    assertEquals(folder.resolve("users/passwd"), home.broker().passwordFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "true", "{}", ""})
  void webSocketNeedsNoKeys(String written) throws Exception {
    Configuration home =
        parse(
            """
            broker:
              listen:
                - address: 127.0.0.1:9001
                  anonymous: local
                  websocket: %s
            """
                .formatted(written));

    assertNull(home.broker().listeners().get(0).webSocket().path());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store: yes | broker.store: must be",
        "recorder: on | broker.recorder: must be",
        "store: no | broker.store: is written only where it is wanted: leave this line out",
        "recorder: off | broker.recorder: is written only where it is wanted: leave this line out"
      })
  void yesAndNoAreNoFolders(String line, String problem) {
    String told =
        String.join(
            "\n",
            problems(
                """
                broker:
                  listen: [{address: 127.0.0.1:1883, anonymous: local}]
                  %s
                """
                    .formatted(line)));

    assertTrue(told.contains(problem), told);
  }

  @Test
  void aFolderMayBeCalledNo() throws Exception {
    Configuration home =
        parse(
            """
            broker:
              listen: [{address: 127.0.0.1:1883, anonymous: local}]
              store: "no"
            """);

    assertEquals(folder.resolve("no"), home.broker().store().folder());
  }

  @Test
  void aListenerWithThePageSpeaksWebSocketForIt() throws Exception {
    Configuration home =
        parse(
            """
            broker:
              listen:
                - {address: 0.0.0.0:8080, panel: yes, names: pi.home.example}
              password_file: passwd
            """);

    ListenerSettings listener = home.broker().listeners().get(0);
    assertEquals(List.of("pi.home.example"), listener.panel().names());
    assertEquals("/mqtt", listener.webSocket().path());
    assertEquals(List.of(), listener.webSocket().origins());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "names: pi.home.example | write 'panel: yes' beside it",
        "panel: yes, names: 'https://pi.home.example' | are names alone",
        "panel: yes, names: 'pi:8080' | are names alone",
        "panel: yes, websocket: {path: /} | has the path of the page"
      })
  void whatDoesNotSuitThePageIsTold(String keys, String problem) {
    List<String> problems =
        problems(
            "broker: {listen: [{address: 0.0.0.0:8080, " + keys + "}], password_file: passwd}");

    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).contains(problem), problems::toString);
  }

  @Test
  void allProblemsOfAFileAreToldWithTheirPlaces() {
    List<String> problems =
        problems(
            """
            device:
              topic: home/+
            sensors:
              - kind: ds18b2
                name: temperature
              - kind: dht22
                name: climate
                every: 10
            lights:
              - name: light
                pni: 17
                active: mid
            """);

    assertEquals(6, problems.size(), () -> String.join("\n", problems));
    assertStarts("hearth.yaml:2:10: device.topic: 'home/+' is not allowed", problems.get(0));
    assertStarts(
        "hearth.yaml:4:11: sensors[0].kind: there is no kind 'ds18b2'; did you mean 'ds18b20'?",
        problems.get(1));
    assertStarts("hearth.yaml:6:5: sensors[1]: 'pin' (the GPIO number", problems.get(2));
    assertStarts("hearth.yaml:8:12: sensors[1].every: '10' is not allowed", problems.get(3));
    assertTrue(problems.get(3).contains("perhaps 10s is meant"), problems.get(3));
    assertStarts(
        "hearth.yaml:11:5: lights[0].pni: unknown key; did you mean 'pin'?; allowed here: name",
        problems.get(4));
    assertStarts("hearth.yaml:12:13: lights[0].active: 'mid' is not allowed", problems.get(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "device: [x]                                 | hearth.yaml:1:9: device: must be a device",
        "device: {topic: a}\\ndevice: {topic: b}     | hearth.yaml:2:1: device: is here twice",
        "devices: {topic: a}                         | did you mean 'device'?",
        "device: {topic: }                           | has no value; give a topic such as",
        "lights: [{name: light, pin: 17}]            | device: is missing",
        "broker: {listen: []}                        | names no address",
        "broker: {listen: [0.0.0.0:1883]}            | nobody could connect",
        "broker: {listen: [0.0.0.0:70000]}           | a port is a number from 1 to 65535",
        "broker: {listen: [somewhere]}               | it is not of the form host:port",
        "device: {topic: x, listen: [127.0.0.1:1]}   | write 'metrics: yes'",
        "device: {topic: x, listen: [{address: 127.0.0.1:1, metrics: yes}]}\\nbroker: {listen: [{address: 127.0.0.1:2, anonymous: yes}]} | 'listen:' of the broker",
        "mqtt: {password: x}                         | goes with a username",
        "mqtt: {username: x, password: !secret nope} | secrets.yaml: there is no such file",
        "mqtt: {client_id: !env X}                   | the tag !env is unknown",
        "device: {topic: home                        | hearth.yaml:1:9: the bracket { that opens here is not closed",
        "''                                          | the file is empty",
      })
  void aProblemSaysWhatIsWrong(String text, String expected) {
    String told = String.join("\n", problems(text.replace("\\n", "\n")));

    assertTrue(told.contains(expected), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {name: light, pin: 18} | the name 'light' belongs to 'light' in line 3 already",
        "- {name: lamp, pin: 17}  | lamp: GPIO17 belongs to 'light' in line 3 already",
        "- {name: lamp, pin: 18, topic: home/light} | the topic home/light belongs to",
        "- {name: availability, pin: 18} | the topic home/availability belongs to the device",
        "- {name: lamp, pin: 40}  | '40' is not allowed; give a GPIO number from 0 to 27",
        "- {name: lamp, pin: 18, restore: last} | goes with 'states: FILE' in the section device",
        "- {name: lamp, pin: 18, interlock_wait: 1s} | goes with an 'interlock'",
        "- {name: a b, pin: 18}   | 'a b' is not allowed; give a name of letters",
      })
  void twoThingsNeverShareANameAPinOrATopic(String second, String expected) {
    String text = "device: {topic: home}\nlights:\n  - {name: light, pin: 17}\n  " + second + "\n";

    String told = String.join("\n", problems(text));

    assertTrue(told.contains(expected), told);
  }

  /** Whoever had a thing of this name before there was such a topic keeps it. */
  @Test
  void lastSeenIsTheDevicesOnlyWhereItSaysSo() throws Exception {
    String text = "device: {topic: home}\nlights: [{name: last_seen, pin: 17}]\n";
    assertEquals(1, parse(text).things().size());

    String told = String.join("\n", problems(text + "mqtt: {broker: [one, two]}\n"));

    assertTrue(told.contains("the topic home/last_seen belongs to the device itself"), told);
    problems(text + "mqtt: no\n");
  }

  @Test
  void anInputActsOnlyOnWhatExists() {
    String told =
        String.join(
            "\n",
            problems(
                """
                device: {topic: home}
                lights: [{name: light, pin: 17}]
                buttons: [{name: button, pin: 22, on_press: toggle lihgt}]
                """));

    assertTrue(told.contains("no light or switch has this name; did you mean 'light'?"), told);
  }

  @Test
  void passwordsMayStandElsewhereAndNeverShow() throws Exception {
    Files.writeString(folder.resolve("secrets.yaml"), "broker_word: correct horse\n");
    Files.writeString(folder.resolve("name"), "livingroom\n");

    Configuration home = parse("mqtt: {username: !file name, password: !secret broker_word}");

    assertEquals("livingroom", home.mqtt().userName());
    assertEquals("correct horse", home.mqtt().password().reveal());
    assertFalse(home.toString().contains("correct"), home.toString());
  }

  @Test
  void aBrokenFileOfSecretsIsNotQuoted() throws Exception {
    Files.writeString(folder.resolve("secrets.yaml"), "broker_word: 'correct horse\n");

    String told = String.join("\n", problems("mqtt: {username: a, password: !secret broker_word}"));

    assertFalse(told.contains("correct"), told);
    assertTrue(told.contains("secrets.yaml is not YAML"), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "on_press: dim light | give an action such as 'toggle light'",
        "on_press: on light for 3 | the unit is missing",
        "on_press: off light for 3min | off is for ever",
        "on_double: toggle light | goes with a double_press such as 300ms",
        "on_long: [toggle light] | goes with a long_press such as 1s",
      })
  void anActionThatCannotBeIsTold(String action, String expected) {
    String text =
        "device: {topic: home}\nlights: [{name: light, pin: 17}]\n"
            + "buttons: [{name: button, pin: 22, %s}]".formatted(action);

    String told = String.join("\n", problems(text));

    assertTrue(told.contains(expected), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "median: {window_sise: 3} | did you mean 'window_size'?",
        "medain: | unknown key; did you mean 'median'?",
        "'{offset: 1, round: 1}' | each filter is an item of its own",
        "offset: much | 'much' is not allowed; give a number from",
        "calibrate_linear: [1 -> 2] | a line needs two points",
        "calibrate_linear: [1 to 2] | give a point such as 20.3 -> 20.0",
        "delta: -1 | give a difference such as 0.2 or 5%",
        "median: {send_every: 2, send_first_at: 3} | is more than send_every, 2",
        "clamp: {min_value: 2, max_value: 1} | is more than max_value",
      })
  void aFilterThatCannotBeIsTold(String filter, String expected) {
    String text =
        "device: {topic: home}\n"
            + "sensors: [{kind: load, name: load, filters: [%s]}]".formatted(filter);

    String told = String.join("\n", problems(text));

    assertTrue(told.contains(expected), told);
  }

  @Test
  void aMissingFileIsNamed() {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class, () -> Configuration.load(folder.resolve("none.yaml")));

    assertTrue(e.getMessage().contains("none.yaml:1:1: cannot be read: there is no such file"));
  }

  private Configuration parse(String text) throws ConfigurationException {
    return Configuration.parse("hearth.yaml", text, folder);
  }

  private List<String> problems(String text) {
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> parse(text), "nothing was told");
    return e.problems().stream().map(Problem::toString).toList();
  }

  private static void assertStarts(String expected, String actual) {
    assertTrue(actual.startsWith(expected), actual);
  }

  @Test
  void whatIsWrittenAlikeIsTheSame() throws Exception {
    Path example = Path.of("src/main/dist/hearth.example.yaml");
    String text = Files.readString(example);
    Configuration one = Configuration.parse("one", text, Path.of("."));
    Configuration again = Configuration.parse("again", "# a line more\n" + text, Path.of("."));
    Configuration other =
        Configuration.parse("other", text.replace("delta: 0.1", "delta: 0.2"), Path.of("."));

    assertEquals(one.things(), again.things());
    assertEquals(List.of(), again.sectionsOtherThan(one));
    assertNotEquals(one.things().get(0), other.things().get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "name: Living room, name: Kitchen, device",
    "keep_alive: 60s, keep_alive: 30s, mqtt",
    "parts: auto, parts: simulated, hardware",
    "connections: 2000, connections: 20, broker",
    "127.0.0.1:1884, 127.0.0.1:1885, broker"
  })
  void whatCountsFromTheNextStartIsNamed(String from, String to, String section) throws Exception {
    String text = Files.readString(Path.of("src/main/dist/hearth.example.yaml"));
    Configuration one = Configuration.parse("one", text, Path.of("."));
    Configuration changed = Configuration.parse("one", text.replace(from, to), Path.of("."));

    assertEquals(List.of(section), changed.sectionsOtherThan(one));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sensor: kitchen, heater: boiler  | no sensor of this name measures",
        "sensor: uptime, heater: boiler   | no sensor of this name measures",
        "sensor: t, heater: boler         | did you mean 'boiler'",
        "sensor: t, heater: boiler, target_temperature: 31 | to max_temperature 30",
        "sensor: t, heater: boiler, restore: last | states: FILE"
      })
  void aThermostatNeedsItsParts(String keys, String problem) {
    String target = keys.contains("target") ? "" : ", target_temperature: 20";
    String restore = keys.contains("restore") ? "" : ", restore: configured";
    String text =
        """
        device: {topic: home}
        sensors: [{kind: ds18b20, name: t}, {kind: uptime, name: uptime}]
        switches: [{name: boiler, pin: 17}]
        climates: [{name: heating, %s%s%s}]
        """
            .formatted(keys, target, restore);

    ConfigurationException refused =
        assertThrows(
            ConfigurationException.class, () -> Configuration.parse("test", text, Path.of(".")));

    assertEquals(1, refused.problems().size(), refused.getMessage());
    assertTrue(refused.getMessage().contains(problem), refused.getMessage());
  }
}
