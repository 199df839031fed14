package hearth.runtime.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Path DASHBOARD = Path.of("../docs/fleet-dashboard.json");

  private static Health health(Health.Broker broker, Health.Card card, Health.Bridge... bridges) {
    return new Health(
        "1.0",
        Instant.EPOCH,
        true,
        Duration.ofMillis(90_500),
        broker,
        List.of(bridges),
        null,
        card,
        new Health.Things(3, List.of("bath", "attic")),
        broker == null ? new Health.Link(true, 2) : null,
        new Health.Process(Duration.ofMillis(1_250), 50_000_000, 9_000_000));
  }

  private static Health.Bridge bridge(String name) {
    return new Health.Bridge(name, true, 7, 700, 20, 21, 1, 0, 0, 0);
  }

  private static String text(Health health) {
    return new String(Metrics.of(health), StandardCharsets.UTF_8);
  }

  @Test
  void samplesHaveTheirNamesInBaseUnits() {
    Health.Broker broker = new Health.Broker(3, 4, 5, 6, 7, 8, 9, 10, 2, 0, 11, 12, 13, 14);

    String text = text(health(broker, new Health.Card(5000, 10), bridge("cluster")));

    for (String line :
        List.of(
            "hearth_build_info{version=\"1.0\"} 1",
            "hearth_uptime_seconds 90.5",
            "hearth_clock_synchronized 1",
            "hearth_clients_connected 3",
            "# TYPE hearth_messages_dropped_total counter",
            "hearth_messages_dropped_total 2",
            "hearth_refusals_total 14",
            "hearth_things_offline 2",
            "hearth_card_life_used_ratio 0.1",
            "hearth_bridge_up{bridge=\"cluster\"} 1",
            "process_cpu_seconds_total 1.25")) {
      assertTrue(text.contains("\n" + line + "\n"), line + " in " + text);
    }
  }

  @Test
  void whatIsNotThereHasNoSampleAndTheSeriesAreTheSame() {
    String text = text(health(null, null));

    assertFalse(text.contains("\nhearth_clients_connected "), text);
    assertTrue(text.contains("\nhearth_device_connected 1\n"), text);
    assertTrue(text.contains("\nhearth_device_reconnects_total 2\n"), text);
    assertFalse(text.contains("\nhearth_card"), text);
    for (String name : Metrics.names()) {
      assertTrue(text.contains("# TYPE " + name + " "), name);
    }
  }

  @Test
  void namesOfBridgesAreEscaped() {
    String text = text(health(null, null, bridge("a\"b\\c\nd")));

    assertTrue(text.contains("hearth_bridge_up{bridge=\"a\\\"b\\\\c\\nd\"} 1"), text);
  }

  @Test
  void namesFollowTheConventions() {
    assertEquals(Metrics.names().size(), Set.copyOf(Metrics.names()).size());
    String text = text(health(null, null));
    for (String name : Metrics.names()) {
      boolean isCounter = text.contains("# TYPE " + name + " counter");
      assertEquals(isCounter, name.endsWith("_total"), name);
      assertTrue(name.matches("(hearth|process)(_[a-z]+)+"), name);
    }
  }

  @Test
  void theDashboardAsksForSeriesThatExist() throws IOException {
    String json = Files.readString(DASHBOARD);

    Set<String> asked =
        Pattern.compile("\"expr\": *\"((?:[^\"\\\\]|\\\\.)*)\"")
            .matcher(json)
            .results()
            .flatMap(
                expr ->
                    Pattern.compile("(hearth|process)_[a-z_]+")
                        .matcher(expr.group(1))
                        .results()
                        .map(MatchResult::group))
            .collect(Collectors.toCollection(TreeSet::new));

    assertTrue(asked.size() > 10, asked.toString());
    asked.removeAll(Metrics.names());
    assertEquals(Set.of(), asked);
  }
}
