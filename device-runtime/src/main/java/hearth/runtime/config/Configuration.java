package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.io.file.TextFile;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A whole configuration without a problem.
 *
 * @param device null where the file has none: then it has no things either
 * @param mqtt how a device reaches a broker of another process
 * @param broker null where the file has none
 * @param fleet null where it is none of many
 * @param things in the order of {@link ThingSettings#SECTIONS}
 */
public record Configuration(
    DeviceSettings device,
    MqttSettings mqtt,
    BrokerSection broker,
    HardwareSettings hardware,
    FleetSettings fleet,
    List<ThingSettings> things) {

  private static final Key<DeviceSettings> DEVICE =
      Key.optional("device", DeviceSettings.SCHEMA, null, "this device");

  private static final Key<MqttSettings> MQTT =
      Key.optional(
          "mqtt", MqttSettings.SCHEMA, MqttSettings.byDefault(), "the way to another's broker");

  private static final Key<BrokerSection> BROKER =
      Key.optional("broker", BrokerSection.SCHEMA, null, "the broker");

  private static final Key<HardwareSettings> HARDWARE =
      Key.optional(
          "hardware", HardwareSettings.SCHEMA, HardwareSettings.byDefault(), "pins and buses");

  private static final Key<FleetSettings> FLEET =
      Key.optional(
          "fleet", FleetSettings.SCHEMA, null, "what it is called, where it is one of many");

  static final Schema<Configuration> SCHEMA =
      new Schema<>("a configuration", Configuration::of, keys()).alsoInPart();

  private static Key<?>[] keys() {
    List<Key<?>> keys = new ArrayList<>(List.of(DEVICE, MQTT, BROKER, HARDWARE, FLEET));
    keys.addAll(ThingSettings.SECTIONS);
    return keys.toArray(Key<?>[]::new);
  }

  private static Configuration of(SectionValues form) {
    List<ThingSettings> things = new ArrayList<>();
    ThingSettings.SECTIONS.forEach(section -> things.addAll(form.get(section)));
    DeviceSettings device = form.get(DEVICE);
    BrokerSection broker = form.get(BROKER);
    Configuration read =
        new Configuration(
            device,
            form.get(MQTT),
            device == null || broker == null
                ? broker
                : broker.recordsAnnouncedBelow(device.discoveryPrefix()),
            form.get(HARDWARE),
            form.get(FLEET),
            List.copyOf(things));
    if (read.device == null && form.isWritten(DEVICE)) {
      return read;
    }
    if (read.device == null && !read.things.isEmpty()) {
      form.problem(DEVICE, "is missing; give 'device:' with 'topic: home/livingroom' below it");
    } else {
      if (device != null && broker != null && !device.listeners().isEmpty()) {
        form.problem(
            DEVICE, "has a broker beside it: write its figures below 'listen:' of the broker");
      }
      new Conflicts(read, form).report();
    }
    return read;
  }

  /** The sections besides the things that another configuration has otherwise. */
  public List<String> sectionsOtherThan(Configuration other) {
    Map<String, Boolean> same = new LinkedHashMap<>();
    same.put(DEVICE.name(), Objects.equals(device, other.device));
    same.put(MQTT.name(), mqtt.equals(other.mqtt));
    same.put(HARDWARE.name(), hardware.equals(other.hardware));
    same.put(BROKER.name(), broker == null ? other.broker == null : broker.isSame(other.broker));
    same.put(FLEET.name(), Objects.equals(fleet, other.fleet));
    return same.keySet().stream().filter(section -> !same.get(section)).toList();
  }

  /** The things of one kind, in the order of the file. */
  private <T extends ThingSettings> List<T> of(Class<T> kind) {
    return things.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What measures. */
  public List<SensorSettings> sensors() {
    return of(SensorSettings.class);
  }

  /** The lights, switches and fans. */
  public List<OutputSettings> outputs() {
    return of(OutputSettings.class);
  }

  /** The lights alone. */
  public List<OutputSettings> lights() {
    return outputs().stream().filter(output -> output.platform().equals("light")).toList();
  }

  /** The buttons and binary sensors. */
  public List<InputSettings> inputs() {
    return of(InputSettings.class);
  }

  /** The thermostats. */
  public List<ClimateSettings> climates() {
    return of(ClimateSettings.class);
  }

  /** The sensor that a climate goes by. */
  public SensorSettings sensorOf(ClimateSettings climate) {
    return named(sensors(), climate.sensor());
  }

  /** Where the temperature stands that a climate goes by, retained. */
  public TopicName temperatureTopicOf(ClimateSettings climate) {
    SensorSettings sensor = sensorOf(climate);
    return sensor.temperature().orElseThrow().topicBelow(sensor.identity().topicIn(device));
  }

  /** The heater of a climate. */
  public OutputSettings heaterOf(ClimateSettings climate) {
    return named(outputs(), climate.heater());
  }

  private static <T extends ThingSettings> T named(List<T> things, String name) {
    return things.stream()
        .filter(thing -> thing.identity().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What is wired to which pins, thing after thing. */
  public List<PinUse> pinUses() {
    return things.stream().flatMap(thing -> thing.pinUses().stream()).toList();
  }

  /** The rules of udev that parts need for which the firmware has no overlay. */
  public List<String> udevRules() {
    return sensors().stream()
        .map(sensor -> sensor.source().udevRule())
        .filter(rule -> !rule.isEmpty())
        .distinct()
        .toList();
  }

  /**
   * Reads a file.
   *
   * @throws ConfigurationException with every problem in it, or that it cannot be read
   */
  public static Configuration load(Path file) throws ConfigurationException {
    return load(file, any -> {});
  }

  /**
   * Reads a file.
   *
   * @param filesRead is told each file that is read: this one, and those that values are taken from
   * @throws ConfigurationException with every problem in it, or that it cannot be read
   */
  public static Configuration load(Path file, Consumer<Path> filesRead)
      throws ConfigurationException {
    String name = file.toString();
    try {
      Path folder = file.toAbsolutePath().getParent();
      filesRead.accept(file);
      return parse(name, TextFile.read(file, Source.MAX_BYTES), folder, filesRead);
    } catch (IOException e) {
      String message = "cannot be read: " + FileProblem.describe(e);
      throw new ConfigurationException(
          List.of(new Problem(new Position(name, 1, 1), "", message)), null);
    }
  }

  /**
   * Reads a text.
   *
   * @param name how problems call it
   * @param folder what relative paths in it start from
   * @throws ConfigurationException with every problem in it
   */
  public static Configuration parse(String name, String text, Path folder)
      throws ConfigurationException {
    return parse(name, text, folder, any -> {});
  }

  private static Configuration parse(
      String name, String text, Path folder, Consumer<Path> filesRead)
      throws ConfigurationException {
    Source source = new Source(name, folder, false, filesRead);
    Configuration read = read(source, text);
    if (source.problemCount() == 0) {
      return read;
    }
    // A slip in the writing has the oddest consequences: once more, as it was meant.
    Source mended = new Source(name, folder, true, any -> {});
    Configuration inPart = read(mended, text);
    boolean isTold = mended.problemCount() > 0;
    throw new ConfigurationException(
        isTold ? mended.problems() : source.problems(), isTold ? inPart : read);
  }

  private static Configuration read(Source source, String text) {
    return source.tree(text).map(node -> SCHEMA.read(new Cursor(source, node, ""))).orElse(null);
  }
}
