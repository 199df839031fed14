package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sysfs.KernelPart;
import hearth.drivers.sysfs.KernelPartSensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A part on the I²C bus with a driver of the kernel.
 *
 * @param values those of its values that are wanted
 * @param address on the bus
 * @param shunt of a part that measures current, in Ω
 */
public record PartSource(KernelPart part, List<KernelPart.Value> values, int address, double shunt)
    implements SensorSource {
  private static final Key<Integer> ADDRESS =
      Key.optional(
          "address",
          new Scalar<>(
              "an address on the I²C bus such as 0x76, as i2cdetect -y 1 shows it",
              PartSource::address),
          null,
          "where it is on the bus, if not where the usual boards are");

  private static final Key<Double> SHUNT =
      Key.optional(
          "shunt",
          Values.number(0.0001, 100),
          KernelPart.USUAL_SHUNT,
          "the resistance of its shunt, in ohms: R100 is 0.1");

  private static Integer address(String text) {
    int address = Integer.decode(text);
    return address >= 0x03 && address <= 0x77 ? address : null;
  }

  /** All there are, by their kinds. */
  static Map<String, Schema<? extends SensorSettings>> schemas() {
    Map<String, Schema<? extends SensorSettings>> parts = new LinkedHashMap<>();
    KernelPart.byKind().forEach((kind, part) -> parts.put(kind, schema(kind, part)));
    return parts;
  }

  /** A key for each of its values, where it has several. */
  private static Schema<SensorSettings> schema(String kind, KernelPart part) {
    Map<KernelPart.Value, Key<Measured.ValueSettings>> places = new LinkedHashMap<>();
    part.values().forEach(value -> places.put(value, place(value)));
    boolean isOne = places.size() == 1;
    List<Key<?>> own = new ArrayList<>(isOne ? List.of(FilterSettings.FILTERS) : places.values());
    own.add(ADDRESS);
    if (part.values().stream().anyMatch(value -> value.quantity().equals(Quantity.TEMPERATURE))) {
      own.add(TemperatureUnit.KEY);
    }
    if (part.hasShunt()) {
      own.add(SHUNT);
    }
    return SensorSettings.kind(
        "a " + kind.toUpperCase(Locale.ROOT),
        SensorSettings.EVERY,
        form ->
            chosen(part, places, form).stream()
                .map(value -> measured(value, places.get(value), isOne, form))
                .toList(),
        form ->
            new PartSource(
                part,
                chosen(part, places, form),
                form.has(ADDRESS) ? form.get(ADDRESS) : part.address(),
                part.hasShunt() ? form.get(SHUNT) : KernelPart.USUAL_SHUNT),
        own.toArray(Key<?>[]::new));
  }

  private static Key<Measured.ValueSettings> place(KernelPart.Value value) {
    return Key.optional(
        value.level(),
        Measured.ValueSettings.SCHEMA,
        Measured.ValueSettings.USUAL,
        "its " + value.level().replace('_', ' '));
  }

  /** All values; of a part with inputs those that are named, if any is. */
  private static List<KernelPart.Value> chosen(
      KernelPart part,
      Map<KernelPart.Value, Key<Measured.ValueSettings>> places,
      SectionValues form) {
    List<KernelPart.Value> named =
        part.values().stream().filter(value -> form.has(places.get(value))).toList();
    return part.hasInputs() && !named.isEmpty() ? named : part.values();
  }

  private static Measured measured(
      KernelPart.Value value,
      Key<Measured.ValueSettings> place,
      boolean isOne,
      SectionValues form) {
    boolean isTemperature = value.quantity().equals(Quantity.TEMPERATURE);
    if (isOne) {
      return isTemperature
          ? Measured.onlyTemperature(form)
          : Measured.only(form, value.quantity().unit());
    }
    return isTemperature
        ? Measured.temperature(form.get(place), form.get(TemperatureUnit.KEY))
        : Measured.other(value.level(), form.get(place), value.quantity().unit());
  }

  @Override
  public List<Quantity> quantities() {
    return values.stream().map(KernelPart.Value::quantity).toList();
  }

  @Override
  public Sensor open(SensorHost host) {
    return host.onThread(
        new KernelPartSensor(host.files(), part, values, address, shunt, host.nanoTime()));
  }

  @Override
  public List<PinUse> pinUses(String thing) {
    return PinUse.i2c(thing, part.configLine(address, values));
  }

  @Override
  public String udevRule() {
    return part.udevRule(address);
  }
}
