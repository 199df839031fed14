package hearth.broker.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Kind;
import hearth.io.file.SimulatedFolders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
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
    assertTrue(anHour <= 70_000, anHour + " bytes an hour, the zeros ahead included");
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
  void aFloodOfLateReadingsIsTakenAsAWhole() {
    readEach(Duration.ofMinutes(10), 6 * 80, TOPIC);
    long now = model.now();
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      times.add(now - 6 * 3_600_000L - i * 12_000L);
    }
    Collections.shuffle(times, new Random(1));
    for (int i = 0; i < times.size(); i++) {
      model.readLate(TOPIC, "" + i % 50, times.get(i));
      if (i % 16 == 0) {
        model.settle();
      }
    }
    model.advance(Duration.ofMinutes(6));
    assertEquals(0, model.recorder.lost());
    for (String span : List.of("day", "week", "year")) {
      model.check(span, TOPIC);
    }
  }

  @Test
  void lateReadingsWhoseRowsNobodyLivedToMendAreMendedAtTheNextStart() {
    readEach(Duration.ofMinutes(1), 300, TOPIC);
    model.readLate(TOPIC, "35", model.now() - Duration.ofMinutes(250).toMillis());
    model.readLate(TOPIC, "5", model.now() - Duration.ofMinutes(100).toMillis());
    model.recorder.commit();
    model.loop.runReady();
    model.work.poll().run(); // the readings are on disk, and the process is killed
    model.start();
    for (String span : List.of("day", "week", "year")) {
      model.check(span, TOPIC);
    }
    model.start();
    model.check("week", TOPIC);
  }

  @Test
  void anHourThatBeginsAgainKeepsWhatItHad() {
    readEach(Duration.ofMinutes(1), 30, TOPIC);
    Instant real = model.clock.wallTime();
    readEach(Duration.ofMinutes(1), 50, TOPIC); // its rows are written
    model.advance(Duration.ofMinutes(6));
    model.clock.setWallTime(real);
    model.start();
    model.given.values().forEach(all -> all.removeIf(each -> each.time() > model.now()));
    readEach(Duration.ofMinutes(1), 5, TOPIC);
    model.advance(Duration.ofMinutes(70));
    String json = model.ask("year", TOPIC);
    double[] min = RecorderModel.list(json, "min");
    double[] expected = {20, RecorderModel.list(model.ask("day", TOPIC), "min")[999 - 86]};
    assertTrue(
        Arrays.stream(min).anyMatch(each -> Math.abs(each - expected[0]) < 1e-9),
        "the first reading of the hour counts: " + json);
  }

  @Test
  void aReadingOfADeviceWhoseClockIsAheadIsOneOfNow() {
    readEach(Duration.ofMinutes(1), 10, TOPIC);
    model.recorder.addLate(
        model.recorder.series(TOPIC, SeriesKind.READING, ""),
        new Decimal(77, 0),
        model.now() + 2000);
    assertTrue(model.ask("hour", TOPIC).contains("77"));
    assertEquals(0, model.recorder.lost());
  }

  @Test
  void whoPublishesWithoutEndFillsNoDisk() {
    model.settings = few(2);
    model.start();
    for (int i = 0; i < 400_000; i++) {
      model.change(LIGHT, i % 2 == 0 ? "ON" : "OFF", "");
      model.recorder.add(
          model.recorder.series(TOPIC, SeriesKind.READING, ""), new Decimal(i % 3, 0));
      if (i % 200 == 0) {
        model.settle();
      }
    }
    assertTrue(model.recorder.bytesWritten() < 3 << 20, "" + model.recorder.bytesWritten());
    long lost = model.recorder.lost();
    assertTrue(lost > 0);
    model.advance(Duration.ofDays(1));
    model.change(LIGHT, "dim", "");
    model.advance(Duration.ofMinutes(6));
    model.start();
    assertTrue(model.ask("hour", LIGHT).contains("dim"), "it is another day");
  }

  @Test
  void whoPublishesWithoutEndTakesNothingFromTheOthers() {
    model.settings = few(4);
    model.start();
    Series flood = model.recorder.series("flood", SeriesKind.READING, "");
    Series flapping = model.recorder.series("flapping", SeriesKind.STATE, "");
    for (int i = 0; i < 1_000_000; i++) {
      model.recorder.add(flood, new Decimal(i % 3, 0));
      model.recorder.change(flapping, i % 2 == 0 ? "ON" : "OFF", "user anna, client phone");
      if (i % 200 == 0) {
        model.settle();
      }
    }
    assertTrue(model.recorder.lost() > 0);
    readEach(Duration.ofSeconds(10), 100, TOPIC);
    model.change(LIGHT, "ON", "");
    model.advance(Duration.ofMinutes(6));
    model.check("hour", TOPIC);
    model.start();
    model.check("hour", TOPIC);
    assertTrue(model.ask("hour", LIGHT).contains("ON"));
  }

  @Test
  void aDayOfReadingsASecondIsRecordedWhole() {
    model.settings = few(2);
    model.start();
    Random random = new Random(6);
    for (int i = 0; i < 86_400; i++) {
      for (String meter : List.of("meter/power", "meter/solar")) {
        model.recorder.add(
            model.recorder.series(meter, SeriesKind.READING, "W"),
            new Decimal(random.nextInt(100_000) / 10.0, 1));
      }
      model.loop.advance(Duration.ofMillis(950 + random.nextInt(100)));
      if (i % 60 == 0) {
        model.settle();
      }
    }
    assertEquals(0, model.recorder.lost());
  }

  @Test
  void rowsOfReadingsThatWereLeftOutKeepThemWhenALateOneComes() {
    model.settings = few(2);
    model.start();
    model.read(TOPIC, "20");
    Series flood = model.recorder.series(TOPIC, SeriesKind.READING, "");
    for (int i = 0; i < 1_000_000 && model.recorder.lost() == 0; i++) {
      model.recorder.add(flood, new Decimal(30 + i * 7919 % 1000, 0));
      if (i % 200 == 0) {
        model.settle();
      }
    }
    assertTrue(model.recorder.lost() > 0);
    model.recorder.add(flood, new Decimal(5000, 0));
    long then = model.now() - 1;
    model.advance(Duration.ofHours(1));
    model.advance(Duration.ofHours(25));
    model.readLate(TOPIC, "-8", then); // it is another day
    model.advance(Duration.ofMinutes(20));
    String json = model.ask("week", TOPIC);
    double[] max = RecorderModel.list(json, "max");
    double[] min = RecorderModel.list(json, "min");
    assertEquals(1, Arrays.stream(max).filter(each -> each == 5000).count(), json);
    assertEquals(1, Arrays.stream(min).filter(each -> each == -8).count(), json);
  }

  @Test
  void rowsOfThreeHoursWaitForOneBlockAndAreMadeAgainAfterAKill() {
    readEach(Duration.ofMinutes(1), 100, TOPIC);
    List<Integer> before = contentOfMeans();
    readEach(Duration.ofMinutes(1), 60, TOPIC);
    assertEquals(before, contentOfMeans());
    model.check("week", TOPIC);
    model.recorder.commit();
    model.settle();
    assertEquals(before, contentOfMeans());
    model.start(); // the process before was killed
    model.check("week", TOPIC);
    model.check("year", TOPIC);
  }

  @Test
  void rowsWaitForNoOtherWhereNothingComesAnyMore() {
    readEach(Duration.ofMinutes(1), 100, TOPIC);
    List<Integer> before = contentOfMeans();
    model.advance(Duration.ofHours(2));
    assertNotEquals(before, contentOfMeans());
    assertTrue(model.loop.isIdle() && model.work.isEmpty());
  }

  private List<Integer> contentOfMeans() {
    return model.disk.list().stream()
        .filter(each -> each.startsWith("means"))
        .map(each -> Arrays.hashCode(model.disk.content(each)))
        .toList();
  }

  private static RecorderSettings few(int series) {
    RecorderSettings usual = RecorderModel.SETTINGS;
    return new RecorderSettings(
        usual.topics(),
        usual.commitInterval(),
        usual.keep(),
        usual.keepMeans(),
        series,
        usual.zone(),
        usual.log());
  }

  @Test
  void whatWaitsForItsCommitIsCounted() {
    Series light = model.recorder.series(LIGHT, SeriesKind.STATE, "");
    long before = model.account.held(Kind.RECORDED);
    int changes = 300;
    for (int i = 0; i < changes; i++) {
      model.recorder.change(light, "state " + i, "user anna, client phone " + i);
    }
    long held = model.account.held(Kind.RECORDED) - before;
    assertTrue(held > changes * 200L, held + " bytes");
    for (int i = 0; i < 5000; i++) {
      model.recorder.change(light, "more " + i, "user anna, client phone");
    }
    long max = CommitBuffer.MAX_BYTES_OF_CHANGES + RecorderLog.MAX_WAITING + 4096;
    assertTrue(model.account.held(Kind.RECORDED) - before < max);
    model.settle();
    model.advance(Duration.ofMinutes(6));
    assertEquals(before, model.account.held(Kind.RECORDED));
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
  void theTableOfTimeZonesIsLoadedForNobodyButWhoAsksForDays() {
    AtomicInteger asked = new AtomicInteger();
    RecorderSettings usual = RecorderModel.SETTINGS;
    model.settings =
        new RecorderSettings(
            usual.topics(),
            usual.commitInterval(),
            usual.keep(),
            usual.keepMeans(),
            usual.series(),
            () -> asked.incrementAndGet() > 0 ? ZoneOffset.ofHours(1) : null,
            usual.log());
    model.start();
    readEach(Duration.ofMinutes(5), 30, TOPIC);
    model.check("day", TOPIC);
    assertEquals(0, asked.get());
    long day = Duration.ofDays(1).toSeconds();
    String times = model.ask("days", TOPIC).replaceAll(".*\"times\":\\[(\\d+),.*", "$1");
    assertEquals(day - 3600, Long.parseLong(times) % day, "midnight, an hour east of UTC");
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
  void whatCouldNotBeWrittenUntilTheEndIsLostAndCounted() {
    readEach(Duration.ofSeconds(30), 20, TOPIC);
    model.recorder.commit();
    model.settle();
    model.disk.setCapacity(0);
    readEach(Duration.ofSeconds(30), 20, TOPIC);
    assertEquals(0, model.recorder.lost());
    AtomicInteger ends = new AtomicInteger();
    model.recorder.close(ends::incrementAndGet);
    model.settle();
    assertEquals(1, ends.get());
    assertTrue(model.recorder.lost() > 0);
    model.disk.setCapacity(Long.MAX_VALUE);
    model.start();
    assertEquals(20, model.filled("hour", TOPIC), "what was committed before is there");
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
