package hearth.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bridges of a broker. */
class BridgeSectionTest {
  @TempDir private Path folder;

  private List<BridgeSection> read(String... bridges) throws Exception {
    Path file = folder.resolve("hearth.yaml");
    Files.writeString(
        file,
        "broker:\n  listen: [{address: 127.0.0.1:1883, anonymous: yes}]\n  bridges:\n    - "
            + String.join("\n    - ", bridges)
            + "\n");
    return Configuration.load(file).broker().bridges();
  }

  private String problem(String... bridges) {
    return assertThrows(ConfigurationException.class, () -> read(bridges)).getMessage();
  }

  @Test
  void mostIsLeftToDefaults() throws Exception {
    BridgeSection bridge =
        read("{name: c, server: cluster, client_id: h7, out: [{remote: houses/7/}]}").get(0);

    assertEquals("mqtt://cluster:1883", bridge.servers().get(0).toString());
    assertEquals(Optional.empty(), bridge.version());
    assertEquals("#", bridge.out().get(0).localTopics());
    assertEquals("houses/7/#", bridge.out().get(0).remoteTopics());
    assertEquals(QoS.EXACTLY_ONCE, bridge.out().get(0).qos());
    assertTrue(bridge.out().get(0).retained());
    assertEquals(Duration.ZERO, bridge.keepFor());
    assertEquals(List.of(), bridge.in());
  }

  @Test
  void whatComesTakesNothingRetainedUnlessAsked() throws Exception {
    BridgeSection bridge =
        read("{name: c, server: a, version: 3.1.1, client_id: h, in: [{topics: +/set}]}").get(0);

    assertEquals(false, bridge.in().get(0).retained());
    assertEquals(Optional.of(MqttVersion.V3_1_1), bridge.version());
  }

  @ParameterizedTest
  @CsvSource({"houses/7", "$SYS/", "a/#/", "+/"})
  void aPrefixEndsInASlashAndNamesNoOwnTopics(String prefix) {
    String problem =
        problem("{name: c, server: a, client_id: h, out: [{remote: \"" + prefix + "\"}]}");

    assertTrue(problem.contains("remote"), problem);
    assertTrue(problem.contains("a / at its end"), problem);
  }

  @Test
  void topicsOfABrokersOwnStayThere() {
    String problem = problem("{name: c, server: a, client_id: h, out: [{topics: $SYS/#}]}");

    assertTrue(problem.contains("each broker's own"), problem);
  }

  @Test
  void somethingMustPass() {
    String problem = problem("{name: c, server: a, client_id: h}");

    assertTrue(problem.contains("nothing would pass"), problem);
  }

  @ParameterizedTest
  @CsvSource({
    "#, x/#, true",
    "+/a, x/+, true",
    "x/a, x/b, false",
    "x/#, x, true",
    "y/#, x/#, false"
  })
  void beforeFiveWhatLeavesMayNotComeBack(String out, String in, boolean refused) throws Exception {
    String bridge =
        "{name: c, server: a, client_id: h, version: 3.1.1, out: [{topics: \"%s\"}], in: [{topics: \"%s\"}]}"
            .formatted(out, in);

    if (refused) {
      assertTrue(problem(bridge).contains("would come back"), problem(bridge));
    } else {
      assertEquals(1, read(bridge).size());
    }
  }

  @Test
  void namesAreTheirOwn() {
    String bridge = "{name: c, server: a, client_id: h, out: [{}]}";

    assertTrue(problem(bridge, bridge).contains("another bridge 'c'"));
  }
}
