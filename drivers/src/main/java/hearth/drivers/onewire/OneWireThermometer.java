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
  private final String id;
  private final ThermometerFamily family;
  private final OneWire oneWire;
  private final KernelFiles files;
  private final LongSupplier nanoTime;

  OneWireThermometer(
      String id,
      ThermometerFamily family,
      OneWire oneWire,
      KernelFiles files,
      LongSupplier nanoTime) {
    this.id = id;
    this.family = family;
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
    double celsius = Scratchpad.parse(id, text).celsius(id, family);
    return List.of(new Reading(Quantity.TEMPERATURE, celsius, nanoTime.getAsLong()));
  }
}
