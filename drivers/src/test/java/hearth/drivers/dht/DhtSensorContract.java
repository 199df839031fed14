package hearth.drivers.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.drivers.simulated.SimulatedDht.Fault;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a DHT sensor keeps, whatever the way to the part. */
public abstract class DhtSensorContract {
  private static final int LINE = 17;
  private static final long SECOND = 1_000_000_000L;

  private DhtSensor sensor;
  private long now;

  /** The way to the part on a line. */
  protected abstract DhtSource source(int line);

  /** The time of the test, monotonic nanoseconds. */
  protected final long now() {
    return now;
  }

  protected abstract void climate(double celsius, double percent);

  protected abstract void fault(Fault fault);

  @BeforeEach
  void wire() {
    sensor = new DhtSensor(source(LINE), LINE, () -> now);
  }

  private double celsius() throws SensorException {
    return sensor.read().get(0).value();
  }

  private Reason reason() {
    return assertThrows(SensorException.class, sensor::read).reason();
  }

  @Test
  void temperatureAndHumidityAreRead() throws SensorException {
    climate(21.4, 48.3);
    now = 7;

    assertEquals(
        List.of(
            new Reading(Quantity.TEMPERATURE, 21.4, 7), new Reading(Quantity.HUMIDITY, 48.3, 7)),
        sensor.read());
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CHECKSUM", "SILENT"})
  void aFaultIsToldAndThePartComesBack(Fault fault) throws SensorException {
    fault(fault);
    assertEquals(fault.name(), reason().name());

    fault(Fault.NONE);
    climate(-10.1, 65.2);
    now += 3 * SECOND;
    assertEquals(-10.1, celsius());
  }

  @Test
  void aFailedPartIsLeftAloneForTwoSeconds() throws SensorException {
    climate(21.4, 48.3);
    fault(Fault.CHECKSUM);
    assertEquals(Reason.CHECKSUM, reason());

    fault(Fault.NONE);
    now += SECOND;
    assertEquals(Reason.CHECKSUM, reason());
    now += SECOND;
    assertEquals(21.4, celsius());
  }

  @Test
  void aPartThatAnsweredIsNotAskedAgainForTwoSeconds() throws SensorException {
    climate(21.4, 48.3);
    List<Reading> first = sensor.read();

    climate(21.5, 48.3);
    now += SECOND;
    assertEquals(first, sensor.read());
    now += SECOND;
    assertEquals(21.5, celsius());
  }

  @ParameterizedTest
  @CsvSource({"40.0, 20", "21, 85"})
  void aJumpIsBelievedOnceItIsConfirmed(double celsius, double percent) throws SensorException {
    climate(21, 40);
    celsius();

    now += 10 * SECOND;
    climate(celsius, percent);
    assertEquals(Reason.IMPLAUSIBLE, reason());
    now += 10 * SECOND;
    assertEquals(celsius, celsius());
  }

  @Test
  void aSingleJumpIsForgotten() throws SensorException {
    climate(21, 40);
    celsius();

    now += 10 * SECOND;
    climate(46.6, 40);
    assertEquals(Reason.IMPLAUSIBLE, reason());
    now += 10 * SECOND;
    climate(21.1, 40);
    assertEquals(21.1, celsius());
  }

  @Test
  void afterALongSilenceEverythingMayHaveChanged() throws SensorException {
    climate(21, 40);
    celsius();

    now += 600 * SECOND;
    climate(5, 90);
    assertEquals(5.0, celsius());
  }
}
