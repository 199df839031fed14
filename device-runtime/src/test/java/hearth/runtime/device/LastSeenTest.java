package hearth.runtime.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.runtime.config.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device at a cluster says again and again when it was there. */
class LastSeenTest {
  private final SimulatedHome home = new SimulatedHome();

  private void start(String mqtt) throws Exception {
    String text = "device: {topic: home, discovery: off}\nmqtt: " + mqtt + "\n";
    home.device(Configuration.parse("test", text, Path.of("."))).start();
    home.loop.runReady();
  }

  private List<String> said() {
    return home.seen.stream().filter(line -> line.startsWith("home/last_seen ")).toList();
  }

  private String at(Duration later) {
    String time = home.loop.clock().wallTime().plus(later).toString();
    return "home/last_seen {\"time\":\"" + time + "\",\"every\":60}";
  }

  @ParameterizedTest
  @CsvSource({
    "'{broker: [one, two]}'",
    "'{broker: [one, two], version: \"3.1.1\"}'",
    "'{broker: cluster, last_seen: 1min}'"
  })
  void theTimeIsSaidWithEachConnectionAndAgainAndAgain(String mqtt) throws Exception {
    String first = at(Duration.ZERO);
    String second = at(Duration.ofMinutes(1));
    String third = at(Duration.ofMinutes(2));
    start(mqtt);
    assertEquals(List.of(first), said());

    home.loop.advance(Duration.ofMinutes(2));
    assertEquals(List.of(first, second, third), said());

    home.seen.clear();
    home.cutNewestOnTheClientsSide();
    home.loop.advance(Duration.ofSeconds(59));
    assertEquals(1, said().size(), "with the new connection");
  }

  @Test
  void withoutABelievableClockThereIsNoTime() throws Exception {
    home.clockIsSet = false;
    start("{broker: [one, two]}");
    assertEquals(List.of("home/last_seen {\"every\":60}"), said());
  }

  @ParameterizedTest
  @CsvSource({"'{broker: one}'", "'{broker: [one, two], last_seen: 0s}'"})
  void nobodyElseSaysIt(String mqtt) throws Exception {
    start(mqtt);
    home.loop.advance(Duration.ofMinutes(2));
    assertEquals(List.of(), said());
  }
}
