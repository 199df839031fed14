package hearth.drivers.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.iio.IioDht;
import hearth.drivers.onewire.OneWire;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Simulated parts seen through the drivers, and the files as the emulated board's kernel has them.
 */
class SimulatedPartsTest {
  private static final String ID = "28-000005e2fdc3";

  private final SimulatedFiles files = new SimulatedFiles();
  private long now;

  private static Reason reason(BlockingSensor sensor) {
    return assertThrows(SensorException.class, sensor::read).reason();
  }

  @Test
  void theFileIsTheKernels() throws IOException {
    SimulatedThermometer part = new SimulatedOneWireBus(files, 1).plug(ID);
    part.temperature(-0.5);

    assertEquals(
        "f8 ff 4b 46 7f ff 08 10 f8 : crc=f8 YES\nf8 ff 4b 46 7f ff 08 10 f8 t=-500",
        files.read("/sys/bus/w1/devices/" + ID + "/w1_slave"));
    part.fault(SimulatedThermometer.Fault.NO_CONVERSION);
    // Recorded, as in the data sheet.
    assertEquals(
        "50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=85000",
        files.read("/sys/bus/w1/devices/" + ID + "/w1_slave"));
  }

  @ParameterizedTest
  @CsvSource({
    "CHECKSUM, CHECKSUM",
    "HELD_DOWN, ALL_ZERO",
    "NO_CONVERSION, POWER_ON_RESET",
    "BROWN_OUT, POWER_ON_RESET",
    "CUT_OFF, CHECKSUM",
  })
  void eachFaultOfAThermometerHasItsReasonAndEnds(SimulatedThermometer.Fault fault, Reason reason)
      throws SensorException {
    SimulatedThermometer part = new SimulatedOneWireBus(files, 1).plug(ID);
    BlockingSensor sensor = new OneWire(files, () -> now).thermometer(ID);
    part.fault(fault);
    assertEquals(reason, reason(sensor));

    part.fault(SimulatedThermometer.Fault.NONE);
    assertEquals(20, sensor.read().get(0).value());
  }

  @Test
  void aThermometerComesBack() throws SensorException {
    SimulatedOneWireBus bus = new SimulatedOneWireBus(files, 1);
    BlockingSensor sensor = new OneWire(files, () -> now).thermometer(ID);
    assertEquals(Reason.NO_SUCH_SENSOR, reason(sensor));
    bus.plug(ID).temperature(85);
    assertEquals(85, sensor.read().get(0).value());
    bus.unplug(ID);
    assertEquals(Reason.NO_SUCH_SENSOR, reason(sensor));
    bus.phantoms(2);

    assertEquals(Reason.NO_SUCH_SENSOR, reason(sensor));
  }

  @Test
  void aCoarseResolutionIsSetAndShows() throws SensorException {
    SimulatedThermometer part = new SimulatedOneWireBus(files, 1).plug(ID);
    part.temperature(23.25);
    BlockingSensor sensor = new OneWire(files, () -> now).thermometer(ID, 9);

    assertEquals(23.25, sensor.read().get(0).value());
    assertEquals(9, part.resolution());
    assertEquals(23, sensor.read().get(0).value());
  }

  @ParameterizedTest
  @CsvSource({"CUT_OFF, 12, -5", "CHECKSUM, 12, -5", "HELD_DOWN, 12, 12", "NONE, 9, 9"})
  void aResolutionIsSetWhereThePartAnswers(
      SimulatedThermometer.Fault fault, int after, String shown) throws Exception {
    SimulatedThermometer part = new SimulatedOneWireBus(files, 1).plug(ID);
    String file = "/sys/bus/w1/devices/" + ID + "/resolution";
    assertThrows(IOException.class, () -> files.write(file, "8\n"));
    files.write(file, "nine\n"); // kstrtoint() fails, and resolution_store() takes it all the same
    part.fault(fault);
    if (shown.equals("-5")) {
      assertThrows(IOException.class, () -> files.write(file, "9\n"));
    } else {
      files.write(file, "9\n");
    }

    assertEquals(after, part.resolution());
    assertEquals(shown, files.read(file));
  }

  @Test
  void aDhtIsUnplugged() {
    SimulatedDht part = new SimulatedDht(files, 0, 17, () -> 0);
    IioDht source = new IioDht(files, 17);
    assertTrue(source.isThere());

    part.unplug();
    assertFalse(source.isThere());
    SensorException thrown = assertThrows(SensorException.class, source::measure);
    assertEquals(Reason.NO_SUCH_SENSOR, thrown.reason());
  }

  @Test
  void theKernelKeepsWhatADhtMeasuredForTwoSeconds() throws Exception {
    long[] now = {0};
    SimulatedDht part = new SimulatedDht(files, 0, 17, () -> now[0]);
    IioDht source = new IioDht(files, 17);
    part.fault(SimulatedDht.Fault.CHECKSUM);
    assertThrows(SensorException.class, source::measure);

    part.fault(SimulatedDht.Fault.NONE);
    part.climate(21, 40);
    assertEquals(21, source.measure().celsius(), "a failure is not kept");
    part.climate(22, 41);
    part.fault(SimulatedDht.Fault.SILENT);
    now[0] = 1_999_999_999L;
    assertEquals(21, source.measure().celsius());
    assertEquals(40, source.measure().percent());

    now[0]++;
    assertEquals(Reason.SILENT, assertThrows(SensorException.class, source::measure).reason());
    part.fault(SimulatedDht.Fault.NONE);
    assertEquals(22, source.measure().celsius());
  }

  @Test
  void theFilesAreAsStrictAsTheKernels() {
    files.text("/sys/a/name", "x\n");

    assertThrows(NoSuchFileException.class, () -> files.read("/sys/b"));
    assertThrows(NoSuchFileException.class, () -> files.write("/sys/b", "1"));
    assertThrows(AccessDeniedException.class, () -> files.write("/sys/a/name", "1"));
    assertEquals(List.of("a"), files.list("/sys"));
    assertEquals(List.of("name"), files.list("/sys/a/"));
    assertTrue(files.exists("/sys/a"));
    assertFalse(files.exists("/sys/aa"));
    assertFalse(files.isWritable("/sys/a/name"));
  }
}
