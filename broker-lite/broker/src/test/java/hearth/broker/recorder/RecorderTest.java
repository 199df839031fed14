package hearth.broker.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Kind;
import hearth.io.file.SimulatedFolders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final String TOPIC = "home/livingroom/temperature";
  private static final String LIGHT = "home/light";

  private final RecorderModel model = new RecorderModel();

  private void readEach(Duration interval, int times, String topic) {
    for (int i = 0; i < times; i++) {
      model.read(topic, "%.1f".formatted(20 + Math.sin(i / 50.0) * 3));
      model.advance(interval);
    }
  }

  @Test
  void whatCameIsThereAtOnceAndAfterARestart() {
    readEach(Duration.ofSeconds(10), 20, TOPIC);
    model.check("hour", TOPIC);
    model.advance(Duration.ofMinutes(6));
    model.check("hour", TOPIC);
    model.start();
    model.check("hour", TOPIC);
    model.check("day", TOPIC);
    model.check("week", TOPIC);
    assertTrue(model.ask("hour", TOPIC).contains("\"unit\":\"°C\""));
  }

  @Test
  void everySpanSaysWhatAPlainListSays() {
    String[] topics = {TOPIC, "home/outside", "garden/soil"};
    Random random = new Random(3);
    for (int i = 0; i < 3 * 24 * 12; i++) {
      for (String topic : topics) {
        if (random.nextInt(10) > 0) {
          model.read(topic, random.nextInt(3) == 0 ? "" + random.nextInt(40) : "21.25");
        }
      }
      model.advance(Duration.ofMillis(240_000 + random.nextInt(120_000)));
      if (random.nextInt(100) == 0) {
        model.recorder.close(() -> {});
        model.settle();
        model.start();
      }
    }
    for (String topic : topics) {
      for (String span : List.of("hour", "day", "week", "month", "year")) {
        model.check(span, topic);
      }
    }
  }

  @Test
  void aYearInFastTime() {
    for (int i = 0; i < 366 * 24 * 2; i++) {
      model.read(TOPIC, "%.1f".formatted(20 + 10 * Math.sin(i / 3000.0) + i % 7));
      model.loop.advance(Duration.ofMinutes(30));
      model.settle();
    }
    model.check("week", TOPIC);
    model.check("month", TOPIC);
    model.check("year", TOPIC);
    model.start();
    model.check("day", TOPIC);
    model.check("year", TOPIC);
    List<String> folders = new SimulatedFolders(model.disk).list();
    assertTrue(folders.stream().filter(each -> each.startsWith("readings")).count() <= 3);
    assertTrue(folders.stream().filter(each -> each.startsWith("means")).count() <= 14);
    model.advance(Duration.ofDays(1));
    assertTrue(folders.contains("means-2026-12"), folders::toString);
  }

  @Test
  void tenSensorsWriteOneBlockACommitAndLittleAnHour() {
    model.settings =
        new RecorderSettings(
            List.of(),
            Duration.ofMinutes(5),
            Duration.ofDays(8),
            Duration.ofDays(366),
            500,
            RecorderModel.SETTINGS.zone(),
            RecorderSettings.DEFAULTS.log());
    model.start();
    Random random = new Random(5);
    double[] values = new double[10];
    int hours = 24;
    for (int i = 0; i < hours * 360; i++) {
      for (int sensor = 0; sensor < values.length; sensor++) {
        values[sensor] += random.nextInt(3) - 1;
        model.read("home/sensor/" + sensor, "%.1f".formatted(20 + values[sensor] / 10));
      }
      model.loop.advance(Duration.ofMillis(9_900 + random.nextInt(200)));
      model.settle();
    }
    long anHour = model.recorder.bytesWritten() / hours;
    assertTrue(anHour <= 75_000, anHour + " bytes an hour");
  }

  @Test
  void manyStatesWithoutAReadingAreOneRecordACommitToo() {
    for (int i = 0; i < 4000; i++) {
      model.change(LIGHT, i % 2 == 0 ? "ON" : "OFF", "client phone, user anna");
      if (i % 100 == 99) {
        model.advance(Duration.ofMinutes(5));
      }
    }
    long before = model.recorder.bytesWritten();
    for (int i = 0; i < 20; i++) {
      model.change(LIGHT, "x" + i, "");
    }
    model.settle();
    assertEquals(before, model.recorder.bytesWritten(), "they wait for their commit");
  }

  @Test
  void statesAreToldWithWhoCausedThem() {
    model.change(LIGHT, "ON", "client phone, user anna");
    model.advance(Duration.ofMinutes(20));
    model.change(LIGHT, "ON", "somebody else");
    model.change(LIGHT, "OFF", "");
    model.recorder.cause(
        model.recorder.series(LIGHT, SeriesKind.STATE, ""), "OFF", "button: Wall button");
    String expected =
        "\"changes\":[{\"time\":1796018400,\"state\":\"ON\",\"by\":\"client phone, user anna\"},"
            + "{\"time\":1796019600,\"state\":\"OFF\",\"by\":\"button: Wall button\"}]";
    assertTrue(model.ask("day", LIGHT).contains(expected), model.ask("day", LIGHT));
    model.recorder.close(() -> {});
    model.settle();
    model.start();
    assertTrue(model.ask("year", LIGHT).contains("button: Wall button"));
    assertTrue(model.ask("year", LIGHT).contains("\"state\":null"), model.ask("year", LIGHT));
  }

  @Test
  void theStateBeforeTheSpanIsToldFirst() {
    model.change(LIGHT, "ON", "x");
    model.advance(Duration.ofHours(3));
    String json = model.ask("hour", LIGHT);
    assertTrue(json.contains("{\"time\":1796018400,\"state\":\"ON\",\"by\":\"x\"}"), json);
    model.advance(Duration.ofDays(2)); // into December
    json = model.ask("hour", LIGHT);
    assertTrue(json.contains("\"state\":\"ON\""), json);
  }

  @Test
  void nothingIsWrittenWithAClockThatIsNotSet() {
    model.isClockSet = false;
    model.clock.setWallTime(Instant.EPOCH);
    model.start();
    long nanos = model.clock.nanoTime();
    Series series = model.recorder.series(TOPIC, SeriesKind.READING, "");
    model.recorder.add(series, new Decimal(21.5, 1));
    model.advance(Duration.ofMinutes(30));
    assertEquals(0, model.recorder.bytesWritten());
    model.isClockSet = true;
    model.clock.setWallTime(Instant.parse("2026-11-30T12:00:00Z"));
    long ago = (model.clock.nanoTime() - nanos) / 1_000_000;
    model.given.clear();
    model.given.put(
        TOPIC, new ArrayList<>(List.of(new RecorderModel.Reading(model.now() - ago, 21.5))));
    model.advance(Duration.ofMinutes(6));
    model.check("hour", TOPIC);
    model.check("day", TOPIC);
  }

  @Test
  void moreReadingsThanThereIsRoomForDoNotWaitForTheClock() {
    model.isClockSet = false;
    model.start();
    Series series = model.recorder.series(TOPIC, SeriesKind.READING, "");
    for (int i = 0; i < TimelessQueue.MAX_WAITING + 7; i++) {
      model.recorder.add(series, new Decimal(i, 0));
    }
    assertEquals(7, model.recorder.lost());
  }

  @Test
  void aClockThatIsSetBackALittleKeepsTheOrder() {
    RecorderClock clock = new RecorderClock(model.clock, () -> true);
    long before = clock.now();
    model.clock.setWallTime(model.clock.wallTime().minusSeconds(600));
    for (int i = 0; i < 1300; i++) {
      model.clock.advance(Duration.ofSeconds(1));
      long now = clock.now();
      assertTrue(now >= before, i + ": " + now + " after " + before);
      before = now;
    }
    assertEquals(model.now(), before, "the wall clock has caught up");
  }

  @Test
  void aClockThatWasYearsAheadTakesNothingAway() {
    readEach(Duration.ofMinutes(5), 20, TOPIC);
    Instant real = model.clock.wallTime();
    model.clock.setWallTime(Instant.parse("2036-01-01T00:00:00Z"));
    model.read("home/other", "1");
    model.advance(Duration.ofMinutes(20));
    model.clock.setWallTime(real.plusSeconds(1200));
    readEach(Duration.ofMinutes(5), 20, TOPIC);
    model.check("day", TOPIC);
    model.check("month", TOPIC);
    model.advance(Duration.ofHours(8));
    model.read(TOPIC, "3");
    model.advance(Duration.ofHours(1));
    assertFalse(
        new SimulatedFolders(model.disk).list().stream().anyMatch(each -> each.contains("2036")));
  }

  @Test
  void lateReadingsMendTheRowsOfTheirTime() {
    readEach(Duration.ofMinutes(1), 300, TOPIC);
    long now = model.now();
    for (int i = 0; i < 50; i++) {
      model.readLate(TOPIC, "" + (30 + i % 3), now - Duration.ofMinutes(250 - i).toMillis());
    }
    model.readLate(TOPIC, "99", now - 5_000);
    model.advance(Duration.ofMinutes(30));
    for (String span : List.of("day", "week", "year")) {
      model.check(span, TOPIC);
    }
    model.start();
    model.check("week", TOPIC);
  }

  @Test
  void rowsThatAreStillBeingMendedKeepNobodyFromEnding() {
    readEach(Duration.ofMinutes(1), 150, TOPIC);
    model.readLate(TOPIC, "30", model.now() - Duration.ofMinutes(140).toMillis());
    model.recorder.commit();
    model.loop.runReady();
    model.recorder.close(() -> {});
    model.settle();
    model.start();
    model.check("day", TOPIC);
  }

  @Test
  void countersAreToldAsDifferences() {
    Series energy = model.recorder.series("home/energy", SeriesKind.COUNTER, "kWh");
    double value = 100;
    for (int i = 0; i < 5 * 24 * 6; i++) {
      value = i == 300 ? 0 : value + 0.5;
      model.recorder.add(energy, new Decimal(value, 1));
      model.advance(Duration.ofMinutes(10));
    }
    String json = model.ask("days", "home/energy");
    double[] change = RecorderModel.list(json, "change");
    double sum = 0;
    for (double each : change) {
      sum += Double.isNaN(each) ? 0 : each;
    }
    assertEquals(366, change.length);
    assertEquals((5 * 24 * 6 - 2) * 0.5, sum, 1e-6, json);
    assertEquals(72, change[363], 0.6, json);
    assertEquals(12, RecorderModel.list(model.ask("months", "home/energy"), "change").length);
    assertTrue(model.ask("day", "home/energy").contains("\"change\":["));
  }

  @Test
  void ofATopicThatNobodyRecordsThereIsNothing() {
    assertEquals(0, model.filled("day", "nothing/here"));
  }

  @Test
  void memoryIsCountedAndBounded() {
    readEach(Duration.ofSeconds(10), 5, TOPIC);
    model.recorder.commit();
    assertTrue(model.account.held(Kind.RECORDED) >= Series.MEMORY);
    for (int i = 0; i < 600; i++) {
      Series made = model.recorder.series("home/many/" + i, SeriesKind.READING, "");
      assertEquals(i < 499, made != null, "" + i);
    }
  }

  @Test
  void numbersThatDoNotFitIntoDigitsStayExact() {
    for (String value : List.of("1e300", "0.000000001", "-273.15", "4503599627370497.5", "7")) {
      model.read(TOPIC, value);
      model.advance(Duration.ofSeconds(30));
    }
    model.check("hour", TOPIC);
    model.advance(Duration.ofHours(2));
    model.check("week", TOPIC);
  }

  @Test
  void aCommitThatIsNotTakenComesAgainWhenTheDiskWorks() {
    readEach(Duration.ofSeconds(30), 20, TOPIC);
    model.disk.setCapacity(0);
    readEach(Duration.ofSeconds(30), 40, TOPIC);
    model.check("hour", TOPIC);
    model.disk.setCapacity(Long.MAX_VALUE);
    readEach(Duration.ofSeconds(30), 20, TOPIC);
    model.check("hour", TOPIC);
    model.advance(Duration.ofHours(1));
    model.start();
    model.check("day", TOPIC);
    assertEquals(0, model.recorder.lost());
  }

  @Test
  void aReadOnlyCardIsReadAndNothingStops() {
    readEach(Duration.ofSeconds(30), 20, TOPIC);
    model.advance(Duration.ofMinutes(6));
    model.disk.failBetween(0, Integer.MAX_VALUE);
    model.start();
    model.check("hour", TOPIC);
    readEach(Duration.ofSeconds(30), 40, TOPIC);
    model.check("hour", TOPIC);
    for (int i = 0; i < 20_000; i++) {
      model.read(TOPIC, "" + i * 7919 % 1000);
      model.loop.advance(Duration.ofSeconds(20));
      model.settle();
    }
    assertTrue(
        model.account.held(Kind.RECORDED) < 2 * RecorderLog.MAX_WAITING + (64 << 10),
        model.account::toString);
  }
}
