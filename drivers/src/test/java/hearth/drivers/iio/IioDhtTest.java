package hearth.drivers.iio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.dht.DhtSensor;
import hearth.drivers.dht.DhtSensorContract;
import hearth.drivers.dht.DhtSource;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.drivers.simulated.SimulatedDht;
import hearth.drivers.simulated.SimulatedDht.Fault;
import hearth.drivers.simulated.SimulatedFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IioDhtTest extends DhtSensorContract {
  private static final String DEVICES = "/sys/bus/iio/devices/";

  private final SimulatedFiles files = new SimulatedFiles();
  private SimulatedDht part;

  @Override
  protected DhtSource source(int line) {
    part = new SimulatedDht(files, 9, line, this::now);
    return new IioDht(files, line);
  }

  @Override
  protected void climate(double celsius, double percent) {
    part.climate(celsius, percent);
  }

  @Override
  protected void fault(Fault fault) {
    part.fault(fault);
  }

  private DhtSensor onPin(int line) {
    return new DhtSensor(new IioDht(files, line), line, () -> 0);
  }

  private void plug(String device, String name, int milliCelsius, int milliPercent) {
    String folder = DEVICES + device;
    files.text(folder + "/name", name + "\n");
    files.text(folder + "/in_temp_input", milliCelsius + "\n");
    files.text(folder + "/in_humidityrelative_input", milliPercent + "\n");
  }

  private static double celsius(DhtSensor sensor) throws SensorException {
    return sensor.read().get(0).value();
  }

  private static Reason reason(DhtSensor sensor) {
    return assertThrows(SensorException.class, sensor::read).reason();
  }

  @Test
  void severalAreFoundByThePinInTheirName() throws SensorException {
    plug("iio:device0", "dht11@4", 21_000, 40_000);
    plug("iio:device1", "dht11@11", 22_000, 40_000);

    assertEquals(21.0, celsius(onPin(4)));
    assertEquals(22.0, celsius(onPin(17)));
    assertEquals(Reason.NO_SUCH_SENSOR, reason(onPin(11)));
  }

  @Test
  void theDeviceTreeSaysThePinWhereTheNameDoesNot() throws SensorException {
    plug("iio:device0", "dht11@0", 21_000, 40_000);
    files.bytes(
        DEVICES + "iio:device0/of_node/gpios", new byte[] {0, 0, 0, 7, 0, 0, 0, 22, 0, 0, 0, 0});

    assertEquals(21.0, celsius(onPin(22)));
    assertEquals(Reason.NO_SUCH_SENSOR, reason(onPin(4)));
  }

  @Test
  void otherIioDevicesAreLeftAlone() {
    plug("iio:device0", "bme280", 21_000, 40_000);

    SensorException fault = assertThrows(SensorException.class, () -> onPin(4).read());
    assertEquals(Reason.NO_SUCH_SENSOR, fault.reason());
    assertTrue(fault.getMessage().contains("dtoverlay=dht11,gpiopin=4"), fault.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "Input/output error, CHECKSUM",
    "Connection timed out, SILENT",
    "No such device, NO_SUCH_SENSOR",
    "Permission denied, PERMISSION",
    "Cannot allocate memory, IO",
  })
  void whatTheKernelSaysIsToldApart(String kernelSays, Reason reason) {
    plug("iio:device0", "dht11", 0, 0);
    files.failing(DEVICES + "iio:device0/in_temp_input", kernelSays);

    assertEquals(reason, reason(onPin(4)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "21000, 0", "21000, 100100", "-41000, 50000", "81000, 50000"})
  void pairsThatCannotBeAreRefused(int milliCelsius, int milliPercent) {
    plug("iio:device0", "dht11", milliCelsius, milliPercent);

    assertEquals(Reason.IMPLAUSIBLE, reason(onPin(4)));
  }
}
