package hearth.runtime.config;

import java.util.Map;

/** In which unit temperatures are published. */
public enum TemperatureUnit {
  CELSIUS("°C"),
  FAHRENHEIT("°F");

  static final Key<TemperatureUnit> KEY =
      Key.optional(
          "unit",
          Values.oneOf(
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
                  FAHRENHEIT)),
          CELSIUS,
          "the unit of its temperatures");

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
