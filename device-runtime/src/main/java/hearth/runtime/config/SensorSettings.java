package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An item of {@code sensors}. What all kinds share is {@link Common}; each kind adds its own keys.
 */
public sealed interface SensorSettings extends ThingSettings {
  /** The kinds, by the word behind {@code kind}. */
  Value<SensorSettings> SCHEMA =
      new Kinds<SensorSettings>("a sensor")
          .with("ds18b20", Ds18b20.SCHEMA)
          .with("dht11", Dht.DHT11)
          .with("dht22", Dht.DHT22);

  Common common();

  @Override
  default Identity identity() {
    return common().identity();
  }

  /** In which unit temperatures are published. */
  enum TemperatureUnit {
    CELSIUS("°C"),
    FAHRENHEIT("°F");

    private static final Map<String, TemperatureUnit> WORDS =
        Map.of(
            "°c",
            CELSIUS,
            "c",
            CELSIUS,
            "celsius",
            CELSIUS,
            "°f",
            FAHRENHEIT,
            "f",
            FAHRENHEIT,
            "fahrenheit",
            FAHRENHEIT);

    private final String symbol;

    TemperatureUnit(String symbol) {
      this.symbol = symbol;
    }

    /** As people write it. */
    public String symbol() {
      return symbol;
    }

    /** A temperature in degrees Celsius in this unit. */
    public double fromCelsius(double celsius) {
      return this == CELSIUS ? celsius : celsius * 9 / 5 + 32;
    }
  }

  /**
   * What sensors of every kind have.
   *
   * @param every the time from one measurement to the next
   * @param unit for its temperatures
   * @param decimals digits behind the point, 0 to 4
   * @param failures how many measurements fail one after another until it counts as unavailable
   */
  record Common(
      Identity identity, Duration every, TemperatureUnit unit, int decimals, int failures) {
    /** The time between measurements as the configuration writes it, such as {@code 10s}. */
    public String everyAsWritten() {
      return Values.written(every);
    }

    private static final Key<TemperatureUnit> UNIT =
        Key.optional(
            "unit",
            Values.oneOf(TemperatureUnit.WORDS),
            TemperatureUnit.CELSIUS,
            "the unit of its temperatures");

    private static final Key<Integer> DECIMALS =
        Key.optional("decimals", Values.wholeNumber(0, 4), 1, "digits behind the point");

    private static final Key<Integer> FAILURES =
        Key.optional(
            "failures",
            Values.wholeNumber(1, 100),
            3,
            "how many measurements fail one after another until it is unavailable");

    private static Key<Duration> every(Duration shortest, Duration usual) {
      return Key.optional(
          "every",
          Values.duration(shortest, Duration.ofDays(1)),
          usual,
          "the time from one measurement to the next");
    }

    private static Common of(Form form, Key<Duration> every) {
      return new Common(
          Identity.of(form),
          form.get(every),
          form.get(UNIT),
          form.get(DECIMALS),
          form.get(FAILURES));
    }
  }

  /**
   * A DS18B20 or another thermometer of its family on a 1-wire bus.
   *
   * @param id as the kernel names it, such as {@code 28-0316a2f4c8ff}; null for the only one wired
   * @param pin the GPIO number of its bus; what the kernel uses is up to config.txt
   */
  record Ds18b20(Common common, String id, int pin) implements SensorSettings {
    private static final Key<Duration> EVERY =
        Common.every(Duration.ofMillis(100), Duration.ofSeconds(10));

    private static final Key<String> ID =
        Key.optional(
            "id",
            Values.text(
                "an id such as 28-0316a2f4c8ff, as /sys/bus/w1/devices shows it",
                Pattern.compile("[0-9a-f]{2}-[0-9a-f]{12}")),
            null,
            "which one, where several are wired");

    private static final Key<Integer> PIN =
        Key.optional(
            "pin", Values.pin(), 4, "the GPIO number of its bus, for the plan of the wiring");

    static final Schema<Ds18b20> SCHEMA =
        new Schema<>(
            "a DS18B20",
            form -> new Ds18b20(Common.of(form, EVERY), form.get(ID), form.get(PIN)),
            Kinds.KIND,
            Identity.NAME,
            Identity.LABEL,
            Identity.TOPIC,
            EVERY,
            Common.UNIT,
            Common.DECIMALS,
            Common.FAILURES,
            ID,
            PIN);

    @Override
    public List<PinUse> pinUses() {
      return List.of(PinUse.oneWire(identity().name(), pin));
    }
  }

  /**
   * A DHT11 or DHT22, which measures temperature and humidity.
   *
   * @param isDht11 whether it is the blue one with whole degrees
   * @param pin the GPIO number of its data line, as its overlay has it
   * @param temperatureTopic null for {@code NAME/temperature} below the device's topic
   * @param humidityTopic null for {@code NAME/humidity} below the device's topic
   */
  record Dht(
      Common common, boolean isDht11, int pin, TopicName temperatureTopic, TopicName humidityTopic)
      implements SensorSettings {
    // The part needs two seconds between measurements (data sheet, section 7).
    private static final Key<Duration> EVERY =
        Common.every(Duration.ofSeconds(2), Duration.ofSeconds(30));

    private static final Key<Integer> PIN =
        Key.required("pin", Values.pin(), "the GPIO number of its data line");

    private static final Key<TopicName> TEMPERATURE =
        Key.optional(
            "temperature", Values.topic(), null, "the topic of the temperature, if not its own");

    private static final Key<TopicName> HUMIDITY =
        Key.optional("humidity", Values.topic(), null, "the topic of the humidity, if not its own");

    static final Schema<Dht> DHT11 = schema("a DHT11", true);
    static final Schema<Dht> DHT22 = schema("a DHT22", false);

    private static Schema<Dht> schema(String name, boolean isDht11) {
      return new Schema<>(
          name,
          form ->
              new Dht(
                  Common.of(form, EVERY),
                  isDht11,
                  form.get(PIN),
                  form.get(TEMPERATURE),
                  form.get(HUMIDITY)),
          Kinds.KIND,
          Identity.NAME,
          Identity.LABEL,
          Identity.TOPIC,
          EVERY,
          Common.UNIT,
          Common.DECIMALS,
          Common.FAILURES,
          PIN,
          TEMPERATURE,
          HUMIDITY);
    }

    @Override
    public List<PinUse> pinUses() {
      return List.of(PinUse.dht(identity().name(), pin));
    }

    @Override
    public List<TopicName> topicsIn(DeviceSettings device) {
      return List.of(temperatureTopicIn(device), humidityTopicIn(device));
    }

    public TopicName temperatureTopicIn(DeviceSettings device) {
      return ownOrBelow(temperatureTopic, "temperature", device);
    }

    public TopicName humidityTopicIn(DeviceSettings device) {
      return ownOrBelow(humidityTopic, "humidity", device);
    }

    private TopicName ownOrBelow(TopicName own, String level, DeviceSettings device) {
      return own != null ? own : TopicName.of(identity().topicIn(device) + "/" + level);
    }
  }
}
