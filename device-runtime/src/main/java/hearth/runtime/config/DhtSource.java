package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Sensor;
import java.time.Duration;
import java.util.List;

/**
 * A DHT11 or DHT22, which measures temperature and humidity.
 *
 * @param pin the GPIO number of its data line, which its overlay has where there is one
 */
public record DhtSource(int pin) implements SensorSource {
  // The part needs two seconds between measurements (DHT22 data sheet, section 7).
  private static final Key<Duration> EVERY =
      SensorSettings.every(Duration.ofSeconds(2), Duration.ofSeconds(30));

  private static final Key<Integer> PIN =
      Key.required("pin", Values.pin(), "the GPIO number of its data line");

  private static final Key<Measured.ValueSettings> TEMPERATURE =
      Key.optional(
          "temperature",
          Measured.ValueSettings.SCHEMA,
          Measured.ValueSettings.USUAL,
          "its temperature");

  private static final Key<Measured.ValueSettings> HUMIDITY =
      Key.optional(
          "humidity", Measured.ValueSettings.SCHEMA, Measured.ValueSettings.USUAL, "its humidity");

  static Schema<SensorSettings> schema(String name) {
    return SensorSettings.kind(
        name,
        EVERY,
        form ->
            List.of(
                Measured.temperature(form.get(TEMPERATURE), form.get(TemperatureUnit.KEY)),
                Measured.other("humidity", form.get(HUMIDITY), "%")),
        form -> new DhtSource(form.get(PIN)),
        TemperatureUnit.KEY,
        PIN,
        TEMPERATURE,
        HUMIDITY);
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(Quantity.TEMPERATURE, Quantity.HUMIDITY);
  }

  @Override
  public Sensor open(SensorHost host) {
    return host.onThread(host.dht(pin));
  }

  @Override
  public List<PinUse> pinUses(String thing) {
    return List.of(PinUse.dht(thing, pin));
  }
}
