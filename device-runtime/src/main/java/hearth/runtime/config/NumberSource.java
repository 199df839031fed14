package hearth.runtime.config;

import hearth.drivers.board.I2cSensors;
import hearth.drivers.board.PinUse;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sysfs.NumberLocation;
import hearth.drivers.sysfs.NumberSensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A number in a file of the kernel: the published value is {@code number × scale + offset}. */
public record NumberSource(NumberLocation location, Quantity quantity, double scale, double offset)
    implements SensorSource {
  private static final Key<String> PATH =
      Key.required("path", Values.text("an absolute path", Pattern.compile("/.+")), "the file");

  private static final Key<String> DEVICE =
      Key.required("device", Values.text("a name such as bme280"), "what the kernel calls it");

  private static final Key<String> ATTRIBUTE =
      Key.required(
          "attribute", Values.text("a file name such as temp1_input"), "the file in its folder");

  private static final Key<String> ZONE =
      Key.optional(
          "zone", Values.text("a name such as cpu-thermal"), "cpu-thermal", "the thermal zone");

  private static final Key<String> MEASURES =
      Key.optional(
          "measures", Values.text("a word such as pressure"), "value", "what the number means");

  private static final Key<String> UNIT =
      Key.optional("unit", Values.text("a unit such as hPa"), "", "the unit of the scaled number");

  private static final Key<Double> SCALE =
      Key.optional("scale", Values.number(-1e9, 1e9), 1.0, "what the number is multiplied by");

  private static final Key<Double> ADDED =
      Key.optional("offset", Values.number(-1e9, 1e9), 0.0, "what is then added");

  static Schema<SensorSettings> ofFile() {
    return schema(form -> NumberLocation.path(form.get(PATH)), PATH);
  }

  static Schema<SensorSettings> ofHwmon() {
    return schema(
        form -> NumberLocation.hwmon(form.get(DEVICE), form.get(ATTRIBUTE)), DEVICE, ATTRIBUTE);
  }

  static Schema<SensorSettings> ofIio() {
    return schema(
        form -> NumberLocation.iio(form.get(DEVICE), form.get(ATTRIBUTE)), DEVICE, ATTRIBUTE);
  }

  private static Schema<SensorSettings> schema(
      Function<SectionValues, NumberLocation> location, Key<?>... where) {
    List<Key<?>> own = new ArrayList<>(List.of(where));
    own.addAll(List.of(MEASURES, UNIT, SCALE, ADDED, FilterSettings.FILTERS));
    return SensorSettings.kind(
        "a number of the kernel",
        SensorSettings.EVERY,
        form -> List.of(Measured.only(form, form.get(UNIT))),
        form ->
            new NumberSource(
                location.apply(form),
                new Quantity(form.get(MEASURES), form.get(UNIT)),
                form.get(SCALE),
                form.get(ADDED)),
        own.toArray(Key<?>[]::new));
  }

  static Schema<SensorSettings> ofThermalZone() {
    return SensorSettings.kind(
        "a thermal zone",
        SensorSettings.EVERY,
        form -> List.of(Measured.onlyTemperature(form)),
        form ->
            new NumberSource(
                NumberLocation.thermal(form.get(ZONE)), Quantity.TEMPERATURE, 0.001, 0),
        TemperatureUnit.KEY,
        FilterSettings.FILTERS,
        ZONE);
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(quantity);
  }

  @Override
  public Sensor open(SensorHost host) {
    return host.onThread(
        new NumberSensor(host.files(), location, quantity, scale, offset, host.nanoTime()));
  }

  @Override
  public List<PinUse> pinUses(String thing) {
    String overlay = location.device() == null ? "" : I2cSensors.overlay(location.device());
    return overlay.isEmpty() ? List.of() : PinUse.i2c(thing, overlay);
  }

  @Override
  public boolean isOfTheMachine() {
    return true;
  }

  /** What is connected there measures something of the home, mostly. */
  @Override
  public boolean isDiagnostic() {
    return false;
  }
}
