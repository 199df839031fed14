package hearth.drivers.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DhtDecoderTest {
  /** The example of the AM2302 data sheet: 65.2 %, 35.1 °C. */
  private static final int[] DATA_SHEET = {0x02, 0x8C, 0x01, 0x5F, 0xEE};

  private static final DhtFrame DATA_SHEET_FRAME = new DhtFrame(DhtModel.DHT22, 35.1, 65.2);

  /** All edges of a frame from our letting the line go on, the first one rising. */
  private static long[] edges(int... bytes) {
    List<Long> edges = new ArrayList<>();
    long now = 1_000_000_000L;
    for (int micros : new int[] {30, 80, 80}) {
      edges.add(now);
      now += micros * 1000L;
    }
    for (int value : bytes) {
      for (int bit = 7; bit >= 0; bit--) {
        edges.add(now);
        now += 50_000;
        edges.add(now);
        now += (value >> bit & 1) == 1 ? 70_000 : 26_000;
      }
    }
    edges.add(now);
    edges.add(now + 50_000);
    return edges.stream().mapToLong(Long::longValue).toArray();
  }

  private static long[] without(long[] edges, int... lost) {
    List<Integer> gone = Arrays.stream(lost).boxed().toList();
    List<Long> kept = new ArrayList<>();
    for (int i = 0; i < edges.length; i++) {
      if (!gone.contains(i)) {
        kept.add(edges[i]);
      }
    }
    return kept.stream().mapToLong(Long::longValue).toArray();
  }

  private static int[] withChecksum(int a, int b, int c, int d) {
    return new int[] {a, b, c, d, (a + b + c + d) & 0xFF};
  }

  @Test
  void theDataSheetsExampleIsDecoded() {
    assertEquals(Optional.of(DATA_SHEET_FRAME), DhtDecoder.decode(edges(DATA_SHEET), true));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 140, 128, 101, DHT22, -10.1, 65.2",
    "3, 232, 0, 0, DHT22, 0.0, 100.0",
    "0, 1, 1, 255, DHT22, 51.1, 0.1",
    "45, 0, 23, 0, DHT11, 23.0, 45.0",
    "45, 0, 23, 4, DHT11, 23.4, 45.0",
    "45, 0, 3, 133, DHT11, -3.5, 45.0",
  })
  void bothModelsAndTheirSigns(
      int a, int b, int c, int d, DhtModel model, double celsius, double percent) {
    assertEquals(
        Optional.of(new DhtFrame(model, celsius, percent)),
        DhtDecoder.decode(edges(withChecksum(a, b, c, d)), true));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void theFirstEdgesMayBeMissed(int missed) {
    long[] all = edges(DATA_SHEET);

    assertEquals(
        Optional.of(DATA_SHEET_FRAME),
        DhtDecoder.decode(Arrays.copyOfRange(all, missed, all.length), missed % 2 == 0));
  }

  @Test
  void theLastEdgeMayBeMissed() {
    long[] all = edges(DATA_SHEET);

    assertEquals(
        Optional.of(DATA_SHEET_FRAME), DhtDecoder.decode(Arrays.copyOf(all, all.length - 1), true));
  }

  @Test
  void edgesBeforeTheAnswerDoNotMatter() {
    long[] all = edges(DATA_SHEET);
    long[] early = new long[all.length + 1];
    System.arraycopy(all, 0, early, 1, all.length);
    early[0] = all[0] - 18_000_000;

    assertEquals(Optional.of(DATA_SHEET_FRAME), DhtDecoder.decode(early, false));
  }

  @Test
  void bytesAfterTheChecksumDoNotMatter() {
    long[] all = edges(0x02, 0x0E, 0x01, 0x10, 0x21, 0, 0, 0);

    assertEquals(
        Optional.of(new DhtFrame(DhtModel.DHT22, 27.2, 52.6)), DhtDecoder.decode(all, true));
  }

  @Test
  void aWrongChecksumIsRefused() {
    assertEquals(Optional.empty(), DhtDecoder.decode(edges(2, 0x8C, 1, 0x5F, 0xEF), true));
  }

  @Test
  void zerosFitTheirChecksumAndAreRefused() {
    assertEquals(Optional.empty(), DhtDecoder.decode(edges(0, 0, 0, 0, 0), true));
  }

  @Test
  void jitterOfTenMicrosecondsIsBorne() {
    Random random = new Random(4);
    for (int run = 0; run < 1_000; run++) {
      long[] edges = edges(DATA_SHEET);
      for (int i = 0; i < edges.length; i++) {
        // An interrupt is served late, never early.
        edges[i] += random.nextInt(10_000);
      }
      assertEquals(Optional.of(DATA_SHEET_FRAME), DhtDecoder.decode(edges, true));
    }
  }

  @Test
  void noLostEdgeMakesAWrongValue() {
    long[] all = edges(DATA_SHEET);
    for (int lost = 3; lost < all.length - 2; lost++) {
      assertEquals(Optional.empty(), DhtDecoder.decode(without(all, lost), true), "lost " + lost);
      assertEquals(
          Optional.empty(), DhtDecoder.decode(without(all, lost, lost + 1), true), "from " + lost);
    }
  }

  @Test
  void noRandomFrameWithLostEdgesMakesAWrongValue() {
    Random random = new Random(5);
    for (int run = 0; run < 20_000; run++) {
      int[] bytes =
          withChecksum(
              random.nextInt(4), random.nextInt(256), random.nextInt(2), random.nextInt(256));
      long[] all = edges(bytes);
      int[] lost = random.ints(1 + random.nextInt(4), 3, all.length - 3).distinct().toArray();
      assertEquals(Optional.empty(), DhtDecoder.decode(without(all, lost), true));
    }
  }

  @Test
  void tooFewEdgesAreNoFrame() {
    assertEquals(Optional.empty(), DhtDecoder.decode(new long[0], true));
    assertEquals(Optional.empty(), DhtDecoder.decode(new long[16], true));
  }
}
