package hearth.drivers.board;

import java.util.Set;

/** Sensors on the I²C bus that the overlay {@code i2c-sensor} hands to their kernel driver. */
public final class I2cSensors {
  /**
   * Its parameters that are also what the driver then calls the device (overlays/README of the
   * firmware).
   */
  private static final Set<String> KNOWN =
      Set.of(
          "adt7410",
          "aht10",
          "bh1750",
          "bme280",
          "bme680",
          "bmp085",
          "bmp180",
          "bmp280",
          "bmp380",
          "ccs811",
          "ds1621",
          "hdc100x",
          "hts221",
          "htu21",
          "htu31",
          "jc42",
          "lm75",
          "mcp980x",
          "ms5637",
          "ms5803",
          "ms5805",
          "ms5837",
          "ms8607",
          "sgp30",
          "sht3x",
          "sht4x",
          "shtc1",
          "si7020",
          "sps30",
          "tmp102",
          "tsl4531",
          "veml6040",
          "veml6070",
          "veml6075");

  private I2cSensors() {}

  /**
   * The line of config.txt that brings its driver; empty where the overlay does not know it.
   *
   * @param name what the kernel calls it, such as {@code bme280}
   */
  public static String overlay(String name) {
    return KNOWN.contains(name) ? "dtoverlay=i2c-sensor," + name : "";
  }
}
