package hearth.broker.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  private static final int SERIES = 7;
  private static final long FROM = 1_796_000_000_000L;

  private static List<String> read(byte[] chunk) {
    ByteBuffer in = ByteBuffer.wrap(chunk);
    List<String> told = new ArrayList<>();
    assertEquals(SERIES, in.getInt());
    Readings.read(
        in, FROM, (time, value, digits) -> told.add(time - FROM + " " + value + " " + digits));
    assertEquals(0, in.remaining());
    return told;
  }

  private static byte[] written(Readings readings) {
    Varints out = new Varints(64);
    readings.writeTo(out, SERIES, FROM);
    return out.toBytes();
  }

  @Test
  void aReadingThatComesOnTimeAndDiffersLittleTakesOneByte() {
    Readings readings = new Readings();
    for (int i = 0; i < 30; i++) {
      readings.add(FROM + i * 10_000 + i % 3 * 10, 20 + i % 3 / 10.0, 1);
    }
    assertEquals(2 + 4 + 28, readings.length(), "the first, the step to the second, the others");
    List<String> told = read(written(readings));
    assertEquals("0 20.0 1", told.get(0));
    assertEquals("290020 20.2 1", told.get(29));
  }

  @Test
  void itKeepsToWhatSuitedTheLastChunk() {
    Random random = new Random(3);
    Readings late = new Readings();
    Readings restless = new Readings();
    for (int chunk = 0; chunk < 2; chunk++) {
      late.clear();
      restless.clear();
      for (int i = 0; i < 30; i++) {
        late.add(FROM + i * 10_000 + random.nextInt(80), 20 + i % 2 / 10.0, 1);
        restless.add(FROM + i * 10_000, 20 + random.nextInt(60) / 100.0, 2);
      }
    }
    assertTrue(late.length() < 40, "" + late.length());
    assertTrue(restless.length() < 60, "" + restless.length());
    assertEquals(30, read(written(late)).size());
    assertEquals(30, read(written(restless)).size());
  }

  @Test
  void whatEarlierVersionsWroteIsRead() {
    String chunk =
        "00000007" // series
            + "01" // one digit behind the point, steps of time and value
            + "03" // readings
            + "02" // the first a hundredth of a second after FROM
            + "07" // bytes that follow
            + "9003" // 20.0
            + "D00F 02" // 10 s later, 20.1
            + "03 01"; // 20 ms less than 10 s later, 20.0
    assertEquals(
        List.of("10 20.0 1", "10010 20.1 1", "19990 20.0 1"),
        read(HexFormat.of().parseHex(chunk.replace(" ", ""))));
  }

  @Test
  void aFormOfAnotherVersionIsRefused() {
    byte[] chunk = written(new Readings());
    chunk[4] = 7 * 16 + 1;
    assertThrows(IllegalArgumentException.class, () -> read(chunk));
  }

  @Test
  void whateverComesIsReadAsItCame() {
    Random random = new Random(21);
    for (int run = 0; run < 200; run++) {
      int digits = run % 5 == 0 ? Decimal.RAW : run % 4;
      Readings readings = new Readings();
      List<String> expected = new ArrayList<>();
      long time = FROM;
      long number = 0;
      for (int i = 0; i < 50; i++) {
        time += 10L * (random.nextInt(4) == 0 ? random.nextInt(1 << random.nextInt(30)) : 1000);
        int range = 1 << random.nextInt(24);
        number += random.nextInt(range) - range / 2;
        double value = digits == Decimal.RAW ? number / 7.0 : Decimal.unscaled(number, digits);
        readings.add(time, value, digits);
        expected.add(time - FROM + " " + value + " " + digits);
      }
      assertEquals(expected, read(written(readings)));
      byte[] chunk = written(readings);
      ByteBuffer passed = ByteBuffer.wrap(chunk).position(4);
      Readings.skip(passed);
      assertEquals(0, passed.remaining());
    }
  }
}
