package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.system.SystemSensor.Metric;
import hearth.protocol.topic.TopicName;
import hearth.runtime.entity.Entity;
import hearth.runtime.entity.Entity.StateClass;
import hearth.runtime.entity.Property;
import hearth.runtime.entity.ValueType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

  /** Two measurements may be missed, and a driver may be slow. */
  private static final long EXPIRES_SECONDS_LATER = 60;

  private static final Key<Integer> DECIMALS =
      Key.optional("decimals", Values.wholeNumber(0, 4), 1, "digits behind the point");

  private static final Key<Integer> FAILURES =
      Key.optional(
          "failures",
          Values.wholeNumber(1, 100),
          3,
          "how many measurements fail one after another until it is unavailable");

  static final Key<Duration> EVERY = every(Duration.ofMillis(100), Duration.ofSeconds(10));

  /** Any sensor, told apart by its kind. */
  static final Value<SensorSettings> SCHEMA =
      new TypedSchema<SensorSettings>("a sensor")
          .and(PartSource::schemas)
          .with("ds18b20", Ds18b20Source.schema())
          .with("dht11", DhtSource.schema("a DHT11"))
          .with("dht22", DhtSource.schema("a DHT22"))
          .with("file", NumberSource.ofFile())
          .with("hwmon", NumberSource.ofHwmon())
          .with("iio", NumberSource.ofIio())
          .with("thermal", NumberSource.ofThermalZone())
          .with("uptime", MachineSource.schema(Metric.UPTIME))
          .with("load", MachineSource.schema(Metric.LOAD))
          .with("memory_available", MachineSource.schema(Metric.MEMORY_AVAILABLE))
          .with("process_memory", MachineSource.schema(Metric.PROCESS_MEMORY))
          .with("wifi_signal", MachineSource.schema(Metric.WIFI_SIGNAL))
          .with("disk_used", DiskSource.schema())
          .with("under_voltage", UnderVoltageSource.schema())
          .with("reconnects", ReconnectsSource.schema());

  static Key<Duration> every(Duration shortest, Duration usual) {
    return Key.optional(
        "every",
        Values.duration(shortest, Duration.ofDays(1)),
        usual,
        "the time from one measurement to the next");
  }

  /** A kind: the keys of all sensors and its own. */
  static Schema<SensorSettings> kind(
      String name,
      Key<Duration> every,
      Function<SectionValues, List<Measured>> measured,
      Function<SectionValues, SensorSource> source,
      Key<?>... own) {
    List<Key<?>> keys = new ArrayList<>(List.of(TypedSchema.KIND, every, DECIMALS, FAILURES));
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
        Identity.keysWith(keys));
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.sensor(this);
  }

  @Override
  public List<Entity> entitiesIn(Configuration home) {
    List<TopicName> topics = topicsIn(home.device());
    List<Entity> entities = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      entities.add(entity(measured.get(i), source.quantities().get(i).name(), topics.get(i)));
    }
    return entities;
  }

  private Entity entity(Measured value, String quantity, TopicName topic) {
    ValueType type = source.type(value.unit(), decimals);
    boolean isFlag = type.kind() == ValueType.Kind.FLAG;
    String meaning =
        (isFlag ? type.yes() + " or " + type.no() : "number")
            + (value.unit().isEmpty() ? "" : " in " + value.unit())
            + ", every "
            + Values.written(every);
    String name = value.level().isEmpty() ? "value" : value.level();
    return new Entity(
        value.level(),
        isFlag ? "binary_sensor" : "sensor",
        quantity,
        type.kind() == ValueType.Kind.NUMBER ? source.stateClass() : StateClass.NONE,
        source.isDiagnostic(),
        source.isEnabledByDefault(),
        value.filters().isEmpty() ? 2 * every.toSeconds() + EXPIRES_SECONDS_LATER : 0,
        List.of(Property.shown(name, "", type, topic, meaning)),
        Map.of());
  }

  @Override
  public List<PinUse> pinUses() {
    return source.pinUses(identity.name());
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
    return written(value, decimals);
  }

  static String written(double value, int decimals) {
    // BigDecimal knows no -0.0.
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }
}
