package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.onewire.AutoThermometer;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Sensor;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A DS18B20 or another thermometer of its family on a 1-wire bus.
 *
 * @param id as the kernel names it, such as {@code 28-0316a2f4c8ff}; null for the only one wired
 * @param pin the GPIO number of its bus, for the plan; null where the file does not say. What the
 *     kernel uses is up to config.txt
 * @param resolution in bits, 9 to 12; 0 leaves it as the part has it
 */
public record Ds18b20Source(String id, Integer pin, int resolution) implements SensorSource {
  private static final Key<String> ID =
      Key.optional(
          "id",
          Values.text(
              "an id such as 28-0316a2f4c8ff, as /sys/bus/w1/devices shows it",
              Pattern.compile("(10|22|28|3b|42)-[0-9a-f]{12}")),
          null,
          "which one, where several are wired");

  private static final Key<Integer> RESOLUTION =
      Key.optional(
          "resolution",
          Values.wholeNumber(9, 12),
          0,
          "bits of a conversion; each one less halves its time");

  private static final Key<Integer> PIN =
      Key.optional(
          "pin", Values.pin(), null, "the GPIO number of its bus, for the plan of the wiring");

  static Schema<SensorSettings> schema() {
    return SensorSettings.kind(
        "a DS18B20",
        SensorSettings.EVERY,
        form -> List.of(Measured.onlyTemperature(form)),
        form -> new Ds18b20Source(form.get(ID), form.get(PIN), form.get(RESOLUTION)),
        TemperatureUnit.KEY,
        FilterSettings.FILTERS,
        RESOLUTION,
        ID,
        PIN);
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(Quantity.TEMPERATURE);
  }

  @Override
  public Sensor open(SensorHost host) {
    return host.onThread(
        id == null
            ? new AutoThermometer(host.oneWire(), resolution)
            : host.oneWire().thermometer(id, resolution));
  }

  @Override
  public List<PinUse> pinUses(String thing) {
    return List.of(pin == null ? PinUse.oneWire(thing) : PinUse.oneWire(thing, pin));
  }
}
