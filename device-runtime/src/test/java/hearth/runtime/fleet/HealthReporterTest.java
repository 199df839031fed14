package hearth.runtime.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.ManualLoop;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.FleetSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthReporterTest {
  private final ManualLoop loop = new ManualLoop();
  private final List<String> said = new ArrayList<>();
  private List<String> offline = List.of();
  private boolean linked = true;
  private boolean clockIsSet = true;
  private long refused;

  private final HealthReporter reporter =
      new HealthReporter(
          loop,
          new FleetSettings("house-7", TopicName.of("fleet"), Duration.ofMinutes(5)),
          this::health,
          payload -> said.add(new String(payload, StandardCharsets.UTF_8)));

  private Health health() {
    return new Health(
        "1.0",
        Instant.parse("2026-11-30T06:00:00.5Z"),
        clockIsSet,
        Duration.ofNanos(loop.clock().nanoTime()),
        new Health.Broker(3, 4, 5, 6, 7, 8, 9, 10, 2, 0, 11, 12, 13, refused),
        List.of(new Health.Bridge("cluster", linked, 7, 700, 20, 21, 1, 0, 0, 0)),
        new Health.Disk(1000, 4000, 300, 200, 100, ""),
        new Health.Card(5000, 10),
        new Health.Things(2, offline),
        null,
        null);
  }

  @Test
  void allIsSaid() {
    offline = List.of("bath");

    reporter.start();

    assertEquals(
        List.of(
            """
            {"name":"house-7","state":"online","time":"2026-11-30T06:00:00Z","clock":"set",\
            "version":"1.0","uptime":0,"link":"up","queue":7,"dropped":2,"refused":0,"clients":3,\
            "bridges":{"cluster":{"link":"up","queue":7,"queue_bytes":700,"sent":20,"received":21,\
            "dropped":1,"refused":0,"set_aside":0}},"disk":{"free":1000,"size":4000,"store":300,\
            "written_today":100},"card":{"written":5000,"life_used":10},"things":2,\
            "offline":["bath"]}"""),
        said);
  }

  @Test
  void whatIsAsBeforeIsSaidEveryFiveMinutes() {
    reporter.start();
    said.clear();

    loop.advance(Duration.ofMinutes(4));
    assertEquals(0, said.size());
    loop.advance(Duration.ofMinutes(6));

    assertEquals(2, said.size());
    assertTrue(said.get(0).contains("\"uptime\":300,"), said.get(0));
  }

  @Test
  void whatIsOtherwiseIsSaidWithinAMinuteAndOnce() {
    reporter.start();
    said.clear();

    offline = List.of("bath");
    loop.advance(Duration.ofMinutes(2));
    assertEquals(1, said.size());
    linked = false;
    loop.advance(Duration.ofMinutes(1));
    assertTrue(said.get(1).contains("\"link\":\"down\""), said.get(1));
    clockIsSet = false;
    loop.advance(Duration.ofMinutes(1));
    assertTrue(said.get(2).contains("\"clock\":\"unset\""), said.get(2));
    refused++;
    loop.advance(Duration.ofMinutes(2));

    assertEquals(4, said.size());
  }

  @Test
  void anOrderlyEndIsSaidAndNothingAfterIt() {
    reporter.start();
    said.clear();

    reporter.end();
    reporter.end();
    loop.advance(Duration.ofMinutes(20));

    assertEquals(1, said.size());
    assertTrue(said.get(0).contains("\"state\":\"offline\""), said.get(0));
    reporter.report(); // a link was there only now
    assertTrue(said.get(1).contains("\"state\":\"offline\""), said.get(1));
  }

  @Test
  void aWillSaysSinceWhenThereWasAConnectionWhereThatIsKnown() {
    assertEquals(
        "{\"name\":\"house-7\",\"state\":\"lost\",\"connected\":\"2026-11-30T06:00:00Z\"}",
        new String(reporter.lost(), StandardCharsets.UTF_8));

    clockIsSet = false;

    assertEquals(
        "{\"name\":\"house-7\",\"state\":\"lost\"}",
        new String(reporter.lost(), StandardCharsets.UTF_8));
  }
}
