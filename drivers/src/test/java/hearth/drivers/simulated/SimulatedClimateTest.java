package hearth.drivers.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sensor.SensorException;
import java.time.LocalTime;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SimulatedClimateTest {
  private final RandomGenerator random = new Random(1);
  private LocalTime time = LocalTime.of(15, 0);

  @Test
  void theAfternoonIsWarmAndDryAndTheNightIsNot() {
    Sensor dht = SimulatedClimate.dht(20, 3, () -> time, () -> 9, random);

    List<Reading> afternoon = measure(dht);
    time = LocalTime.of(3, 0);
    List<Reading> night = measure(dht);

    assertEquals(23, afternoon.get(0).value(), 0.5);
    assertEquals(17, night.get(0).value(), 0.5);
    assertTrue(afternoon.get(1).value() < night.get(1).value());
    assertEquals(9, night.get(0).nanoTime());
    assertEquals(List.of(Quantity.TEMPERATURE, Quantity.HUMIDITY), dht.quantities());
  }

  @Test
  void theSameRandomGivesTheSameDay() {
    assertEquals(
        measure(SimulatedClimate.thermometer(20, 3, () -> time, () -> 9, new Random(7))),
        measure(SimulatedClimate.thermometer(20, 3, () -> time, () -> 9, new Random(7))));
  }

  private static List<Reading> measure(Sensor sensor) {
    var heard =
        new Object() {
          List<Reading> readings;
        };
    sensor.start(
        new Sensor.Listener() {
          @Override
          public void measured(List<Reading> readings) {
            heard.readings = readings;
          }

          @Override
          public void failed(SensorException why) {
            throw new AssertionError(why);
          }
        });
    return heard.readings;
  }
}
