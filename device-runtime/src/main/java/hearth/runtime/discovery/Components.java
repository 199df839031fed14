package hearth.runtime.discovery;

import hearth.drivers.sensor.Quantity;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.ClimateSettings;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.DimmingSettings;
import hearth.runtime.config.InputSettings;
import hearth.runtime.config.Measured;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.config.SensorSource;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.thing.SimulatedOutlet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What the things of a configuration are to Home Assistant. */
final class Components {
  private static final String DIAGNOSTIC = "diagnostic";

  /** Two measurements may be missed, and a driver may be slow. */
  private static final long EXPIRES_SECONDS_LATER = 60;

  private final Configuration configuration;
  private final DeviceSettings device;
  private final String deviceId;
  private final Predicate<ThingSettings> simulated;
  private final List<Component> all = new ArrayList<>();

  private Components(
      Configuration configuration, String deviceId, Predicate<ThingSettings> simulated) {
    this.configuration = configuration;
    this.simulated = simulated;
    this.device = configuration.device();
    this.deviceId = deviceId;
  }

  /** The components of all things, in the order of the configuration. */
  static List<Component> of(
      Configuration configuration, String deviceId, Predicate<ThingSettings> simulated) {
    Components made = new Components(configuration, deviceId, simulated);
    configuration.sensors().forEach(made::addSensor);
    configuration.lights().forEach(light -> made.addOutput(light, "light"));
    configuration.switches().forEach(output -> made.addOutput(output, "switch"));
    configuration.fans().forEach(fan -> made.addOutput(fan, "fan"));
    configuration.buttons().forEach(made::addButton);
    configuration.binarySensors().forEach(made::addBinarySensor);
    configuration.climates().forEach(made::addClimate);
    return made.all;
  }

  private void addSensor(SensorSettings sensor) {
    for (int i = 0; i < sensor.measured().size(); i++) {
      Measured value = sensor.measured().get(i);
      TopicName topic = sensor.topicsIn(device).get(i);
      if (sensor.source() instanceof SensorSource.UnderVoltage) {
        addUnderVoltage(sensor, value, topic);
      } else {
        addNumber(sensor, value, topic);
      }
    }
  }

  private void addNumber(SensorSettings sensor, Measured value, TopicName topic) {
    component(sensor, value.level(), "sensor")
        .with("state_topic", topic.toString())
        .with("device_class", DeviceClasses.of(quantity(sensor, value), value.unit()))
        .with("state_class", "measurement")
        .with("unit_of_measurement", value.unit())
        .with("suggested_display_precision", sensor.decimals())
        .with("expire_after", expireAfter(sensor, value))
        .with("entity_category", isAboutTheMachine(sensor) ? DIAGNOSTIC : null);
  }

  private void addUnderVoltage(SensorSettings sensor, Measured value, TopicName topic) {
    component(sensor, value.level(), "binary_sensor")
        .with("state_topic", topic.toString())
        .with("device_class", "problem")
        .with("payload_on", sensor.written(1))
        .with("payload_off", sensor.written(0))
        .with("entity_category", DIAGNOSTIC);
  }

  private static String quantity(SensorSettings sensor, Measured value) {
    SensorSource source = sensor.source();
    if (source instanceof SensorSource.Number number) {
      return number.quantity().name();
    }
    if (source instanceof SensorSource.Part part) {
      return part.values().get(sensor.measured().indexOf(value)).quantity().name();
    }
    if (source instanceof SensorSource.Machine machine) {
      return machine.metric().quantity().name();
    }
    if (source instanceof SensorSource.Disk || source instanceof SensorSource.Reconnects) {
      return "";
    }
    return value.level().isEmpty() ? Quantity.TEMPERATURE.name() : value.level();
  }

  /** Filters may leave readings out for as long as they like. */
  private static Integer expireAfter(SensorSettings sensor, Measured value) {
    return value.filters().isEmpty()
        ? (int) (2 * sensor.every().toSeconds() + EXPIRES_SECONDS_LATER)
        : null;
  }

  private static boolean isAboutTheMachine(SensorSettings sensor) {
    return sensor.source() instanceof SensorSource.Machine
        || sensor.source() instanceof SensorSource.Disk
        || sensor.source() instanceof SensorSource.Reconnects;
  }

  private void addOutput(OutputSettings output, String platform) {
    Component made =
        component(output, "", platform)
            .with("state_topic", output.identity().topicIn(device).toString())
            .with("command_topic", output.commandTopicIn(device).toString())
            .with("payload_on", "ON")
            .with("payload_off", "OFF")
            .with("optimistic", false);
    if (output.dimming() != null) {
      String word = output.dimming().word();
      boolean isFan = output.dimming().level() == DimmingSettings.Level.PERCENTAGE;
      made.with(word + "_state_topic", output.levelTopicIn(device).toString())
          .with(word + "_command_topic", output.levelCommandTopicIn(device).toString())
          .with(isFan ? "speed_range_max" : "brightness_scale", output.dimming().scale());
    }
  }

  private void addButton(InputSettings button) {
    component(button, "", "event")
        .with("state_topic", button.identity().topicIn(device).toString())
        .with("device_class", "button")
        .with("event_types", button.events())
        .with("value_template", "{\"event_type\": \"{{ value }}\"}");
  }

  private void addBinarySensor(InputSettings sensor) {
    component(sensor, "", "binary_sensor")
        .with("state_topic", sensor.identity().topicIn(device).toString())
        .with("device_class", sensor.deviceClass())
        .with("payload_on", "ON")
        .with("payload_off", "OFF");
  }

  private void addClimate(ClimateSettings climate) {
    SensorSettings sensor = configuration.sensorOf(climate);
    boolean fahrenheit = sensor.temperature().orElseThrow().unit().equals("°F");
    component(climate, "", "climate")
        .with("modes", List.of("off", "heat"))
        .with("mode_state_topic", climate.modeTopicIn(device).toString())
        .with("mode_command_topic", climate.modeCommandTopicIn(device).toString())
        .with("temperature_state_topic", climate.targetTopicIn(device).toString())
        .with("temperature_command_topic", climate.targetCommandTopicIn(device).toString())
        .with("current_temperature_topic", configuration.temperatureTopicOf(climate).toString())
        .with("action_topic", climate.actionTopicIn(device).toString())
        .with("temperature_unit", fahrenheit ? "F" : "C")
        .with("min_temp", climate.lowest())
        .with("max_temp", climate.highest())
        .with("temp_step", climate.step())
        .with("optimistic", false);
  }

  /**
   * What all have in common.
   *
   * @param level which of several values of the thing; empty where it has one
   */
  private Component component(ThingSettings thing, String level, String platform) {
    String name = thing.identity().name();
    String label = thing.identity().label();
    Component made = new Component(level.isEmpty() ? name : name + "-" + level, platform);
    made.with("unique_id", deviceId + "-" + made.id())
        .with("name", level.isEmpty() ? label : label + " " + level.replace('_', ' '))
        .with(
            "availability",
            List.of(Map.of("topic", device.availabilityTopic().toString()), availabilityOf(thing)))
        .with("availability_mode", "all")
        .with("qos", 1);
    all.add(made);
    return made;
  }

  private Map<String, String> availabilityOf(ThingSettings thing) {
    String topic = thing.availabilityTopicIn(device).toString();
    return simulated.test(thing)
        ? Map.of("topic", topic, "payload_available", SimulatedOutlet.SIMULATED)
        : Map.of("topic", topic);
  }
}
