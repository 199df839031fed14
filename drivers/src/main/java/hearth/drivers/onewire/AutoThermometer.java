package hearth.drivers.onewire;

import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.util.List;

/**
 * The thermometer that is wired, where the configuration names none and there is only one. Looked
 * for at each measurement: it may be exchanged for another while the program runs.
 */
public final class AutoThermometer implements BlockingSensor {
  private final OneWire oneWire;
  private final int resolution;

  /**
   * A thermometer that may not be wired yet.
   *
   * @param resolution in bits, 9 to 12; 0 leaves it as the part has it
   */
  public AutoThermometer(OneWire oneWire, int resolution) {
    this.oneWire = oneWire;
    this.resolution = resolution;
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(Quantity.TEMPERATURE);
  }

  @Override
  public List<Reading> read() throws SensorException {
    List<String> wired = oneWire.thermometers();
    if (wired.size() == 1) {
      return oneWire.thermometer(wired.get(0), resolution).read();
    }
    throw new SensorException(
        Reason.NO_SUCH_SENSOR,
        wired.isEmpty()
            ? "No DS18B20 answers. Check its wires, the resistor of 4.7 kΩ between data and 3.3 V,"
                + " and that the data wire is on the pin of dtoverlay=w1-gpio (GPIO4 unless it says"
                + " gpiopin=...)."
            : "Several thermometers are wired: "
                + String.join(", ", wired)
                + ". Say which one with 'id:' in the configuration.");
  }
}
