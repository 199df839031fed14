package hearth.drivers.onewire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.simulated.SimulatedFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ten thermometers cost one conversion, and no old conversion passes for a new one. */
class BulkConversionTest {
  private static final String MASTER = "/sys/bus/w1/devices/w1_bus_master1";
  private static final long SECOND = 1_000_000_000L;

  private final SimulatedFiles files = new SimulatedFiles();
  private final List<String> written = new ArrayList<>();
  private long now;
  private final OneWire oneWire = new OneWire(files, () -> now);

  private List<BlockingSensor> plug(String family, int count) {
    List<String> ids =
        IntStream.range(0, count).mapToObj(i -> family + "-00000000000" + i).toList();
    files.text(MASTER + "/w1_master_slaves", String.join("\n", ids) + "\n");
    for (String id : ids) {
      files.text(
          "/sys/bus/w1/devices/" + id + "/w1_slave",
          "72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n");
    }
    files.attribute(MASTER + "/therm_bulk_read", () -> new byte[0], written::add);
    return ids.stream().map(oneWire::thermometer).toList();
  }

  private void readAll(List<BlockingSensor> sensors) throws SensorException {
    for (BlockingSensor sensor : sensors) {
      sensor.read();
    }
  }

  @Test
  void tenSensorsConvertTogether() throws SensorException {
    List<BlockingSensor> sensors = plug("28", 10);

    readAll(sensors);
    assertEquals(List.of("trigger\n"), written);

    now += 10 * SECOND;
    readAll(sensors);
    assertEquals(List.of("trigger\n", "trigger\n"), written);
  }

  @Test
  void aResultThatNobodyFetchedInTimeIsNotFetchedLater() throws SensorException {
    List<BlockingSensor> sensors = plug("28", 2);

    sensors.get(0).read();
    now += 10 * SECOND;
    sensors.get(1).read();

    assertEquals(2, written.size());
  }

  @Test
  void aSensorAloneConvertsByItself() throws SensorException {
    readAll(plug("28", 1));

    assertEquals(List.of(), written);
  }

  @Test
  void aFamilyWithoutBulkConvertsByItself() throws SensorException {
    readAll(plug("42", 3));

    assertEquals(List.of(), written);
  }

  @Test
  void withoutTheRightToTriggerEachConvertsByItself() throws SensorException {
    List<BlockingSensor> sensors = plug("28", 2);
    files.text(MASTER + "/therm_bulk_read", "0\n");

    readAll(sensors);
  }

  @Test
  void aFailedTriggerLeavesTheConversionToTheRead() throws SensorException {
    List<BlockingSensor> sensors = plug("28", 2);
    files.attribute(
        MASTER + "/therm_bulk_read",
        () -> new byte[0],
        text -> {
          throw new IOException("Input/output error");
        });

    readAll(sensors);
  }
}
