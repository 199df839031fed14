package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each usual slip in the writing of YAML has its own sentence, at its place, and once. */
class YamlSlipsTest {
  /** In the texts, ⏎ is the end of a line, → a tab and ⍽ a non-breaking blank. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // A colon in a value, and what is like it.
        "device:⏎  name: Living: room⏎  topic: a | 2:9: the value has a colon in it; put it between quotes: \"Living: room\"",
        "device:⏎  topic: a⏎lights:⏎  - name: l⏎    label: On: off # x⏎    pin: 3 | 5:12: the value has a colon",
        "device:⏎  name: My \"best\": room⏎  topic: a | 2:9: the value has a colon",
        // The blank behind a colon or a dash.
        "device:⏎  topic:home | 2:9: the blank behind the colon is missing: 'topic: '",
        "device:⏎  topic: home⏎lights:⏎  - name: light⏎    pin:17 | 5:9: the blank behind the colon is missing: 'pin: '",
        "device:⏎  topic: home⏎lights:⏎  - name:light⏎    pin: 17 | 4:10: the blank behind the colon is missing: 'name: '",
        "device: {topic:home} | 1:16: the blank behind the colon is missing: 'topic: '",
        "device: {topic: home}⏎lights:⏎  -name: light⏎   pin: 17 | 3:3: the blank behind the dash is missing",
        "broker:⏎  listen:⏎    -0.0.0.0:1883⏎  password_file: p | 3:5: the blank behind the dash is missing",
        // Indentation.
        "device:⏎  name: x⏎    topic: y | 3:5: the line begins in column 5, and nothing that it could belong to does; below line 2 it would begin in column 3",
        "device:⏎    name: x⏎  topic: y | 3:3: the line begins in column 3",
        "device:⏎  name: x⏎ topic: y | 3:2: the line begins in column 2",
        "device: {topic: a}⏎lights:⏎  - name: a⏎   pin: 3 | 4:4: the line begins in column 4",
        "device: {topic: a}⏎lights:⏎  - name: a⏎  pin: 3 | 4:3: the line begins in column 3",
        "device: {topic: a}⏎lights:⏎  - name: a⏎    pin: 3⏎   - name: b⏎     pin: 4 | 5:4: the line begins in column 4",
        "device:⏎topic: home | 2:1: topic: stands in the same column as 'device:' above",
        "device:⏎→topic: home | 2:1: the line is indented with a tab",
        "device:⏎  name: a⏎  →topic: home | 3:3: the line is indented with a tab",
        "device:⏎  topic: home⏎  broker:⏎    listen: [0.0.0.0:1883] | 3:3: device.broker: unknown key; the section 'broker:' begins in the first column",
        // Blanks that are none.
        "device:⏎⍽⍽topic: home | 2:1: there is a blank that is none",
        "device:⏎  topic:⍽home | 2:9: there is a blank that is none",
        "device: {topic: a}⏎lights:⏎  -⍽name: b⏎    pin: 3 | 3:4: there is a blank that is none",
        // Quotes.
        "device:⏎  name: 'Living room⏎  topic: a | 2:9: the quote that opens here is not closed",
        "device:⏎  name: \"Living room⏎  topic: a⏎lights:⏎  - name: \"b\"⏎    pin: 3 | 2:9: the quote that opens here is not closed",
        "device:⏎  name: 'Living room⏎  topic: 'a' | 2:9: the quote that opens here is not closed",
        "device: {topic: a}⏎lights:⏎  - name: “light”⏎    pin: 3 | 3:11: the quotes are those of printed text",
        "device:⏎  name: 'Living' room⏎  topic: a | 2:18: there is text behind the closing quote",
        "device:⏎  topic: a⏎  states: \"C:\\x\" | 3:11: a backslash between double quotes",
        // Characters that cannot begin a value.
        "device:⏎  name: @home⏎  topic: a | 2:9: a value that begins with @, % or ` stands between quotes",
        "device: {topic: a}⏎sensors:⏎  - kind: load⏎    name: l⏎    filters: []⏎  - {kind: disk_used, name: d}⏎mqtt:⏎  username: %u | 8:13: a value that begins with @, % or `",
        "device:⏎  name: `x`⏎  topic: a | 2:9: a value that begins with @, % or `",
        "mqtt:⏎  username: * | 2:13: a value that begins with * stands between quotes",
        "mqtt:⏎  username: *x | 2:13: there is no anchor of this name",
        "mqtt:⏎  username: a⏎  password: #geheim | 3:13: what begins with # is a comment",
        "mqtt:⏎  username: &x⏎  version: 5.0 | 2:13: a value that begins with & stands between quotes",
        "mqtt:⏎  username: ]x | 2:13: a value that begins with ] stands between quotes",
        "mqtt:⏎  username: >x | 2:14: a value that begins with | or > stands between quotes",
        "mqtt:⏎  username: !x | 2:13: the tag !x is unknown; known are !secret, !file and !include. A value that begins with ! stands",
        // Brackets, lists, documents.
        "broker:⏎  listen: [0.0.0.0:1883⏎  password_file: p | 2:11: the bracket [ that opens here is not closed",
        "device: {topic: a⏎ | 1:9: the bracket { that opens here is not closed",
        "broker:⏎  listen: - 0.0.0.0:1883⏎  password_file: p | 2:11: a list begins in the line below its key",
        "device: {topic: a}⏎---⏎mqtt: {} | 2:1: a second document begins here",
        "device:⏎  topic: a⏎hello⏎mqtt: {} | 3:1: this is neither a key with its value",
        "device = x⏎mqtt: {} | 1:1: this is neither a key with its value",
        "device:⏎  topic: a\u0007b | 2:11: there is a control character (U+0007)",
      })
  void eachSlipHasItsSentence(String text, String expected) {
    List<String> told = problems(written(text));

    assertTrue(told.get(0).startsWith("hearth.yaml:" + expected), () -> String.join("\n", told));
    assertEquals(1, told.size(), () -> "told more than once:\n" + String.join("\n", told));
  }

  private static String written(String text) {
    return text.replace('⏎', '\n').replace('→', '\t').replace('⍽', '\u00A0');
  }

  @Test
  void allProblemsAreToldAtOnceWhateverTheirKind() {
    List<String> told =
        problems(
            written(
                """
                device:
                  name: Living: room
                  topic: home
                lights:
                  - name: light
                    pin:17
                  - name: lamp
                    pin: 17
                  - name: fan
                    pni: 3
                buttons:
                  -name: button
                   pin: 22
                   on_press: toggle lihgt
                  - name: other
                    pin: 23
                    on_press: toggle fan
                """));

    assertEquals(
        List.of("2:9", "6:9", "7:5", "10:5", "12:3", "12:5"),
        told.stream().map(line -> line.split(":")[1] + ":" + line.split(":")[2]).toList(),
        () -> String.join("\n", told));
    assertTrue(told.get(2).contains("GPIO17 belongs to 'light'"), told.get(2));
    assertTrue(told.get(5).contains("no light or switch has this name"), told.get(5));
  }

  @Test
  void whatOnlyLooksLikeASlipIsNone() throws Exception {
    Configuration.parse(
        "hearth.yaml",
        """
        %YAML 1.2
        ---
        device:
          name: "Living: room" # it's: fine
          topic: home/pin:17/x
        mqtt:
          username: '@anna'
          client_id: >-
            -name:x
            @y
        """,
        Path.of("."));
  }

  @Test
  void deepAndEndlessTextsEndInASentence() {
    assertTrue(problems("a: " + "[".repeat(10_000)).get(0).contains("more than 50 deep"));
    assertTrue(problems("device: &a {name: *a}").get(0).contains("stands in itself"));
    String laughs =
        "a: &a [1,1,1,1,1,1,1,1,1]\n"
            + "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
            + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
            + "f: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
    assertTrue(problems(laughs).get(0).contains("anchors stand for more than"));
  }

  @ParameterizedTest
  @CsvSource({"''", "'# nothing yet'", "'---'"})
  void anEmptyDocumentSaysWhatToWrite(String text) {
    String told = problems(text).get(0);

    assertTrue(told.contains("the file is empty; a home begins with 'device:'"), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt: {host: a} | mqtt.host: unknown key; 'broker: HOST:PORT'",
        "mqtt: {broker: a, port: 1883} | mqtt.port: unknown key; the port stands behind the host",
        "mqtt: {user: a} | mqtt.user: unknown key; it is 'username' here",
        "broker: 192.168.1.10 | the section mqtt: 'mqtt:', and below it 'broker: HOST'",
        "device: {topic: a}⏎lights: [{name: l, pin: 3, inverted: true}] | lights[0].inverted: unknown key; 'active: low'",
        "device: {topic: a}⏎lights: [{name: l, gpio: 3}] | lights[0].gpio: unknown key; it is 'pin' here",
        "device: {topic: a}⏎lights: [{name: l, pin: {number: 3, inverted: true}}] | lights[0].pin: is the number alone here",
        "device: {topic: a}⏎sensors: [{kind: load, name: l, update_interval: 60s}] | it is 'every' here",
        "device: {topic: a}⏎sensors: [{platform: dallas, name: l}] | 'platform' is 'kind' here",
        "device: {topic: a}⏎digital_outputs: [] | outputs are 'lights', 'switches' or 'fans'",
        "device: {topic: a}⏎wifi: {ssid: x} | wifi: unknown key; the network is set up by the system",
      })
  void wordsOfOtherProgramsGetAHint(String text, String expected) {
    List<String> told = problems(written(text));

    assertTrue(told.get(0).contains(expected), () -> String.join("\n", told));
    assertEquals(1, told.size(), () -> "told more than once:\n" + String.join("\n", told));
  }

  private static List<String> problems(String text) {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class,
            () -> Configuration.parse("hearth.yaml", text, Path.of(".")),
            "nothing was told");
    return e.problems().stream().map(Problem::toString).toList();
  }
}
