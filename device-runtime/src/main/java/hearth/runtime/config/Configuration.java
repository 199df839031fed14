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
import java.util.stream.Stream;

/**
 * A whole configuration without a problem.
 *
 * @param device null where the file has none: then it has no things either
 * @param mqtt how a device reaches a broker of another process
 * @param broker null where the file has none
 */
public record Configuration(
    DeviceSettings device,
    MqttSettings mqtt,
    BrokerSection broker,
    HardwareSettings hardware,
    List<SensorSettings> sensors,
    List<OutputSettings> lights,
    List<OutputSettings> switches,
    List<OutputSettings> fans,
    List<InputSettings> buttons,
    List<InputSettings> binarySensors,
    List<ClimateSettings> climates) {

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

  private static final Key<List<SensorSettings>> SENSORS =
      Key.optional("sensors", Values.listOf(SensorSettings.SCHEMA), List.of(), "what measures");

  private static final Key<List<OutputSettings>> LIGHTS =
      Key.optional("lights", Values.listOf(OutputSettings.LIGHT), List.of(), "what shines");

  private static final Key<List<OutputSettings>> SWITCHES =
      Key.optional(
          "switches", Values.listOf(OutputSettings.SWITCH), List.of(), "what else is switched");

  private static final Key<List<OutputSettings>> FANS =
      Key.optional("fans", Values.listOf(OutputSettings.FAN), List.of(), "what blows");

  private static final Key<List<InputSettings>> BUTTONS =
      Key.optional("buttons", Values.listOf(InputSettings.BUTTON), List.of(), "what is pressed");

  private static final Key<List<InputSettings>> BINARY_SENSORS =
      Key.optional(
          "binary_sensors",
          Values.listOf(InputSettings.BINARY_SENSOR),
          List.of(),
          "what opens, closes and moves");

  private static final Key<List<ClimateSettings>> CLIMATES =
      Key.optional("climates", Values.listOf(ClimateSettings.SCHEMA), List.of(), "what heats");

  static final Schema<Configuration> SCHEMA =
      new Schema<>(
              "a configuration",
              Configuration::of,
              DEVICE,
              MQTT,
              BROKER,
              HARDWARE,
              SENSORS,
              LIGHTS,
              SWITCHES,
              FANS,
              BUTTONS,
              BINARY_SENSORS,
              CLIMATES)
          .alsoInPart();

  private static Configuration of(Form form) {
    Configuration read =
        new Configuration(
            form.get(DEVICE),
            form.get(MQTT),
            form.get(BROKER),
            form.get(HARDWARE),
            form.get(SENSORS),
            form.get(LIGHTS),
            form.get(SWITCHES),
            form.get(FANS),
            form.get(BUTTONS),
            form.get(BINARY_SENSORS),
            form.get(CLIMATES));
    if (read.device == null && form.isWritten(DEVICE)) {
      return read;
    }
    if (read.device == null && !read.things().isEmpty()) {
      form.problem(DEVICE, "is missing; give 'device:' with 'topic: home/livingroom' below it");
    } else {
      new Conflicts(read, form).tell();
    }
    return read;
  }

  /** The sections besides the things that another configuration has otherwise. */
  public List<String> sectionsOtherThan(Configuration other) {
    Map<String, Boolean> same = new LinkedHashMap<>();
    same.put(DEVICE.name(), Objects.equals(device, other.device));
    same.put(MQTT.name(), mqtt.equals(other.mqtt));
    same.put(HARDWARE.name(), hardware.equals(other.hardware));
    same.put(BROKER.name(), Objects.equals(broker, other.broker));
    return same.keySet().stream().filter(section -> !same.get(section)).toList();
  }

  /** All sensors, outputs, inputs and climates, in this order. */
  public List<ThingSettings> things() {
    List<ThingSettings> all = new ArrayList<>(sensors);
    all.addAll(outputs());
    all.addAll(inputs());
    all.addAll(climates);
    return all;
  }

  /** The sensor that a climate goes by. */
  public SensorSettings sensorOf(ClimateSettings climate) {
    return named(sensors, climate.sensor());
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

  /** The things whose settings matter to this one: where they change, it is another, too. */
  public List<ThingSettings> usedBy(ThingSettings thing) {
    return thing instanceof ClimateSettings climate
        ? List.of(sensorOf(climate), heaterOf(climate))
        : List.of();
  }

  /** What is wired to which pins, thing after thing. */
  public List<PinUse> pinUses() {
    return things().stream().flatMap(thing -> thing.pinUses().stream()).toList();
  }

  /** The rules of udev that parts need for which the firmware has no overlay. */
  public List<String> udevRules() {
    return sensors.stream()
        .map(sensor -> sensor.source().udevRule())
        .filter(rule -> !rule.isEmpty())
        .distinct()
        .toList();
  }

  /** The lights, switches and fans. */
  public List<OutputSettings> outputs() {
    return Stream.of(lights, switches, fans).flatMap(List::stream).toList();
  }

  /** The buttons and binary sensors. */
  public List<InputSettings> inputs() {
    return Stream.concat(buttons.stream(), binarySensors.stream()).toList();
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
      return parse(name, TextFile.read(file), folder, filesRead);
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
