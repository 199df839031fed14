package hearth.drivers.dht;

import hearth.drivers.sensor.SensorException;

/** A way to what a DHT measures: the kernel's driver, or its wire. */
@FunctionalInterface
public interface DhtSource {
  /**
   * Temperature and humidity.
   *
   * @param celsius temperature, °C
   * @param percent relative humidity, %
   */
  record Climate(double celsius, double percent) {}

  /**
   * Asks the part, which wants two seconds of rest between two questions; blocks until it has
   * answered.
   *
   * @throws SensorException with the reason and what to do
   */
  Climate measure() throws SensorException;
}
