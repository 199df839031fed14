package hearth.runtime.config;

import hearth.drivers.board.I2cSensors;
import hearth.drivers.board.PinUse;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sysfs.KernelPart;
import hearth.drivers.sysfs.NumberLocation;
import hearth.drivers.system.SystemSensor.Metric;
import hearth.protocol.topic.TopicName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * An item of {@code sensors}.
 *
 * @param every the time from one measurement to the next
 * @param decimals digits behind the point, 0 to 4
 * @param failures how many measurements fail one after another until it counts as unavailable
 * @param measured its values, in the order in which the driver gives them
 */
public record SensorSettings(
    Identity identity,
    Duration every,
    int decimals,
    int failures,
    List<Measured> measured,
    SensorSource source)
    implements ThingSettings {

  private static final Key<Integer> DECIMALS =
      Key.optional("decimals", Values.wholeNumber(0, 4), 1, "digits behind the point");

  private static final Key<Integer> FAILURES =
      Key.optional(
          "failures",
          Values.wholeNumber(1, 100),
          3,
          "how many measurements fail one after another until it is unavailable");

  // The part needs two seconds between measurements (DHT22 data sheet, section 7).
  private static final Key<Duration> EVERY_OF_DHT =
      every(Duration.ofSeconds(2), Duration.ofSeconds(30));

  private static final Key<Duration> EVERY = every(Duration.ofMillis(100), Duration.ofSeconds(10));

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

  private static final Key<Integer> BUS_PIN =
      Key.optional(
          "pin", Values.pin(), null, "the GPIO number of its bus, for the plan of the wiring");

  private static final Key<Integer> DATA_PIN =
      Key.required("pin", Values.pin(), "the GPIO number of its data line");

  private static final Key<Measured.Place> TEMPERATURE =
      Key.optional("temperature", Measured.Place.SCHEMA, Measured.Place.USUAL, "its temperature");

  private static final Key<Measured.Place> HUMIDITY =
      Key.optional("humidity", Measured.Place.SCHEMA, Measured.Place.USUAL, "its humidity");

  private static final Key<Measured.Place> NOW =
      Key.optional("now", Measured.Place.SCHEMA, Measured.Place.USUAL, "whether it is too low now");

  private static final Key<Measured.Place> SINCE_START =
      Key.optional(
          "since_start", Measured.Place.SCHEMA, Measured.Place.USUAL, "whether it ever was");

  private static final Key<String> PATH =
      Key.required("path", Values.text("an absolute path", Pattern.compile("/.+")), "the file");

  private static final Key<Path> FOLDER =
      Key.optional("path", Values.path("a folder"), Path.of("/"), "any folder on the file system");

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

  private static final Key<String> FREE_UNIT =
      Key.optional("unit", Values.text("a unit such as hPa"), "", "the unit of the scaled number");

  private static final Key<Double> SCALE =
      Key.optional("scale", Values.number(-1e9, 1e9), 1.0, "what the number is multiplied by");

  private static final Key<Double> ADDED =
      Key.optional("offset", Values.number(-1e9, 1e9), 0.0, "what is then added");

  private static final Key<Integer> ADDRESS =
      Key.optional(
          "address",
          new Scalar<>(
              "an address on the I²C bus such as 0x76, as i2cdetect -y 1 shows it",
              SensorSettings::address),
          null,
          "where it is on the bus, if not where the usual boards are");

  private static final Key<Double> SHUNT =
      Key.optional(
          "shunt",
          Values.number(0.0001, 100),
          KernelPart.USUAL_SHUNT,
          "the resistance of its shunt, in ohms: R100 is 0.1");

  /** Any sensor, told apart by its kind. */
  static final Value<SensorSettings> SCHEMA =
      new Kinds<SensorSettings>("a sensor")
          .and(SensorSettings::parts)
          .with("ds18b20", ds18b20())
          .with("dht11", dht("a DHT11"))
          .with("dht22", dht("a DHT22"))
          .with("file", number(form -> NumberLocation.path(form.get(PATH)), PATH))
          .with("hwmon", number(SensorSettings::hwmon, DEVICE, ATTRIBUTE))
          .with("iio", number(SensorSettings::iio, DEVICE, ATTRIBUTE))
          .with("thermal", thermal())
          .with("uptime", machine(Metric.UPTIME, "s"))
          .with("load", machine(Metric.LOAD, ""))
          .with("memory_available", machine(Metric.MEMORY_AVAILABLE, "MiB"))
          .with("process_memory", machine(Metric.PROCESS_MEMORY, "MiB"))
          .with("wifi_signal", machine(Metric.WIFI_SIGNAL, "dBm"))
          .with("disk_used", disk())
          .with("under_voltage", underVoltage())
          .with("reconnects", reconnects());

  private static Map<String, Schema<? extends SensorSettings>> parts() {
    Map<String, Schema<? extends SensorSettings>> parts = new LinkedHashMap<>();
    KernelPart.byKind().forEach((kind, part) -> parts.put(kind, part(kind, part)));
    return parts;
  }

  private static Integer address(String text) {
    int address = Integer.decode(text);
    return address >= 0x03 && address <= 0x77 ? address : null;
  }

  /** A part of the I²C bus: a key for each of its values, where it has several. */
  private static Schema<SensorSettings> part(String kind, KernelPart part) {
    Map<KernelPart.Value, Key<Measured.Place>> places = new LinkedHashMap<>();
    part.values()
        .forEach(
            value ->
                places.put(
                    value,
                    Key.optional(
                        value.level(),
                        Measured.Place.SCHEMA,
                        Measured.Place.USUAL,
                        "its " + value.level().replace('_', ' '))));
    boolean isOne = places.size() == 1;
    List<Key<?>> own = new ArrayList<>(isOne ? List.of(FilterSettings.FILTERS) : places.values());
    own.add(ADDRESS);
    if (part.values().stream().anyMatch(value -> value.quantity().equals(Quantity.TEMPERATURE))) {
      own.add(TemperatureUnit.KEY);
    }
    if (part.hasShunt()) {
      own.add(SHUNT);
    }
    return kind(
        "a " + kind.toUpperCase(Locale.ROOT),
        EVERY,
        form ->
            chosen(part, places, form).stream()
                .map(value -> measured(value, places.get(value), isOne, form))
                .toList(),
        form ->
            new SensorSource.Part(
                part,
                chosen(part, places, form),
                form.has(ADDRESS) ? form.get(ADDRESS) : part.address(),
                part.hasShunt() ? form.get(SHUNT) : KernelPart.USUAL_SHUNT),
        own.toArray(Key<?>[]::new));
  }

  /** All values; of a part with inputs those that are named, if any is. */
  private static List<KernelPart.Value> chosen(
      KernelPart part, Map<KernelPart.Value, Key<Measured.Place>> places, Form form) {
    List<KernelPart.Value> named =
        part.values().stream().filter(value -> form.has(places.get(value))).toList();
    return part.hasInputs() && !named.isEmpty() ? named : part.values();
  }

  private static Measured measured(
      KernelPart.Value value, Key<Measured.Place> place, boolean isOne, Form form) {
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

  private static Key<Duration> every(Duration shortest, Duration usual) {
    return Key.optional(
        "every",
        Values.duration(shortest, Duration.ofDays(1)),
        usual,
        "the time from one measurement to the next");
  }

  /** A kind: the keys of all sensors and its own. */
  private static Schema<SensorSettings> kind(
      String name,
      Key<Duration> every,
      Function<Form, List<Measured>> measured,
      Function<Form, SensorSource> source,
      Key<?>... own) {
    List<Key<?>> keys =
        new ArrayList<>(
            List.of(
                Kinds.KIND,
                Identity.NAME,
                Identity.LABEL,
                Identity.TOPIC,
                every,
                DECIMALS,
                FAILURES));
    keys.addAll(List.of(own));
    return new Schema<>(
        name,
        form ->
            new SensorSettings(
                Identity.of(form),
                form.get(every),
                form.get(DECIMALS),
                form.get(FAILURES),
                measured.apply(form),
                source.apply(form)),
        keys.toArray(Key<?>[]::new));
  }

  private static Schema<SensorSettings> ds18b20() {
    return kind(
        "a DS18B20",
        EVERY,
        form -> List.of(Measured.onlyTemperature(form)),
        form -> new SensorSource.Ds18b20(form.get(ID), form.get(BUS_PIN), form.get(RESOLUTION)),
        TemperatureUnit.KEY,
        FilterSettings.FILTERS,
        RESOLUTION,
        ID,
        BUS_PIN);
  }

  private static Schema<SensorSettings> dht(String name) {
    return kind(
        name,
        EVERY_OF_DHT,
        form ->
            List.of(
                Measured.temperature(form.get(TEMPERATURE), form.get(TemperatureUnit.KEY)),
                Measured.other("humidity", form.get(HUMIDITY), "%")),
        form -> new SensorSource.Dht(form.get(DATA_PIN)),
        TemperatureUnit.KEY,
        DATA_PIN,
        TEMPERATURE,
        HUMIDITY);
  }

  private static Schema<SensorSettings> number(
      Function<Form, NumberLocation> location, Key<?>... where) {
    List<Key<?>> own = new ArrayList<>(List.of(where));
    own.addAll(List.of(MEASURES, FREE_UNIT, SCALE, ADDED, FilterSettings.FILTERS));
    return kind(
        "a number of the kernel",
        EVERY,
        form -> List.of(Measured.only(form, form.get(FREE_UNIT))),
        form ->
            new SensorSource.Number(
                location.apply(form),
                new Quantity(form.get(MEASURES), form.get(FREE_UNIT)),
                form.get(SCALE),
                form.get(ADDED)),
        own.toArray(Key<?>[]::new));
  }

  private static NumberLocation hwmon(Form form) {
    return NumberLocation.hwmon(form.get(DEVICE), form.get(ATTRIBUTE));
  }

  private static NumberLocation iio(Form form) {
    return NumberLocation.iio(form.get(DEVICE), form.get(ATTRIBUTE));
  }

  private static Schema<SensorSettings> thermal() {
    return kind(
        "a thermal zone",
        EVERY,
        form -> List.of(Measured.onlyTemperature(form)),
        form ->
            new SensorSource.Number(
                NumberLocation.thermal(form.get(ZONE)), Quantity.TEMPERATURE, 0.001, 0),
        TemperatureUnit.KEY,
        FilterSettings.FILTERS,
        ZONE);
  }

  private static Schema<SensorSettings> machine(Metric metric, String unit) {
    return kind(
        "something of the machine",
        EVERY,
        form -> List.of(Measured.only(form, unit)),
        form -> new SensorSource.Machine(metric),
        FilterSettings.FILTERS);
  }

  private static Schema<SensorSettings> disk() {
    return kind(
        "a file system",
        EVERY,
        form -> List.of(Measured.only(form, "%")),
        form -> new SensorSource.Disk(form.get(FOLDER)),
        FilterSettings.FILTERS,
        FOLDER);
  }

  private static Schema<SensorSettings> reconnects() {
    return kind(
        "the connection to the broker",
        EVERY,
        form -> List.of(Measured.only(form, "")),
        form -> new SensorSource.Reconnects(),
        FilterSettings.FILTERS);
  }

  private static Schema<SensorSettings> underVoltage() {
    return kind(
        "the supply voltage",
        EVERY,
        form ->
            List.of(
                Measured.other("now", form.get(NOW), ""),
                Measured.other("since_start", form.get(SINCE_START), "")),
        form -> new SensorSource.UnderVoltage(),
        NOW,
        SINCE_START);
  }

  @Override
  public List<PinUse> pinUses() {
    if (source instanceof SensorSource.Ds18b20 thermometer) {
      return List.of(
          thermometer.pin() == null
              ? PinUse.oneWire(identity.name())
              : PinUse.oneWire(identity.name(), thermometer.pin()));
    }
    if (source instanceof SensorSource.Dht dht) {
      return List.of(PinUse.dht(identity.name(), dht.pin()));
    }
    if (source instanceof SensorSource.Part part) {
      return PinUse.i2c(identity.name(), part.configLine());
    }
    String overlay =
        source instanceof SensorSource.Number number && number.location().device() != null
            ? I2cSensors.overlay(number.location().device())
            : "";
    return overlay.isEmpty() ? List.of() : PinUse.i2c(identity.name(), overlay);
  }

  @Override
  public List<TopicName> topicsIn(DeviceSettings device) {
    TopicName own = identity.topicIn(device);
    return measured.stream().map(value -> value.topicBelow(own)).toList();
  }

  /** Which of its values is a temperature, if one is. */
  public Optional<Measured> temperature() {
    return measured.stream().filter(Measured::isTemperature).findFirst();
  }

  @Override
  public List<TopicName> historyTopicsIn(DeviceSettings device) {
    return topicsIn(device).stream().map(device::historyTopicOf).toList();
  }

  /** A value as it is published: a plain number with as many decimals as it is to have. */
  public String written(double value) {
    // BigDecimal knows no -0.0.
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }

  /** The time between measurements as the configuration writes it, such as {@code 10s}. */
  public String everyAsWritten() {
    return Values.written(every);
  }
}
