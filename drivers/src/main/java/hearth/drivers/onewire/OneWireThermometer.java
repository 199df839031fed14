package hearth.drivers.onewire;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.ReadFaults;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/** A thermometer of w1_therm. */
final class OneWireThermometer implements BlockingSensor {
  /** Leaves the part the resolution that it has. */
  static final int OWN_RESOLUTION = 0;

  private final String id;
  private final ThermometerFamily family;
  private final int bits;
  private final OneWire oneWire;
  private final KernelFiles files;
  private final LongSupplier nanoTime;

  OneWireThermometer(
      String id,
      ThermometerFamily family,
      int bits,
      OneWire oneWire,
      KernelFiles files,
      LongSupplier nanoTime) {
    this.id = id;
    this.family = family;
    this.bits = bits;
    this.oneWire = oneWire;
    this.files = files;
    this.nanoTime = nanoTime;
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(Quantity.TEMPERATURE);
  }

  @Override
  public List<Reading> read() throws SensorException {
    oneWire.busOf(id).convertFor(id);
    String text;
    try {
      text = files.read(OneWire.DEVICES + id + "/w1_slave");
    } catch (IOException e) {
      throw ReadFaults.of(e, id, "Is the module w1_therm loaded? Try sudo modprobe w1_therm.");
    }
    Scratchpad scratchpad = Scratchpad.parse(id, text);
    double celsius = scratchpad.celsius(id, family);
    if (bits != OWN_RESOLUTION && family.hasResolution() && bits != scratchpad.resolution()) {
      setResolution();
    }
    return List.of(new Reading(Quantity.TEMPERATURE, celsius, nanoTime.getAsLong()));
  }

  private void setResolution() {
    try {
      files.write(OneWire.DEVICES + id + "/resolution", bits + "\n");
    } catch (IOException e) {
      // The reading is good all the same, it only takes its time.
    }
  }
}
