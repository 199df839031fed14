package hearth.drivers.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.drivers.simulated.SimulatedFiles;
import org.junit.jupiter.api.Test;

class NumberSensorTest {
  private static final Quantity PRESSURE = new Quantity("pressure", "hPa");
  private static final Quantity LIGHT = new Quantity("illuminance", "lx");

  private final SimulatedFiles files = new SimulatedFiles();

  private double read(NumberLocation location, Quantity quantity, double scale, double offset)
      throws SensorException {
    var reading = new NumberSensor(files, location, quantity, scale, offset, () -> 3).read().get(0);
    assertEquals(quantity, reading.quantity());
    assertEquals(3, reading.nanoTime());
    return reading.value();
  }

  private Reason reason(NumberLocation location) {
    return assertThrows(SensorException.class, () -> read(location, LIGHT, 1, 0)).reason();
  }

  @Test
  void theProcessorsTemperature() throws SensorException {
    files.text("/sys/class/thermal/thermal_zone0/type", "gpu-thermal\n");
    files.text("/sys/class/thermal/thermal_zone0/temp", "1\n");
    files.text("/sys/class/thermal/thermal_zone1/type", "cpu-thermal\n");
    files.text("/sys/class/thermal/thermal_zone1/temp", "48312\n");

    NumberSensor processor = NumberSensor.processorTemperature(files, () -> 3);
    assertEquals(48.312, processor.read().get(0).value(), 1e-9);
  }

  @Test
  void aHardwareMonitorIsFoundByItsName() throws SensorException {
    files.text("/sys/class/hwmon/hwmon0/name", "rpi_volt\n");
    files.text("/sys/class/hwmon/hwmon3/name", "sht3x\n");
    files.text("/sys/class/hwmon/hwmon3/humidity1_input", "45500\n");

    NumberLocation humidity = NumberLocation.hwmon("sht3x", "humidity1_input");
    assertEquals(45.5, read(humidity, Quantity.HUMIDITY, 0.001, 0), 1e-9);
  }

  @Test
  void anIioValueInKilopascal() throws SensorException {
    files.text("/sys/bus/iio/devices/iio:device0/name", "bme280\n");
    files.text("/sys/bus/iio/devices/iio:device0/in_pressure_input", "101.325000000\n");

    NumberLocation pressure = NumberLocation.iio("bme280", "in_pressure_input");
    assertEquals(1015.25, read(pressure, PRESSURE, 10, 2), 1e-9);
  }

  @Test
  void aRawIioValueIsMadeWholeByItsDriver() throws SensorException {
    String stem = "/sys/bus/iio/devices/iio:device1/in_illuminance";
    files.text("/sys/bus/iio/devices/iio:device1/name", "bh1750\n");
    files.text(stem + "_raw", "120\n");
    assertEquals(120, read(NumberLocation.iio("bh1750", "in_illuminance_raw"), LIGHT, 1, 0));

    files.text(stem + "_scale", "0.833333\n");
    files.text(stem + "_offset", "-20\n");
    assertEquals(
        83.3333, read(NumberLocation.iio("bh1750", "in_illuminance_raw"), LIGHT, 1, 0), 1e-9);
  }

  @Test
  void faultsAreToldApart() {
    assertEquals(Reason.NO_SUCH_SENSOR, reason(NumberLocation.path("/sys/none")));
    assertEquals(Reason.NO_SUCH_SENSOR, reason(NumberLocation.hwmon("sht3x", "temp1_input")));

    files.text("/sys/word", "enabled\n").text("/sys/nan", "NaN\n");
    assertEquals(Reason.MALFORMED, reason(NumberLocation.path("/sys/word")));
    assertEquals(Reason.MALFORMED, reason(NumberLocation.path("/sys/nan")));

    files.failing("/sys/broken", "Connection timed out");
    assertEquals(Reason.SILENT, reason(NumberLocation.path("/sys/broken")));
  }
}
