package hearth.drivers.sensor;

/**
 * What is measured and in which unit.
 *
 * @param name in Home Assistant's words for device classes where there is one, such as {@code
 *     temperature}
 * @param unit as people write it, such as {@code °C}; empty where it has none
 */
public record Quantity(String name, String unit) {
  public static final Quantity TEMPERATURE = new Quantity("temperature", "°C");
  public static final Quantity HUMIDITY = new Quantity("humidity", "%");
}
