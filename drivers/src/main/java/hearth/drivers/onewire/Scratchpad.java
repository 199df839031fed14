package hearth.drivers.onewire;

import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What w1_therm shows of a thermometer's memory in its file {@code w1_slave}:
 *
 * <pre>
 * 72 01 4b 46 7f ff 0e 10 57 : crc=57 YES      as read now, and whether its checksum fits
 * 72 01 4b 46 7f ff 0e 10 57 t=23125           the last that fitted, thousandths of a degree
 * </pre>
 *
 * Byte 0 and 1 are the temperature in sixteenths of a degree, byte 6 is reserved: 0x0C since power
 * came, 0x10 less the low four bits of byte 0 after a conversion (DS18B20 data sheet, figure 9, and
 * what genuine parts do).
 */
record Scratchpad(byte[] bytes, boolean valid, int milliCelsius) {
  private static final Pattern SHOWN =
      Pattern.compile(
          "((?:[0-9a-f]{2} ){9}): crc=[0-9a-f]{2} (YES|NO)\\s+(?:[0-9a-f]{2} ){9}t=(-?\\d+)");

  private static final int POWER_ON_MILLICELSIUS = 85_000;
  private static final int POWER_ON_RESERVED = 0x0C;
  private static final int POWER_ON_TEMPERATURE = 0x0550;

  /** All bits of the magnitude one, 127.9375 °C: what parts show whose power broke down. */
  private static final int BROWN_OUT_TEMPERATURE = 0x07FF;

  private static final String WIRING =
      "Check the wires and that one resistor of 4.7 kΩ lies between data and 3.3 V.";

  static Scratchpad parse(String id, String text) throws SensorException {
    if (text.isEmpty()) {
      throw new SensorException(
          Reason.CHECKSUM,
          "%s gave no valid answer in five tries of the kernel: it is unplugged, or its bits arrive damaged. %s Long cables want a stronger resistor (2.2 kΩ)."
              .formatted(id, WIRING));
    }
    Matcher shown = SHOWN.matcher(text);
    if (!shown.matches()) {
      throw new SensorException(
          Reason.MALFORMED,
          "The kernel's file of %s holds '%s', which no known w1_therm writes. Is another driver bound to it?"
              .formatted(id, text.replace('\n', '|')));
    }
    byte[] bytes = HexFormat.of().parseHex(shown.group(1).replace(" ", ""));
    return new Scratchpad(bytes, shown.group(2).equals("YES"), Integer.parseInt(shown.group(3)));
  }

  /**
   * The temperature in °C.
   *
   * @throws SensorException where the memory does not hold a measured temperature
   */
  double celsius(String id, ThermometerFamily family) throws SensorException {
    // Nine zeros have a fitting checksum, so this comes before it.
    if (isAllZero()) {
      throw new SensorException(
          Reason.ALL_ZERO,
          "%s answered with zeros only: the data line is held down. %s".formatted(id, WIRING));
    }
    if (!valid) {
      throw new SensorException(
          Reason.CHECKSUM, "The checksum of %s does not fit. %s".formatted(id, WIRING));
    }
    if (isSincePowerOn(family)) {
      throw new SensorException(
          Reason.POWER_ON_RESET,
          "%s shows %s °C, which it does when its power came and it has not measured. If this stays, its supply is weak: give it 3.3 V on its own wire instead of power through the data line."
              .formatted(id, milliCelsius / 1000.0));
    }
    double celsius = milliCelsius / 1000.0;
    if (!family.canMeasure(celsius)) {
      throw new SensorException(
          Reason.IMPLAUSIBLE,
          "%s shows %s °C, which a %s cannot measure. %s".formatted(id, celsius, family, WIRING));
    }
    return celsius;
  }

  /** The bits of a conversion, from the configuration register. */
  int resolution() {
    return 9 + (bytes[4] >> 5 & 3);
  }

  private boolean isAllZero() {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isSincePowerOn(ThermometerFamily family) {
    int raw = bytes[1] << 8 | (bytes[0] & 0xFF);
    if (family == ThermometerFamily.DS1825) {
      // A thermocouple may well have 85 °C and 127.9375 °C; only the whole pattern tells.
      return raw == POWER_ON_TEMPERATURE && bytes[6] == POWER_ON_RESERVED;
    }
    if (raw == BROWN_OUT_TEMPERATURE) {
      return true;
    }
    boolean converted = family == ThermometerFamily.DS18B20 && bytes[6] == 0x10;
    return milliCelsius == POWER_ON_MILLICELSIUS && !converted;
  }
}
