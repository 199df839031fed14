package hearth.drivers.onewire;

import java.util.Optional;

/** The kinds of thermometers that the kernel's w1_therm serves, by their family code. */
public enum ThermometerFamily {
  DS18S20("10", true, -55, 125),
  DS1822("22", true, -55, 125),
  DS18B20("28", true, -55, 125),
  /** DS1825, and MAX31850 with a thermocouple on the same code. */
  DS1825("3b", true, -270, 1800),
  DS28EA00("42", false, -40, 85);

  private final String code;
  private final boolean bulk;
  private final int lowest;
  private final int highest;

  ThermometerFamily(String code, boolean bulk, int lowest, int highest) {
    this.code = code;
    this.bulk = bulk;
    this.lowest = lowest;
    this.highest = highest;
  }

  /** The family of an identifier such as {@code 28-0000052a1b2c}, if it is a thermometer's. */
  public static Optional<ThermometerFamily> of(String id) {
    for (ThermometerFamily family : values()) {
      if (id.startsWith(family.code + "-")) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /** The two hexadecimal digits that begin an identifier. */
  public String code() {
    return code;
  }

  /** Whether the kernel lets it take part in a conversion of the whole bus. */
  public boolean convertsInBulk() {
    return bulk;
  }

  /** Whether its resolution can be chosen; a DS18S20 always has 9 bits and a count to refine. */
  public boolean hasResolution() {
    return this != DS18S20;
  }

  /** Whether the part can measure this temperature, in °C. */
  boolean canMeasure(double celsius) {
    return celsius >= lowest && celsius <= highest;
  }
}
