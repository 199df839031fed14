package hearth.drivers.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.simulated.SimulatedDhtWire;
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

  /** All falls of a frame, from the response to the end. */
  private static long[] falls(int... bytes) {
    long[] falls = new long[2 + 8 * bytes.length];
    falls[0] = 1_000_000_000L;
    falls[1] = falls[0] + 160_000;
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      boolean one = (bytes[bit / 8] >> (7 - bit % 8) & 1) == 1;
      falls[bit + 2] = falls[bit + 1] + (one ? 120_000 : 76_000);
    }
    return falls;
  }

  private static long[] without(long[] falls, int... lost) {
    List<Integer> gone = Arrays.stream(lost).boxed().toList();
    List<Long> kept = new ArrayList<>();
    for (int i = 0; i < falls.length; i++) {
      if (!gone.contains(i)) {
        kept.add(falls[i]);
      }
    }
    return kept.stream().mapToLong(Long::longValue).toArray();
  }

  private static int[] withChecksum(int a, int b, int c, int d) {
    return new int[] {a, b, c, d, (a + b + c + d) & 0xFF};
  }

  private static long[] late(long[] falls, Random random, int latest) {
    return Arrays.stream(falls).map(fall -> fall + random.nextInt(latest)).toArray();
  }

  @Test
  void theDataSheetsExampleIsDecoded() {
    assertEquals(Optional.of(DATA_SHEET_FRAME), DhtDecoder.decode(falls(DATA_SHEET)));
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
    DhtFrame frame = new DhtFrame(model, celsius, percent);

    assertEquals(Optional.of(frame), DhtDecoder.decode(falls(withChecksum(a, b, c, d))));
    assertEquals(Optional.of(frame), DhtDecoder.decode(falls(model.bytes(celsius, percent))));
  }

  /** The response, and the zeros with which every frame of a DHT22 begins. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void theFirstFallsMayBeMissed(int missed) {
    long[] all = falls(DATA_SHEET);

    assertEquals(
        Optional.of(DATA_SHEET_FRAME),
        DhtDecoder.decode(Arrays.copyOfRange(all, missed, all.length)));
  }

  @Test
  void moreThanTheKnownZerosMayNotBeMissed() {
    long[] ofDht22 = falls(DATA_SHEET);
    long[] ofDht11 = falls(withChecksum(45, 0, 23, 0));

    assertEquals(Optional.empty(), DhtDecoder.decode(Arrays.copyOfRange(ofDht22, 8, 42)));
    assertTrue(DhtDecoder.decode(Arrays.copyOfRange(ofDht11, 2, 42)).isPresent());
    assertEquals(Optional.empty(), DhtDecoder.decode(Arrays.copyOfRange(ofDht11, 3, 42)));
  }

  @Test
  void fallsBeforeTheAnswerDoNotMatter() {
    long[] all = falls(DATA_SHEET);
    long[] early = new long[all.length + 1];
    System.arraycopy(all, 0, early, 1, all.length);
    early[0] = all[0] - 18_000_000;

    assertEquals(Optional.of(DATA_SHEET_FRAME), DhtDecoder.decode(early));
  }

  @Test
  void bytesAfterTheChecksumDoNotMatter() {
    assertEquals(
        Optional.of(new DhtFrame(DhtModel.DHT22, 27.2, 52.6)),
        DhtDecoder.decode(falls(0x02, 0x0E, 0x01, 0x10, 0x21, 0, 0, 0)));
  }

  @Test
  void aWrongChecksumIsRefused() {
    assertEquals(Optional.empty(), DhtDecoder.decode(falls(2, 0x8C, 1, 0x5F, 0xEF)));
  }

  @Test
  void zerosFitTheirChecksumAndAreRefused() {
    assertEquals(Optional.empty(), DhtDecoder.decode(falls(0, 0, 0, 0, 0)));
  }

  @Test
  void jitterOfTenMicrosecondsIsBorne() {
    Random random = new Random(4);
    for (int run = 0; run < 1_000; run++) {
      // An interrupt is served late, never early.
      assertEquals(
          Optional.of(DATA_SHEET_FRAME),
          DhtDecoder.decode(late(falls(DATA_SHEET), random, 10_000)));
    }
  }

  @Test
  void noLostFallMakesAWrongValue() {
    long[] all = falls(DATA_SHEET);
    for (int lost = 8; lost < all.length; lost++) {
      assertEquals(Optional.empty(), DhtDecoder.decode(without(all, lost)), "lost " + lost);
      assertEquals(
          Optional.empty(), DhtDecoder.decode(without(all, lost, lost + 1)), "from " + lost);
    }
  }

  @Test
  void noRandomFrameWithLostFallsAndJitterMakesAWrongValue() {
    Random random = new Random(5);
    for (int run = 0; run < 20_000; run++) {
      int[] bytes =
          withChecksum(
              random.nextInt(4), random.nextInt(256), random.nextInt(2), random.nextInt(256));
      long[] all = late(falls(bytes), random, 10_000);
      int[] lost = random.ints(1 + random.nextInt(4), 8, all.length).distinct().toArray();
      assertEquals(Optional.empty(), DhtDecoder.decode(without(all, lost)));
    }
  }

  /** Interrupts of any board and a late start: what is decoded is what was sent. */
  @Test
  void whatIsDecodedIsWhatWasSent() {
    Random random = new Random(6);
    int decoded = 0;
    for (int run = 0; run < 20_000; run++) {
      DhtModel model = random.nextBoolean() ? DhtModel.DHT22 : DhtModel.DHT11;
      double celsius = (random.nextInt(1200) - 400) / 10.0;
      double percent = (200 + random.nextInt(700)) / 10.0;
      SimulatedDhtWire wire = new SimulatedDhtWire(model, random);
      wire.climate(celsius, percent);
      wire.listener(1 + random.nextInt(12_000), random.nextInt(9));
      Optional<DhtFrame> frame = DhtDecoder.decode(wire.ask());
      if (frame.isPresent()) {
        decoded++;
        assertEquals(new DhtFrame(model, celsius, percent), frame.get());
      }
    }
    assertTrue(decoded > 10_000, "only " + decoded);
  }

  @Test
  void tooFewFallsAreNoFrame() {
    assertEquals(Optional.empty(), DhtDecoder.decode(new long[0]));
    assertEquals(Optional.empty(), DhtDecoder.decode(new long[16]));
  }
}
