package hearth.runtime.config;

import hearth.drivers.sensor.filter.Filter;
import hearth.protocol.topic.TopicName;
import java.util.List;
import java.util.function.Supplier;

/**
 * One of the values that a sensor measures.
 *
 * @param level what its topic has behind the sensor's; empty where it is the sensor's own
 * @param topic null where it follows from the sensor's topic and the level
 * @param unit as people write it; empty where it has none
 * @param temperatureUnit what degrees Celsius are turned into; null where it is no temperature
 * @param filters in their order, applied to the value in its unit; each call makes a new one
 */
public record Measured(
    String level,
    TopicName topic,
    String unit,
    TemperatureUnit temperatureUnit,
    List<Supplier<Filter>> filters) {

  /** Topic and filters of one value of a sensor that has several. */
  record ValueSettings(TopicName topic, List<Supplier<Filter>> filters) {
    private static final Key<TopicName> TOPIC =
        Key.optional("topic", Values.topic(), null, "its topic, if not the sensor's and its name");

    static final Schema<ValueSettings> SCHEMA =
        new Schema<>(
                "a value",
                form -> new ValueSettings(form.get(TOPIC), form.get(FilterSettings.FILTERS)),
                TOPIC,
                FilterSettings.FILTERS)
            .orJust(TOPIC);

    static final ValueSettings USUAL = new ValueSettings(null, List.of());
  }

  /** The value of a sensor that has one. */
  static Measured only(SectionValues form, String unit) {
    return new Measured("", null, unit, null, form.get(FilterSettings.FILTERS));
  }

  /** The temperature of a sensor that measures nothing else. */
  static Measured onlyTemperature(SectionValues form) {
    TemperatureUnit unit = form.get(TemperatureUnit.KEY);
    return new Measured("", null, unit.symbol(), unit, form.get(FilterSettings.FILTERS));
  }

  static Measured temperature(ValueSettings place, TemperatureUnit unit) {
    return new Measured("temperature", place.topic, unit.symbol(), unit, place.filters);
  }

  static Measured other(String level, ValueSettings place, String unit) {
    return new Measured(level, place.topic, unit, null, place.filters);
  }

  /** What a driver measured, in the unit that is published. */
  public double inUnit(double value) {
    return temperatureUnit == null ? value : temperatureUnit.fromCelsius(value);
  }

  boolean isTemperature() {
    return unit.equals(TemperatureUnit.CELSIUS.symbol())
        || unit.equals(TemperatureUnit.FAHRENHEIT.symbol());
  }

  TopicName topicBelow(TopicName sensor) {
    if (topic != null) {
      return topic;
    }
    return level.isEmpty() ? sensor : TopicName.of(sensor + "/" + level);
  }
}
