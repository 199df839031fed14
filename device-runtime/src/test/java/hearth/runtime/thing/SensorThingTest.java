package hearth.runtime.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.io.loop.ManualLoop;
import hearth.runtime.config.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SensorThingTest {
  private static final String AVAILABILITY = "home/temperature/availability";
  private static final String PROBLEM = "home/temperature/problem";

  private final ManualLoop loop = new ManualLoop();
  private final RecordingStatePublisher outlet = new RecordingStatePublisher();
  private final ScriptedSensor sensor = new ScriptedSensor();

  /** Answers when the test says so. */
  private static final class ScriptedSensor implements Sensor {
    private Listener waiting;
    private int measurements;

    @Override
    public List<Quantity> quantities() {
      return List.of(Quantity.TEMPERATURE);
    }

    @Override
    public void start(Listener listener) {
      measurements++;
      waiting = listener;
    }

    void measure(double celsius) {
      waiting.measured(List.of(new Reading(Quantity.TEMPERATURE, celsius, 0)));
    }

    void fail(Reason reason) {
      waiting.failed(new SensorException(reason, "The wire is cut."));
    }
  }

  @Test
  void aReadingIsAPlainNumberRetained() throws Exception {
    SensorThing thing = thing("");
    thing.start();
    answer(21.44);

    assertEquals(
        List.of(AVAILABILITY + " online", PROBLEM + " ", "home/temperature 21.4"), outlet.take());
  }

  @Test
  void itMeasuresAtItsIntervalWhateverAMeasurementTakes() throws Exception {
    SensorThing thing = thing("every: 10s");
    thing.start();
    loop.advance(Duration.ofSeconds(1));
    answer(21);
    loop.advance(Duration.ofMillis(8_999));
    assertEquals(1, sensor.measurements);

    loop.advance(Duration.ofMillis(1));

    assertEquals(2, sensor.measurements);
  }

  @Test
  void unitAndDecimalsAreAsConfigured() throws Exception {
    SensorThing thing = thing("unit: °F, decimals: 2");
    thing.start();
    answer(21.5);

    assertEquals("70.70", outlet.retained("home/temperature"));
  }

  @Test
  void noReadingIsMinusZero() throws Exception {
    SensorThing thing = thing("");
    thing.start();
    answer(-0.04);

    assertEquals("0.0", outlet.retained("home/temperature"));
  }

  @Test
  void aMissingSensorIsToldAtOnceWithItsReason() throws Exception {
    SensorThing thing = thing("failures: 3");
    thing.start();
    fail(Reason.NO_SUCH_SENSOR);

    assertEquals(List.of(AVAILABILITY + " offline", PROBLEM + " The wire is cut."), outlet.take());
  }

  @Test
  void aWorkingSensorMayFailAFewTimes() throws Exception {
    SensorThing thing = thing("failures: 3");
    thing.start();
    answer(21);
    outlet.take();

    loop.advance(Duration.ofSeconds(10));
    fail(Reason.CHECKSUM);
    loop.advance(Duration.ofSeconds(2));
    fail(Reason.CHECKSUM);
    assertEquals(List.of(), outlet.take());

    loop.advance(Duration.ofSeconds(4));
    fail(Reason.CHECKSUM);
    assertEquals(List.of(AVAILABILITY + " offline", PROBLEM + " The wire is cut."), outlet.take());
  }

  @Test
  void itIsBackByItself() throws Exception {
    SensorThing thing = thing("");
    thing.start();
    fail(Reason.NO_SUCH_SENSOR);
    outlet.take();

    loop.advance(Duration.ofSeconds(10));
    answer(20);

    assertEquals(
        List.of(AVAILABILITY + " online", PROBLEM + " ", "home/temperature 20.0"), outlet.take());
  }

  @Test
  void onePartThatStaysAwayIsAskedLessAndLessOften() throws Exception {
    SensorThing thing = thing("every: 10s");
    thing.start();
    for (int pause : new int[] {10, 20, 40, 60, 60}) {
      int before = sensor.measurements;
      fail(Reason.NO_SUCH_SENSOR);
      loop.advance(Duration.ofSeconds(pause).minusMillis(1));
      assertEquals(before, sensor.measurements);
      loop.advance(Duration.ofMillis(1));
      assertEquals(before + 1, sensor.measurements);
    }

    answer(20);
    loop.advance(Duration.ofSeconds(10));
    assertEquals(7, sensor.measurements);
  }

  @Test
  void aStaleValueIsNeverAnnounced() throws Exception {
    SensorThing thing = thing("failures: 1");
    thing.start();
    answer(21);
    loop.advance(Duration.ofSeconds(10));
    fail(Reason.SILENT);
    outlet.take();

    thing.announce();

    assertEquals(List.of(AVAILABILITY + " offline", PROBLEM + " The wire is cut."), outlet.take());
  }

  @Test
  void whatIsKnownIsAnnouncedAfterAConnect() throws Exception {
    SensorThing thing = thing("");
    outlet.connected(false);
    thing.start();
    answer(21);
    outlet.connected(true);

    thing.announce();

    assertEquals(
        List.of(AVAILABILITY + " online", PROBLEM + " ", "home/temperature 21.0"), outlet.take());
  }

  @Test
  void filtersWorkInTheirOrderAndInThePublishedUnit() throws Exception {
    SensorThing thing = thing("unit: F, filters: [{offset: 1}, {multiply: 10}]");
    thing.start();
    answer(20);

    assertEquals("690.0", outlet.retained("home/temperature"));
  }

  @Test
  void aHeartbeatGoesOnBetweenMeasurementsAndEndsWithTheSensor() throws Exception {
    SensorThing thing = thing("every: 1h, failures: 1, filters: [{heartbeat: 1min}]");
    thing.start();
    answer(20);
    outlet.take();

    loop.advance(Duration.ofMinutes(2));
    assertEquals(List.of("home/temperature 20.0", "home/temperature 20.0"), outlet.take());

    loop.advance(Duration.ofMinutes(58));
    fail(Reason.SILENT);
    outlet.take();
    loop.advance(Duration.ofMinutes(30));
    assertEquals(List.of(), outlet.take());
  }

  @Test
  void aHangingDriverIsUnavailable() throws Exception {
    SensorThing thing = thing("");
    thing.start();
    loop.advance(Duration.ofSeconds(30));

    assertEquals("offline", outlet.retained(AVAILABILITY));
    assertEquals(1, sensor.measurements);

    answer(21);
    assertEquals("online", outlet.retained(AVAILABILITY));
  }

  @Test
  void afterTheEndNothingIsPublished() throws Exception {
    SensorThing thing = thing("");
    thing.start();
    thing.stop(() -> {});
    answer(21);
    loop.advance(Duration.ofMinutes(1));

    assertEquals(List.of(), outlet.take());
    assertEquals(1, sensor.measurements);
  }

  private void answer(double celsius) {
    sensor.measure(celsius);
    loop.runReady();
  }

  private void fail(Reason reason) {
    sensor.fail(reason);
    loop.runReady();
  }

  private SensorThing thing(String keys) throws Exception {
    String text =
        "device: {topic: home}\nsensors: [{kind: ds18b20, name: temperature, %s}]".formatted(keys);
    Configuration home = Configuration.parse("test", text, Path.of("."));
    return new SensorThing(home.sensors().get(0), home.device(), sensor, loop, outlet);
  }
}
