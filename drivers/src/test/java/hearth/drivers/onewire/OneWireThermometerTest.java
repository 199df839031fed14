package hearth.drivers.onewire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.drivers.simulated.SimulatedFiles;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault as the kernel's files show it. */
class OneWireThermometerTest {
  private static final String ID = "28-0000052a1b2c";
  private static final String MASTER = "/sys/bus/w1/devices/w1_bus_master1";

  private final SimulatedFiles files = new SimulatedFiles();
  private final OneWire oneWire = new OneWire(files, () -> 4711);

  private void plug(String id, String shown) {
    files.text(MASTER + "/w1_master_slaves", id + "\n");
    files.text("/sys/bus/w1/devices/" + id + "/w1_slave", shown);
  }

  private static String shown(String bytes, String verdict, int milliCelsius) {
    return "%s : crc=57 %s\n%s t=%d\n".formatted(bytes, verdict, bytes, milliCelsius);
  }

  private SensorException fault(String id) {
    return assertThrows(SensorException.class, () -> oneWire.thermometer(id).read());
  }

  private void assertFault(Reason reason, String id, String word) {
    SensorException fault = fault(id);
    assertEquals(reason, fault.reason());
    assertTrue(fault.getMessage().contains(word), fault.getMessage());
  }

  @Test
  void aGoodScratchpadIsATemperature() throws SensorException {
    plug(ID, shown("72 01 4b 46 7f ff 0e 10 57", "YES", 23_125));

    assertEquals(
        List.of(new Reading(Quantity.TEMPERATURE, 23.125, 4711)), oneWire.thermometer(ID).read());
  }

  @ParameterizedTest
  @CsvSource({
    "10-000802a1b2c3, 32 00 4b 46 ff ff 0c 10 57, 25000, 25.0",
    "22-0000052a1b2c, a0 00 4b 46 7f ff 10 10 57, 10000, 10.0",
    "28-0000052a1b2c, f8 ff 4b 46 7f ff 08 10 57, -500, -0.5",
    "3b-0000052a1b2c, 00 32 4b 46 f0 ff 10 10 57, 800000, 800.0",
    "42-0000052a1b2c, 90 01 4b 46 7f ff 10 10 57, 25000, 25.0",
  })
  void everyFamilyIsRead(String id, String bytes, int milliCelsius, double celsius)
      throws SensorException {
    plug(id, shown(bytes, "YES", milliCelsius));

    assertEquals(celsius, oneWire.thermometer(id).read().get(0).value());
  }

  @Test
  void withoutTheOverlayThereIsNoBus() {
    assertFault(Reason.NO_DRIVER, ID, "dtoverlay=w1-gpio");
  }

  @Test
  void anEmptyBusHasNoSensor() {
    files.text(MASTER + "/w1_master_slaves", "not found.\n");

    assertFault(Reason.NO_SUCH_SENSOR, ID, "GPIO4");
  }

  @Test
  void aWrongIdentifierNamesThoseThatAreWired() {
    plug("28-00000badcafe", shown("72 01 4b 46 7f ff 0e 10 57", "YES", 23_125));

    assertFault(Reason.NO_SUCH_SENSOR, ID, "28-00000badcafe");
  }

  @Test
  void phantomsMeanThatTheResistorIsMissing() throws SensorException {
    files.text(MASTER + "/w1_master_slaves", "00-400000000000\n00-800000000000\n");

    assertFault(Reason.NO_SUCH_SENSOR, ID, "4.7 kΩ");
    assertEquals(List.of(), oneWire.thermometers());
    assertEquals(2, oneWire.phantoms());
  }

  @Test
  void anEmptyReadIsAChecksumFiveTimesWrong() {
    plug(ID, "");

    assertFault(Reason.CHECKSUM, ID, "five tries");
  }

  @Test
  void olderKernelsSayNo() {
    plug(ID, shown("72 01 4b 46 7f ff 0e 10 57", "NO", 23_125));

    assertFault(Reason.CHECKSUM, ID, "checksum");
  }

  @Test
  void zerosAreALineHeldDownThoughTheirChecksumFits() {
    plug(ID, shown("00 00 00 00 00 00 00 00 00", "YES", 0));

    assertFault(Reason.ALL_ZERO, ID, "held down");
  }

  @ParameterizedTest
  @CsvSource({
    "28-0000052a1b2c, 50 05 4b 46 7f ff 0c 10 1c, 85000",
    "22-0000052a1b2c, 50 05 4b 46 7f ff 0c 10 1c, 85000",
    "10-000802a1b2c3, aa 00 4b 46 ff ff 0c 10 87, 85000",
    "28-0000052a1b2c, ff 07 4b 46 7f ff 0c 10 57, 127937",
  })
  void aSensorThatHasNotMeasuredIsNotBelieved(String id, String bytes, int milliCelsius) {
    plug(id, shown(bytes, "YES", milliCelsius));

    assertFault(Reason.POWER_ON_RESET, id, "supply");
  }

  @Test
  void eightyFiveDegreesThatWereMeasuredAreBelieved() throws SensorException {
    plug(ID, shown("50 05 4b 46 7f ff 10 10 57", "YES", 85_000));

    assertEquals(85.0, oneWire.thermometer(ID).read().get(0).value());
  }

  @Test
  void whatThePartCannotMeasureIsNotBelieved() {
    plug(ID, shown("00 f0 4b 46 7f ff 10 10 57", "YES", -256_000));

    assertFault(Reason.IMPLAUSIBLE, ID, "cannot measure");
  }

  @Test
  void aFileOfSomethingElseIsSaid() {
    plug(ID, "hello");

    assertFault(Reason.MALFORMED, ID, "'hello'");
  }

  @Test
  void aSensorWithoutItsDriverIsSaid() {
    files.text(MASTER + "/w1_master_slaves", ID + "\n");

    assertFault(Reason.NO_SUCH_SENSOR, ID, "modprobe w1_therm");
  }

  @Test
  void aFileThatMayNotBeReadIsSaid() {
    plug(ID, "");
    files.forbidden("/sys/bus/w1/devices/" + ID + "/w1_slave");

    assertFault(Reason.PERMISSION, ID, "may not read");
  }

  @Test
  void theResolutionIsSetWhereThePartHasAnother() throws SensorException {
    List<String> written = new ArrayList<>();
    plug(ID, shown("72 01 4b 46 7f ff 0e 10 57", "YES", 23_125));
    files.attribute("/sys/bus/w1/devices/" + ID + "/resolution", () -> new byte[0], written::add);

    oneWire.thermometer(ID, 12).read();
    assertEquals(List.of(), written);
    oneWire.thermometer(ID, 9).read();
    assertEquals(List.of("9\n"), written);
  }

  @Test
  void aResolutionThatMayNotBeSetCostsNoReading() throws SensorException {
    plug(ID, shown("72 01 4b 46 7f ff 0e 10 57", "YES", 23_125));

    assertEquals(23.125, oneWire.thermometer(ID, 9).read().get(0).value());
  }

  @Test
  void whatIsNoThermometerIsRefusedAtOnce() {
    assertThrows(IllegalArgumentException.class, () -> oneWire.thermometer("01-0000052a1b2c"));
    assertThrows(IllegalArgumentException.class, () -> oneWire.thermometer(ID, 8));
  }
}
