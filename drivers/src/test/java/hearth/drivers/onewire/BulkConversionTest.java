package hearth.drivers.onewire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.drivers.simulated.SimulatedOneWireBus;
import hearth.drivers.simulated.SimulatedThermometer;
import hearth.drivers.simulated.SimulatedThermometer.Fault;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ten thermometers cost one conversion, and no old conversion passes for a new one. */
class BulkConversionTest {
  private static final String TRIGGER = "/sys/bus/w1/devices/w1_bus_master1/therm_bulk_read";
  private static final long SECOND = 1_000_000_000L;

  private final SimulatedFiles files = new SimulatedFiles();
  private final SimulatedOneWireBus bus = new SimulatedOneWireBus(files, 1);
  private long now;
  private final OneWire oneWire = new OneWire(files, () -> now);

  private List<SimulatedThermometer> plug(String family, int count) {
    return IntStream.range(0, count).mapToObj(i -> bus.plug(family + "-00000000000" + i)).toList();
  }

  private double read(SimulatedThermometer part) throws SensorException {
    return oneWire.thermometer(part.id()).read().get(0).value();
  }

  private void readAll(List<SimulatedThermometer> parts) throws SensorException {
    for (SimulatedThermometer part : parts) {
      assertEquals(20, read(part));
    }
  }

  private static int conversions(List<SimulatedThermometer> parts) {
    return parts.stream().mapToInt(SimulatedThermometer::conversions).sum();
  }

  @Test
  void tenSensorsConvertTogether() throws SensorException {
    List<SimulatedThermometer> parts = plug("28", 10);

    readAll(parts);
    now += 10 * SECOND;
    readAll(parts);

    assertEquals(2, bus.bulkConversions());
    assertEquals(0, conversions(parts));
  }

  @Test
  void aResultThatNobodyFetchedInTimeIsNotFetchedLater() throws SensorException {
    List<SimulatedThermometer> parts = plug("28", 2);
    read(parts.get(0));

    now += 10 * SECOND;
    parts.get(1).temperature(30);

    assertEquals(30, read(parts.get(1)));
  }

  @Test
  void aSensorLeftAloneDoesNotFetchWhatTheOthersMadeItConvert() throws SensorException {
    List<SimulatedThermometer> parts = plug("28", 2);
    read(parts.get(0));
    bus.unplug(parts.get(0).id());

    now += 10 * SECOND;
    parts.get(1).temperature(30);

    assertEquals(30, read(parts.get(1)));
  }

  @Test
  void whatAnEarlierRunMadeItConvertIsNotTakenForThePresent() throws SensorException {
    List<SimulatedThermometer> parts = plug("28", 2);
    read(parts.get(0));
    bus.unplug(parts.get(0).id());
    parts.get(1).temperature(30);

    OneWire next = new OneWire(files, () -> now);
    assertEquals(30, next.thermometer(parts.get(1).id()).read().get(0).value());
  }

  @Test
  void theFileOfBulkConversionsStandsOnTheBusOfTheFirstOnly() throws SensorException {
    SimulatedOneWireBus second = new SimulatedOneWireBus(files, 2);
    String other = TRIGGER.replace("master1", "master2");
    List<SimulatedThermometer> onSecond =
        List.of(second.plug("28-0000000000aa"), second.plug("28-0000000000ab"));
    plug("28", 2);
    assertFalse(files.exists(TRIGGER));
    assertTrue(files.exists(other));

    readAll(onSecond);
    assertEquals(20, read(bus.plug("28-000000000001")));
    assertEquals(1, second.bulkConversions());
    assertEquals(0, bus.bulkConversions());
  }

  @Test
  void aPartThatDoesNotHearItsBusShowsNothingNew() throws SensorException {
    List<SimulatedThermometer> parts = plug("28", 2);
    readAll(parts);
    now += 10 * SECOND;
    parts.get(1).fault(Fault.CUT_OFF);
    parts.get(1).temperature(30);
    read(parts.get(0));
    assertThrows(SensorException.class, () -> read(parts.get(1)));

    parts.get(1).fault(Fault.NONE);
    assertEquals(30, read(parts.get(1)));
  }

  @Test
  void readTwiceMeasuresTwice() throws SensorException {
    List<SimulatedThermometer> parts = plug("28", 2);
    assertEquals(20, read(parts.get(0)));

    parts.get(0).temperature(21);

    assertEquals(21, read(parts.get(0)));
  }

  @Test
  void aSensorAloneConvertsByItself() throws SensorException {
    List<SimulatedThermometer> parts = plug("28", 1);
    readAll(parts);

    assertEquals(0, bus.bulkConversions());
    assertEquals(1, conversions(parts));
  }

  @Test
  void aFamilyWithoutBulkConvertsByItself() throws SensorException {
    List<SimulatedThermometer> parts = plug("42", 3);
    readAll(parts);

    assertEquals(0, bus.bulkConversions());
    assertEquals(3, conversions(parts));
  }

  @Test
  void withoutTheRightToTriggerEachConvertsByItself() throws SensorException {
    List<SimulatedThermometer> parts = plug("28", 2);
    files.text(TRIGGER, "0\n");
    readAll(parts);

    assertEquals(2, conversions(parts));
  }

  @Test
  void aFailedTriggerLeavesTheConversionToTheRead() throws SensorException {
    List<SimulatedThermometer> parts = plug("28", 2);
    files.attribute(
        TRIGGER,
        () -> new byte[0],
        text -> {
          throw new IOException("Input/output error");
        });
    readAll(parts);

    assertEquals(2, conversions(parts));
  }

  @Test
  void eachBusConvertsForItself() throws SensorException {
    SimulatedOneWireBus second = new SimulatedOneWireBus(files, 2);
    List<SimulatedThermometer> parts = plug("28", 2);
    SimulatedThermometer other = second.plug("28-0000000000aa");
    readAll(parts);
    assertEquals(20, read(other));

    assertEquals(
        List.of("28-000000000000", "28-000000000001", "28-0000000000aa"), oneWire.thermometers());
    assertEquals(1, bus.bulkConversions());
    assertEquals(0, second.bulkConversions());
  }

  @Test
  void oneBrokenSensorHarmsNoOther() throws SensorException {
    List<SimulatedThermometer> parts = plug("28", 3);
    parts.get(1).fault(Fault.CHECKSUM);
    BlockingSensor broken = oneWire.thermometer(parts.get(1).id());

    read(parts.get(0));
    assertEquals(Reason.CHECKSUM, assertThrows(SensorException.class, broken::read).reason());
    read(parts.get(2));
    assertEquals(1, bus.bulkConversions());
  }
}
