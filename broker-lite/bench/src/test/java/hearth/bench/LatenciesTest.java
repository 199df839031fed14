package hearth.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void ranksWithinTheWidthOfABucket() {
    Latencies latencies = new Latencies();
    for (int micros = 1; micros <= 1000; micros++) {
      latencies.add(micros * 1000L);
    }
    assertEquals(1000, latencies.count());
    assertEquals(500, latencies.microseconds(0.5), 8);
    assertEquals(990, latencies.microseconds(0.99), 16);
    assertEquals(1, latencies.microseconds(0), 0.02);
  }

  @Test
  void holdsHoursAsWellAsNanoseconds() {
    Latencies latencies = new Latencies();
    latencies.add(3);
    latencies.add(3_600_000_000_000L);
    assertEquals(0.003, latencies.microseconds(0.5));
    assertEquals(3.6e9, latencies.microseconds(1), 6e7);
  }
}
