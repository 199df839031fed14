package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A configuration of several files, and files as other systems write them. */
class ConfigurationFilesTest {
  @TempDir private Path folder;

  @Test
  void filesOfOtherSystemsAreTheSame() throws Exception {
    write("secrets.yaml", "\uFEFFword: correct horse\r\n", StandardCharsets.UTF_8);
    write("name", "\uFEFFanna\r\n", StandardCharsets.UTF_8);
    write(
        "hearth.yaml",
        "\uFEFFmqtt:\r\n  username: !file name\r\n  password: !secret word\r\n",
        StandardCharsets.UTF_8);

    Configuration home = load();

    assertEquals("anna", home.mqtt().userName());
    assertEquals("correct horse", home.mqtt().password().reveal());
  }

  @Test
  void whatIsNotUtf8SaysSoAndHowToSaveIt() throws Exception {
    write("hearth.yaml", "device:\n  name: Küche\n", StandardCharsets.ISO_8859_1);
    assertTold("hearth.yaml:1:1: cannot be read: line 2 of it is not UTF-8; save it as UTF-8");

    write("hearth.yaml", "\uFEFFdevice: {topic: a}", StandardCharsets.UTF_16LE);
    assertTold("UTF-16");

    write("hearth.yaml", "mqtt: {username: a, password: !secret b}", StandardCharsets.UTF_8);
    write("secrets.yaml", "b: geheim\nc: größer\n", StandardCharsets.ISO_8859_1);
    assertTold("line 2 of it is not UTF-8");
    assertFalse(told().contains("geheim"), told());
  }

  @Test
  void aFileStandsWhereItIsIncluded() throws Exception {
    write("parts/lights.yaml", "- {name: light, pin: 17}\n- !include lamp.yaml\n");
    write("parts/lamp.yaml", "name: lamp\npin: 27\n");
    write("hearth.yaml", "device: {topic: home}\nlights: !include parts/lights.yaml\n");

    assertEquals(List.of(17, 27), load().lights().stream().map(OutputSettings::pin).toList());
  }

  @Test
  void aPlaceNamesTheFileThatItIsIn() throws Exception {
    write("parts/lights.yaml", "- name: light\n  pni: 17\n- name: Living: room\n  pin: 18\n");
    write("hearth.yaml", "device: {topic: home}\nlights: !include parts/lights.yaml\nfans: [x]\n");

    List<String> lines = told().lines().toList();
    assertTrue(lines.get(0).startsWith(folder + "/hearth.yaml:3:8: fans[0]"), told());
    assertTrue(
        lines.get(1).startsWith(folder + "/parts/lights.yaml:2:3: lights[0].pni: unknown"), told());
    assertTrue(
        lines.get(2).startsWith(folder + "/parts/lights.yaml:3:9: the value has a colon"), told());
  }

  @Test
  void anchorsMayStandBelowAKeyOfTheirOwn() throws Exception {
    write(
        "hearth.yaml",
        """
        .usual: &usual {active: low, restore: on}
        device: {topic: home}
        lights:
          - {<<: *usual, name: lamp, pin: 27}
        """);

    assertEquals("ON", load().lights().get(0).restore().name());
  }

  @Test
  void anchorsAndMergesAreWrittenOut() throws Exception {
    write("usual.yaml", "active: low\nrestore: on\n");
    write(
        "hearth.yaml",
        """
        device: {topic: home}
        lights:
          - &usual
            name: light
            pin: 17
            active: low
            max_on: 1h
          - <<: *usual
            name: lamp
            pin: 27
          - <<: [*usual, {restore: on}]
            name: third
            pin: 22
        switches:
          - name: pump
            pin: 23
            <<: !include usual.yaml
        """);

    Configuration home = load();

    assertEquals(
        List.of("light", "lamp", "third"),
        home.lights().stream().map(light -> light.identity().name()).toList());
    assertEquals(home.lights().get(0).limits(), home.lights().get(1).limits());
    assertEquals(home.lights().get(0).active(), home.outputs().get(home.lights().size()).active());
    assertEquals("ON", home.outputs().get(home.lights().size()).restore().name());
    assertEquals("ON", home.lights().get(2).restore().name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lights: !include none.yaml | hearth.yaml:2:9: cannot read",
        "lights: !include hearth.yaml | includes itself",
        "lights: !include {file: a.yaml} | takes the path of a file",
        "lights: !include_dir_list lights | the tag !include_dir_list of Home Assistant and ESPHome is not known",
        "lights: [{name: a, pin: !lambda x}] | the tag !lambda of ESPHome is not known",
        "lights: [{<<: 3, name: a, pin: 3}] | takes the keys of a section",
      })
  void whatIsNotSupportedIsNamedOnce(String line, String expected) throws Exception {
    write("hearth.yaml", "device: {topic: home}\n" + line + "\n");

    assertTold(expected);
    assertEquals(1, told().lines().count(), told());
  }

  @Test
  void aMissingFileOfSecretsIsToldOnce() throws Exception {
    write("hearth.yaml", "mqtt: {username: !secret a, password: !secret b}\n");

    assertTold("secrets.yaml: there is no such file");
    assertEquals(1, told().lines().count(), told());
  }

  private void write(String name, String text) throws IOException {
    write(name, text, StandardCharsets.UTF_8);
  }

  private void write(String name, String text, Charset charset) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(charset));
  }

  private Configuration load() throws ConfigurationException {
    return Configuration.load(folder.resolve("hearth.yaml"));
  }

  private String told() {
    return assertThrows(ConfigurationException.class, this::load, "nothing was told").getMessage();
  }

  private void assertTold(String part) {
    assertTrue(told().contains(part), told());
  }
}
