package hearth.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.board.ConfigTxt;
import hearth.runtime.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationEditorTest {
  private static final String NOW =
      """
      device: {topic: home, states: states}
      lights:
        - {name: light, pin: 17}
      sensors: !include sensors.yaml
      mqtt: {username: anna, password: !secret mqtt}
      broker:
        password_file: passwd
        panel_admins: [anna]
        listen:
          - {address: '127.0.0.1:0', panel: yes}
      """;

  @TempDir private Path folder;
  private Path file;
  private ConfigurationEditor editor;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("hearth.yaml"), NOW);
    Files.writeString(folder.resolve("sensors.yaml"), "- {kind: load, name: load}\n");
    Files.writeString(folder.resolve("secrets.yaml"), "mqtt: tulip\nother: rose-of-the-house\n");
    Files.writeString(folder.resolve("passwd"), "anna:$7$101$c2FsdA==$hash-of-anna\n");
    editor = new ConfigurationEditor(file, ConfigTxt.unknown());
  }

  private List<Problem> check(String text) {
    return editor.check(text, NOW, "anna").problems();
  }

  @Test
  void whatStandsThereHasNoProblem() {
    assertEquals(List.of(), check(NOW));
    assertNotNull(editor.check(NOW, NOW, "anna").configuration());
  }

  @Test
  void aProblemHasItsLine() {
    List<Problem> problems = check(NOW.replace("pin: 17", "pin: seventeen"));

    assertEquals(3, problems.get(0).position().line());
    assertEquals("lights[0].pin", problems.get(0).path());
  }

  @Test
  void soHasAPinThatCannotWork() {
    List<Problem> problems =
        check(NOW.replace("pin: 17}", "pin: 17}\n  - {name: lamp, pin: 5, dimming: {}}"));

    assertEquals(4, problems.get(0).position().line());
    assertTrue(problems.get(0).message().contains("GPIO5 cannot be dimmed"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label: !file passwd",
        "label: !file secrets.yaml",
        "label: !secret other",
        "label: !secret mqtt", // elsewhere than the present one takes it
        "label: !include passwd",
        "? !file passwd\n    : x",
        "label: [ !file passwd",
        "topic: !file passwd",
        "<<: !include passwd",
      })
  void nothingOfOtherFilesIsSeenThroughIt(String line) {
    List<Problem> problems =
        check(NOW.replace("- {name: light, pin: 17}", "- name: light\n    pin: 17\n    " + line));

    assertFalse(problems.isEmpty());
    String told = problems.toString();
    for (String secret : List.of("tulip", "rose", "hash-of-anna")) {
      assertFalse(told.contains(secret), told);
    }
    if (!line.contains("[")) {
      assertTrue(told.contains("takes something from another file"), told);
    }
  }

  @Test
  void anAnchorTakesNothingElsewhere() {
    String text = NOW.replace("!secret mqtt", "&key !secret mqtt");

    List<Problem> problems = check(text + "switches: [{name: pump, pin: 5, label: *key}]\n");

    assertTrue(
        problems.toString().contains("takes something from another file"), problems::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mqtt: {broker: evil.example, username: anna, password: !secret mqtt}",
        "mqtt: {broker: [localhost, evil.example], username: anna, password: !secret mqtt}",
        "mqtt: {<<: {broker: evil.example}, username: anna, password: !secret mqtt}",
        "mqtt: {<<: [{}, {<<: {broker: evil.example}}], username: anna, password: !secret mqtt}",
      })
  void whatIsTakenGoesToNoOtherServer(String mqtt) {
    String text = NOW.replace("mqtt: {username: anna, password: !secret mqtt}", mqtt);

    List<Problem> problems = check(text);

    assertTrue(problems.toString().contains("for the same server"), problems::toString);
    assertEquals(List.of(), editor.check(text, text, "anna").problems(), "written on the machine");
  }

  @Test
  void norDoesWhatABridgeTakes() {
    String bridge = "{name: b, server: one.example, client_id: b, in: [{remote: b/}]}";
    String secret = "username: anna, password: !secret mqtt, ";
    String now =
        NOW.replace("  password_file:", "  bridges:\n    - " + bridge + "\n  password_file:")
            .replace("client_id", secret + "client_id");
    String another = "{name: c, server: evil.example, client_id: c, in: [{remote: c/}]}";

    assertEquals(List.of(), editor.check(now, now, "anna").problems());
    assertEquals(
        List.of(),
        editor
            .check(
                now.replace("  password_file:", "    - " + another + "\n  password_file:"),
                now,
                "anna")
            .problems());
    for (String evil :
        List.of(
            now.replace("one.example", "evil.example"),
            now.replace(
                "  password_file:",
                "    - "
                    + another.replace("client_id", secret + "client_id")
                    + "\n  password_file:"))) {
      List<Problem> problems = editor.check(evil, now, "anna").problems();
      assertTrue(problems.toString().contains("for the same server"), problems::toString);
    }
  }

  @Test
  void problemsOfOtherFilesAreToldWithoutTheirText() throws IOException {
    Files.writeString(folder.resolve("sensors.yaml"), "- {kind: rose-of-the-house, name: load}\n");

    List<Problem> problems = check(NOW);

    assertEquals(1, problems.get(0).position().line());
    assertFalse(problems.toString().contains("rose"), problems::toString);
    assertTrue(problems.toString().contains("sensors.yaml has a problem in line 1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    - {address: '127.0.0.1:0', panel: yes}",
        "  password_file: passwd\n",
        "  panel_admins: [anna]\n",
      })
  void thePageIsNotTakenAwayThroughThePage(String line) {
    String without =
        NOW.replace(line, line.startsWith("    -") ? "    - {address: '127.0.0.1:0'}" : "");

    assertFalse(check(without).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"  password_file: /dev/null", "  acl_file: /dev/null\n  password_file: passwd"})
  void theFilesOfUsersAndRulesStay(String lines) {
    List<Problem> problems = check(NOW.replace("  password_file: passwd", lines));

    assertTrue(problems.toString().contains("on the machine; here it stays"), problems::toString);
    assertEquals(7, problems.get(0).position().line());
  }

  @Test
  void rulesAreNotTakenAway() {
    String now = NOW.replace("  password_file:", "  acl_file: passwd\n  password_file:");

    String told = editor.check(NOW, now, "anna").problems().toString();

    assertTrue(told.contains("which acl_file counts is said in"), told);
    assertEquals(List.of(), editor.check(now, now, "anna").problems());
  }

  @Test
  void nobodyIsSentAwayFromThePage() {
    String told = check(NOW.replace("  listen:", "  moved_to: other:1883\n  listen:")).toString();

    assertTrue(told.contains("with 'moved_to' everybody would be sent away"), told);
  }

  @Test
  void aFileOfUsersThatIsNotThereIsTold() {
    List<Problem> problems = check(NOW.replace("password_file: passwd", "password_file: shadow"));

    assertTrue(problems.toString().contains("shadow cannot be read"));
  }

  @Test
  void whatIsTooLargeOrNoTextIsTold() {
    assertTrue(check("#" + "x".repeat(10 << 20)).toString().contains("larger than the 256 KB"));
    assertTrue(check("\0").toString().contains("no text has"));
    String laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char c = 'b'; c < 'j'; c++) {
      laughs += "%s: &%s [%s]\n".formatted(c, c, ("*" + (char) (c - 1) + ", ").repeat(9));
    }
    assertFalse(check(laughs).isEmpty());
  }

  @Test
  void theOldTextStaysBesideTheNewOne() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    editor.write("new");

    assertEquals("new", editor.read());
    assertEquals(NOW, Files.readString(folder.resolve("hearth.yaml.before")));
    for (String each : List.of("hearth.yaml", "hearth.yaml.before")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(each))),
          each);
    }
  }

  @Test
  void whatHasNotComeUpAtTheNextStartGoesBack() throws IOException {
    editor.write("new");

    CommandFailure told =
        new AppliedConfiguration(file).failed(new CommandFailure("port 1883 is taken", null));

    assertTrue(told.getMessage().startsWith("port 1883 is taken"), told::getMessage);
    assertTrue(told.getMessage().contains("The one from before is back"), told::getMessage);
    assertEquals(NOW, editor.read());
    assertEquals("new", Files.readString(folder.resolve("hearth.yaml.failed")));
    CommandFailure again = new CommandFailure("port 1883 is taken", null);
    assertSame(again, new AppliedConfiguration(file).failed(again), "once");
  }

  @Test
  void whatHasComeUpOrWasWrittenByHandSinceStays() throws IOException {
    CommandFailure failure = new CommandFailure("port 1883 is taken", null);
    editor.write("new");
    Files.writeString(file, "by hand");
    assertSame(failure, new AppliedConfiguration(file).failed(failure));
    assertEquals("by hand", editor.read());

    editor.write("new");
    editor.settled();
    assertSame(failure, new AppliedConfiguration(file).failed(failure));
    assertEquals("new", editor.read());
  }

  @Test
  void aFileThatIsNotThereIsNotWritable() throws IOException {
    assertTrue(editor.isWritable());
    assertFalse(new ConfigurationEditor(folder.resolve("none"), ConfigTxt.unknown()).isWritable());
  }
}
