package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.output.FinalState;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.OutputSettings.RetainedCommands;
import hearth.runtime.entity.Entity;
import hearth.runtime.entity.Property;
import hearth.runtime.entity.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An item of {@code climates}: a thermostat, which switches a heater by a temperature. In the words
 * of Home Assistant's climate.
 *
 * @param sensor the name of the sensor whose temperature it goes by
 * @param heater the name of the light or switch that heats
 * @param target in the sensor's unit, until another is set; so are lowest and highest
 * @param step of what sets the target, for user interfaces
 * @param hysteresis how far the temperature goes below and above the target
 * @param heats whether heat is wanted from the start, or off
 * @param restoresLast whether target and mode are as they were last, not as the file has them
 * @param lost what the heater is when the sensor has been unavailable for too long
 * @param lostAfter how long that is
 */
public record ClimateSettings(
    Identity identity,
    String sensor,
    String heater,
    double target,
    double lowest,
    double highest,
    double step,
    double hysteresis,
    boolean heats,
    boolean restoresLast,
    FinalState lost,
    Duration lostAfter,
    RetainedCommands retainedCommands)
    implements ThingSettings {

  private enum Mode {
    OFF,
    HEAT
  }

  private enum Restore {
    LAST,
    CONFIGURED
  }

  private static final Value<Double> TEMPERATURE = Values.number(-100, 500);

  private static final Key<String> SENSOR =
      Key.required("sensor", Values.text("a name"), "the sensor whose temperature it goes by");

  private static final Key<String> HEATER =
      Key.required("heater", Values.text("a name"), "the light or switch that heats");

  private static final Key<Double> TARGET =
      Key.required("target_temperature", TEMPERATURE, "in the sensor's unit, until another is set");

  private static final Key<Double> LOWEST =
      Key.optional("min_temperature", TEMPERATURE, 5.0, "the lowest target that can be set");

  private static final Key<Double> HIGHEST =
      Key.optional("max_temperature", TEMPERATURE, 30.0, "the highest target that can be set");

  private static final Key<Double> STEP =
      Key.optional(
          "temperature_step",
          Values.number(0.01, 10),
          0.5,
          "from one target to the next, for apps");

  private static final Key<Double> HYSTERESIS =
      Key.optional(
          "hysteresis",
          Values.number(0.05, 20),
          0.5,
          "how far the temperature goes below and above the target");

  private static final Key<Mode> MODE =
      Key.optional("mode", Values.oneOf(Mode.class), Mode.HEAT, "heat, or off");

  private static final Key<Restore> RESTORE =
      Key.optional(
          "restore",
          Values.oneOf(Restore.class),
          Restore.LAST,
          "whether target and mode are as they were last, or as this file has them");

  private static final Key<FinalState> SENSOR_LOST =
      Key.optional(
          "sensor_lost",
          Values.oneOf(FinalState.class),
          FinalState.OFF,
          "what the heater is without the sensor");

  private static final Key<Duration> SENSOR_LOST_AFTER =
      Key.optional(
          "sensor_lost_after",
          Values.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
          Duration.ofMinutes(10),
          "how long the sensor may be unavailable before that");

  static final Schema<ClimateSettings> SCHEMA =
      new Schema<>(
          "a climate",
          ClimateSettings::of,
          Identity.keysWith(
              List.of(
                  SENSOR,
                  HEATER,
                  TARGET,
                  LOWEST,
                  HIGHEST,
                  STEP,
                  HYSTERESIS,
                  MODE,
                  RESTORE,
                  SENSOR_LOST,
                  SENSOR_LOST_AFTER,
                  OutputSettings.RETAINED_COMMANDS)));

  private static ClimateSettings of(SectionValues form) {
    double target = form.get(TARGET);
    if (target < form.get(LOWEST) || target > form.get(HIGHEST)) {
      form.problem(
          TARGET,
          "is not from min_temperature %s to max_temperature %s"
              .formatted(form.get(LOWEST), form.get(HIGHEST)));
    }
    return new ClimateSettings(
        Identity.of(form),
        form.get(SENSOR),
        form.get(HEATER),
        target,
        form.get(LOWEST),
        form.get(HIGHEST),
        form.get(STEP),
        form.get(HYSTERESIS),
        form.get(MODE) == Mode.HEAT,
        form.get(RESTORE) == Restore.LAST,
        form.get(SENSOR_LOST),
        form.get(SENSOR_LOST_AFTER),
        form.get(OutputSettings.RETAINED_COMMANDS));
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.climate(this);
  }

  @Override
  public List<Entity> entitiesIn(Configuration home) {
    DeviceSettings device = home.device();
    SensorSettings thermometer = home.sensorOf(this);
    TopicName temperature = home.temperatureTopicOf(this);
    String unit = thermometer.temperature().orElseThrow().unit();
    int decimals = Math.max(thermometer.decimals(), step % 1 == 0 ? 0 : 1);
    List<Property> properties =
        List.of(
            new Property(
                "mode",
                "mode",
                ValueType.choice(List.of("off", "heat")),
                modeTopicIn(device),
                modeCommandTopicIn(device),
                "heat or off; set it on " + modeCommandTopicIn(device),
                ""),
            new Property(
                "target_temperature",
                "temperature",
                ValueType.number(unit, decimals, new ValueType.Range(lowest, highest, step)),
                targetTopicIn(device),
                targetCommandTopicIn(device),
                "%s to %s; set it on %s".formatted(lowest, highest, targetCommandTopicIn(device)),
                ""),
            Property.shown(
                "action",
                "action",
                ValueType.choice(List.of("heating", "idle", "off")),
                actionTopicIn(device),
                "heating, idle or off: %s by %s".formatted(heater, temperature)));
    return List.of(
        Entity.of("climate", "", properties).using(Map.of("current_temperature", temperature)));
  }

  @Override
  public List<ThingSettings> usesIn(Configuration home) {
    return List.of(home.sensorOf(this), home.heaterOf(this));
  }

  /** None of its own: the heater has them. */
  @Override
  public List<PinUse> pinUses() {
    return List.of();
  }

  @Override
  public List<TopicName> topicsIn(DeviceSettings device) {
    return List.of(modeTopicIn(device), targetTopicIn(device), actionTopicIn(device));
  }

  @Override
  public List<TopicName> commandTopicsIn(DeviceSettings device) {
    return List.of(modeCommandTopicIn(device), targetCommandTopicIn(device));
  }

  /** Where {@code heat} or {@code off} stands, retained. */
  public TopicName modeTopicIn(DeviceSettings device) {
    return below(device, "/mode");
  }

  /** Where {@code heat} or {@code off} is set. */
  public TopicName modeCommandTopicIn(DeviceSettings device) {
    return below(device, "/mode/set");
  }

  /** Where the target stands, retained. */
  public TopicName targetTopicIn(DeviceSettings device) {
    return below(device, "/target_temperature");
  }

  /** Where the target is set. */
  public TopicName targetCommandTopicIn(DeviceSettings device) {
    return below(device, "/target_temperature/set");
  }

  /** Where {@code heating}, {@code idle} or {@code off} stands, retained. */
  public TopicName actionTopicIn(DeviceSettings device) {
    return below(device, "/action");
  }

  private TopicName below(DeviceSettings device, String levels) {
    return TopicName.of(identity.topicIn(device) + levels);
  }
}
