package hearth.broker.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.log.LineLimit.Rate;
import hearth.io.loop.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineLimitTest {
  private final ManualLoop loop = new ManualLoop();
  private final List<String> summaries = new ArrayList<>();
  private final LineLimit lines =
      new LineLimit(
          loop,
          new Rate(10, Duration.ofMinutes(1)),
          new Rate(100, Duration.ofSeconds(10)),
          (count, busiest) -> summaries.add(count + " of " + busiest));

  private int written(String host, int times) {
    int written = 0;
    for (int i = 0; i < times; i++) {
      written += lines.admits(host) ? 1 : 0;
    }
    return written;
  }

  @Test
  void aFewOfOneHostAreWrittenThenOneAMinute() {
    assertEquals(10, written("h", 1000));
    assertEquals(10, written("other", 1000));
    loop.advance(Duration.ofSeconds(59));
    assertEquals(0, written("h", 1000));
    loop.advance(Duration.ofSeconds(1));
    assertEquals(1, written("h", 1000));
    loop.advance(Duration.ofHours(1));
    assertEquals(10, written("h", 1000));
  }

  @Test
  void manyHostsTogetherDoNotFillTheCardEither() {
    int written = 0;
    for (int second = 0; second < 3600; second++) {
      for (int host = 0; host < 50; host++) {
        written += written("host" + second + "." + host, 1);
      }
      loop.advance(Duration.ofSeconds(1));
    }
    assertEquals(100 + 359, written);
  }

  @Test
  void whatWasLeftOutIsToldOfOnceAMinute() {
    written("a", 15);
    loop.advance(Duration.ofSeconds(30));
    written("b", 12);
    loop.advance(Duration.ofSeconds(29));
    assertTrue(summaries.isEmpty());
    loop.advance(Duration.ofSeconds(1));
    assertEquals(List.of("7 of a (5), b (2)"), summaries);

    loop.advance(Duration.ofHours(1));
    assertEquals(1, summaries.size());
  }
}
