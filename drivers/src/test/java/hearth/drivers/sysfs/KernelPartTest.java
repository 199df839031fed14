package hearth.drivers.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.drivers.simulated.SimulatedFiles;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parts on the I²C bus, with the files as their kernel drivers show them. */
class KernelPartTest {
  private static final String BUS = "/sys/bus/i2c/devices/";

  private final SimulatedFiles files = new SimulatedFiles();

  @Test
  void aBme280IsReadInItsUnits() throws Exception {
    String folder = BUS + "1-0076/iio:device0/";
    files.text(folder + "name", "bme280\n");
    files.text(folder + "in_temp_input", "21370\n");
    files.text(folder + "in_humidityrelative_input", "45123\n");
    files.text(folder + "in_pressure_input", "101.325000000\n");

    assertReads("[21.37 °C, 45.123 %, 1013.25 hPa]", "bme280", 0x76, 0.1);
  }

  @Test
  void aBme680SaysTheSameOnOldAndNewKernels() throws Exception {
    String folder = BUS + "1-0077/iio:device1/";
    files.text(folder + "name", "bme680\n");
    files.text(folder + "in_temp_input", "20500\n");
    files.text(folder + "in_humidityrelative_input", "44.100000000\n");
    files.text(folder + "in_resistance_input", "82000\n");
    files.text(folder + "in_pressure_input", "98.500000000\n");
    assertReads("[20.5 °C, 44.1 %, 985.0 hPa, 82000.0 Ω]", "bme680", 0x77, 0.1);

    files.text(folder + "in_pressure_input", "985.000000000\n"); // until 6.10
    assertReads("[20.5 °C, 44.1 %, 985.0 hPa, 82000.0 Ω]", "bme680", 0x77, 0.1);
  }

  @Test
  void anSht31IsAHardwareMonitor() throws Exception {
    String folder = BUS + "1-0044/hwmon/hwmon3/";
    files.text(folder + "name", "sht3x\n");
    files.text(folder + "temp1_input", "19250\n");
    files.text(folder + "humidity1_input", "51000\n");

    assertReads("[19.25 °C, 51.0 %]", "sht31", 0x44, 0.1);
  }

  @Test
  void rawNumbersAreMadeWhole() throws Exception {
    String light = BUS + "1-0023/iio:device0/";
    files.text(light + "name", "bh1750\n");
    files.text(light + "in_illuminance_raw", "240\n");
    files.text(light + "in_illuminance_scale", "0.833333\n");
    assertReads("[200.0 lx]", "bh1750", 0x23, 0.1);

    String analog = BUS + "1-0048/iio:device1/";
    files.text(analog + "name", "ads1015\n"); // what the driver calls an ADS1115, too
    for (int input = 0; input < 4; input++) {
      files.text(analog + "in_voltage" + input + "_raw", "8000\n");
    }
    files.text(analog + "in_voltage_scale", "0.125\n");
    assertReads("[1.0 V, 1.0 V, 1.0 V, 1.0 V]", "ads1115", 0x48, 0.1);
  }

  @Test
  void currentGoesByTheShuntOfTheBoard() throws Exception {
    String folder = BUS + "1-0040/hwmon/hwmon1/";
    files.text(folder + "name", "ina219\n");
    files.text(folder + "in1_input", "12040\n");
    files.text(folder + "curr1_input", "5000\n");
    files.text(folder + "power1_input", "60000000\n");
    files.text(folder + "shunt_resistor", "10000\n");
    assertReads("[12.04 V, 0.5 A, 6.0 W]", "ina219", 0x40, 0.1);

    files.text(folder + "shunt_resistor", "100000\n"); // somebody has told the driver
    files.text(folder + "curr1_input", "500\n");
    files.text(folder + "power1_input", "6000000\n");
    assertReads("[12.04 V, 0.5 A, 6.0 W]", "ina219", 0x40, 0.1);
  }

  @Test
  void whatIsMissingIsToldWithItsLine() {
    SensorException unknown = failure("bme280", 0x77);
    assertEquals(Reason.NO_DRIVER, unknown.reason());
    assertTrue(
        unknown.getMessage().endsWith("dtoverlay=i2c-sensor,bme280,addr=0x77"),
        unknown.getMessage());
    assertTrue(failure("ina219", 0x40).getMessage().contains("ATTR{new_device}=\"ina219 0x40\""));

    files.text(BUS + "1-0077/name", "bme280\n"); // the driver is there, the part does not answer
    assertEquals(Reason.SILENT, failure("bme280", 0x77).reason());
  }

  @Test
  void linesSayWhatTheUsualBoardsNeed() {
    assertEquals("dtoverlay=i2c-sensor,bme280", line("bme280"));
    assertEquals("dtoverlay=i2c-sensor,sht3x", line("sht31"));
    assertEquals("dtoverlay=i2c-sensor,lm75,addr=0x48", line("lm75"));
    assertEquals("dtoverlay=ads1115,cha_enable,chb_enable,chc_enable,chd_enable", line("ads1115"));
    assertEquals("", line("ina219"));
  }

  private static String line(String kind) {
    KernelPart part = KernelPart.byKind().get(kind);
    return part.configLine(part.address(), part.values());
  }

  private KernelPartSensor sensor(String kind, int address, double shunt) {
    KernelPart part = KernelPart.byKind().get(kind);
    return new KernelPartSensor(files, part, part.values(), address, shunt, () -> 0);
  }

  private SensorException failure(String kind, int address) {
    return assertThrows(SensorException.class, () -> sensor(kind, address, 0.1).read());
  }

  private void assertReads(String expected, String kind, int address, double shunt)
      throws SensorException {
    List<Reading> readings = sensor(kind, address, shunt).read();
    List<String> told =
        readings.stream()
            .map(
                reading ->
                    Math.round(reading.value() * 1000) / 1000.0 + " " + reading.quantity().unit())
            .toList();
    assertEquals(expected, told.toString());
  }
}
