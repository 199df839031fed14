package hearth.drivers.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Frames of real parts: DHT11, AM2301, AM2302 (DHT22), AM2303, AM2320, AM2321, AM2322, RHT03. */
class RecordedFramesTest {
  private static final List<Recorded> FRAMES = load("recorded.txt", Recorded::ofAnalyser);

  /**
   * A frame as it was recorded.
   *
   * @param falls of the part's answer, in nanoseconds since the master began
   */
  private record Recorded(String capture, DhtFrame frame, long[] falls) {
    static Recorded ofAnalyser(String line) {
      String[] words = line.split(" ");
      // The times begin with the master's low, so that every second edge is a fall.
      long[] falls = new long[(words.length - 4) / 2];
      double micros = 0;
      for (int edge = 0; edge < 2 * falls.length; edge++) {
        micros += Double.parseDouble(words[4 + edge]);
        falls[edge / 2] = Math.round(micros * 1000);
      }
      return new Recorded(words[0], frame(words, 1), falls);
    }

    static Recorded ofGpiod(String line) {
      String[] words = line.split(" ");
      long[] falls = Arrays.stream(words).skip(3).mapToLong(Long::parseLong).toArray();
      return new Recorded("gpiod", frame(words, 0), falls);
    }

    private static DhtFrame frame(String[] words, int at) {
      return new DhtFrame(
          DhtModel.valueOf(words[at]),
          Double.parseDouble(words[at + 1]),
          Double.parseDouble(words[at + 2]));
    }

    long[] seenLate(Random random, int latestNanos) {
      return Arrays.stream(falls).map(fall -> fall + random.nextInt(latestNanos)).toArray();
    }
  }

  private static List<Recorded> load(String file, Function<String, Recorded> reader) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                RecordedFramesTest.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).map(reader).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyRecordedFrameIsDecoded() {
    assertTrue(FRAMES.size() > 100, "only " + FRAMES.size());
    for (Recorded each : FRAMES) {
      assertEquals(Optional.of(each.frame), DhtDecoder.decode(each.falls), each.capture);
    }
  }

  /** Simulated parts, but the kernel's own times of their edges. */
  @Test
  void whatGpiodDeliversIsDecoded() {
    List<Recorded> frames = load("gpiod.txt", Recorded::ofGpiod);

    assertEquals(6, frames.size());
    for (Recorded each : frames) {
      assertEquals(Optional.of(each.frame), DhtDecoder.decode(each.falls));
    }
  }

  @Test
  void interruptsThatComeLateDoNoHarm() {
    Random random = new Random(7);
    for (Recorded each : FRAMES) {
      for (int run = 0; run < 20; run++) {
        assertEquals(
            Optional.of(each.frame), DhtDecoder.decode(each.seenLate(random, 6_000)), each.capture);
      }
    }
  }

  /** Where interrupts are very late and a fall was lost, a frame is refused rather than misread. */
  @Test
  void lateInterruptsAndLostFallsNeverMakeAWrongValue() {
    Random random = new Random(8);
    for (Recorded each : FRAMES) {
      for (int run = 0; run < 50; run++) {
        long[] heard = each.seenLate(random, 12_000);
        int from = random.nextInt(9);
        int lost = random.nextInt(heard.length - from - 1) + from;
        long[] rest = new long[heard.length - from - 1];
        System.arraycopy(heard, from, rest, 0, lost - from);
        System.arraycopy(heard, lost + 1, rest, lost - from, heard.length - lost - 1);
        DhtDecoder.decode(rest).ifPresent(frame -> assertEquals(each.frame, frame, each.capture));
      }
    }
  }

  @Test
  void theFirstBitsOfADht22MayBeMissed() {
    for (Recorded each : FRAMES) {
      int max = each.frame.model() == DhtModel.DHT22 ? 7 : 2;
      for (int missed = 1; missed <= max; missed++) {
        long[] heard = Arrays.copyOfRange(each.falls, missed, each.falls.length);
        assertEquals(Optional.of(each.frame), DhtDecoder.decode(heard), each.capture);
      }
    }
  }
}
