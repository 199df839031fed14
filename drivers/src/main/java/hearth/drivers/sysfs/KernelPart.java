package hearth.drivers.sysfs;

import hearth.drivers.sensor.Quantity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/**
 * A part on the I²C bus that the kernel has a driver for, by the name on its board.
 *
 * @param names what the driver calls it
 * @param isHwmon whether it is a hardware monitor; else an IIO device
 * @param overlay of the firmware that brings it; empty where none does
 * @param parameter of the overlay that means it; empty where it has no choice
 * @param overlayAddress where the overlay puts it without an {@code addr}
 * @param address where the usual boards have it
 * @param values what it measures
 */
public record KernelPart(
    List<String> names,
    boolean isHwmon,
    String overlay,
    String parameter,
    int overlayAddress,
    int address,
    List<Value> values) {
  /** The kernel's driver for current assumes 0.01 Ω; nearly all boards have 0.1 Ω. */
  public static final double USUAL_SHUNT = 0.1;

  /**
   * One of the values of a part.
   *
   * @param level what its topic has behind the sensor's
   * @param attribute the driver's file
   * @param toUnit from what the file says to the quantity's unit
   * @param goesByShunt whether the driver calculates it with what it takes for the shunt
   */
  public record Value(
      String level,
      Quantity quantity,
      String attribute,
      DoubleUnaryOperator toUnit,
      boolean goesByShunt) {
    private Value(String name, String unit, String attribute, DoubleUnaryOperator toUnit) {
      this(name, new Quantity(name, unit), attribute, toUnit, false);
    }

    private Value byShunt() {
      return new Value(level, quantity, attribute, toUnit, true);
    }
  }

  private static final Quantity VOLTAGE = new Quantity("voltage", "V");

  private static final Map<String, KernelPart> ALL = all();

  /** All there are, by the word of the configuration. */
  public static Map<String, KernelPart> byKind() {
    return ALL;
  }

  /** Thousandths, as the kernel has °C, %, V and A. */
  private static double thousandth(double value) {
    return value / 1000;
  }

  private static Value temperature(String attribute) {
    return new Value("temperature", "°C", attribute, KernelPart::thousandth);
  }

  private static Value humidity(String attribute) {
    return new Value("humidity", "%", attribute, KernelPart::thousandth);
  }

  /** The kernel has kPa. */
  private static Value pressure() {
    return new Value("pressure", "hPa", "in_pressure_input", kiloPascal -> kiloPascal * 10);
  }

  private static Value light() {
    return new Value("illuminance", "lx", "in_illuminance_raw", lux -> lux);
  }

  private static Map<String, KernelPart> all() {
    Map<String, KernelPart> all = new LinkedHashMap<>();
    Value iioWarmth = temperature("in_temp_input");
    Value iioHumidity = humidity("in_humidityrelative_input");
    add(all, "bme280", iio("bme280", 0x76, iioWarmth, iioHumidity, pressure()));
    add(all, "bmp280", iio("bmp280", 0x76, iioWarmth, pressure()));
    add(all, "bmp180", iio("bmp180", 0x77, iioWarmth, pressure()));
    add(all, "bmp388,bmp390", iio("bmp380", 0x76, iioWarmth, pressure()));
    add(all, "bme680", bme680());
    add(all, "htu21", iio("htu21", 0x40, iioWarmth, iioHumidity));
    Value rawWarmth = temperature("in_temp_raw");
    Value rawHumidity = humidity("in_humidityrelative_raw");
    add(all, "si7021", iio("si7020", 0x40, rawWarmth, rawHumidity));
    add(all, "hdc1080", iio("hdc100x", 0x40, rawWarmth, rawHumidity).called("hdc1000", "hdc1080"));
    add(all, "ms5637", iio("ms5637", 0x76, iioWarmth, pressure()));
    add(all, "bh1750", iio("bh1750", 0x23, light()));
    add(all, "tsl4531", iio("tsl4531", 0x29, light()));
    Value hwmonWarmth = temperature("temp1_input");
    Value hwmonHumidity = humidity("humidity1_input");
    add(all, "sht30,sht31,sht35", hwmon("sht3x", 0x44, hwmonWarmth, hwmonHumidity));
    add(all, "sht40,sht41,sht45", hwmon("sht4x", 0x44, hwmonWarmth, hwmonHumidity));
    add(
        all,
        "aht10,aht20",
        hwmon("aht10", 0x38, hwmonWarmth, hwmonHumidity).called("aht10", "aht20"));
    add(all, "lm75", hwmon("lm75", 0x4F, hwmonWarmth).at(0x48));
    add(all, "tmp102", hwmon("tmp102", 0x48, hwmonWarmth));
    add(all, "mcp9808", hwmon("jc42", 0x18, hwmonWarmth));
    add(all, "ads1115", analog("ads1115"));
    add(all, "ads1015", analog("ads1015"));
    add(all, "ina219", power("ina219"));
    add(all, "ina226", power("ina226"));
    return all;
  }

  private static void add(Map<String, KernelPart> all, String kinds, KernelPart part) {
    Arrays.stream(kinds.split(",")).forEach(kind -> all.put(kind, part));
  }

  private static KernelPart iio(String parameter, int address, Value... values) {
    return new KernelPart(
        List.of(parameter), false, "i2c-sensor", parameter, address, address, List.of(values));
  }

  private static KernelPart hwmon(String parameter, int address, Value... values) {
    return new KernelPart(
        List.of(parameter), true, "i2c-sensor", parameter, address, address, List.of(values));
  }

  /** Its driver gave hPa until 6.10, and humidity in whole percent ever since (bme680_core.c). */
  private static KernelPart bme680() {
    DoubleUnaryOperator pressure = number -> number > 200 ? number : number * 10;
    return iio(
        "bme680",
        0x76,
        temperature("in_temp_input"),
        new Value("humidity", "%", "in_humidityrelative_input", percent -> percent),
        new Value("pressure", "hPa", "in_pressure_input", pressure),
        new Value("gas_resistance", "Ω", "in_resistance_input", ohm -> ohm));
  }

  /** Four inputs against ground; the overlay's gain takes up to 4.096 V. */
  private static KernelPart analog(String overlay) {
    List<Value> inputs =
        List.of(0, 1, 2, 3).stream()
            .map(
                input ->
                    new Value(
                        "a" + input,
                        VOLTAGE,
                        "in_voltage" + input + "_raw",
                        KernelPart::thousandth,
                        false))
            .toList();
    List<String> names = List.of(overlay, "ads1015");
    return new KernelPart(names, false, overlay, "", 0x48, 0x48, inputs);
  }

  private static KernelPart power(String name) {
    Value current = new Value("current", "A", "curr1_input", KernelPart::thousandth);
    Value power = new Value("power", "W", "power1_input", microWatt -> microWatt / 1e6);
    List<Value> values =
        List.of(
            new Value("voltage", "V", "in1_input", KernelPart::thousandth),
            current.byShunt(),
            power.byShunt());
    return new KernelPart(List.of(name), true, "", "", 0x40, 0x40, values);
  }

  private KernelPart called(String... others) {
    return new KernelPart(
        List.of(others), isHwmon, overlay, parameter, overlayAddress, address, values);
  }

  private KernelPart at(int usual) {
    return new KernelPart(names, isHwmon, overlay, parameter, overlayAddress, usual, values);
  }

  /** Whether any of its values depends on a shunt. */
  public boolean hasShunt() {
    return values.stream().anyMatch(Value::goesByShunt);
  }

  /** Whether it has inputs of which one chooses. */
  public boolean hasInputs() {
    return overlay.startsWith("ads1");
  }

  /**
   * The line of config.txt that brings its driver; empty where the firmware has no overlay for it.
   *
   * @param where its address on the bus
   * @param chosen the values that are wanted
   */
  public String configLine(int where, List<Value> chosen) {
    if (overlay.isEmpty()) {
      return "";
    }
    String channels =
        hasInputs()
            ? chosen.stream()
                .map(value -> ",ch" + (char) ('a' + value.level.charAt(1) - '0') + "_enable")
                .collect(Collectors.joining())
            : "";
    return "dtoverlay="
        + overlay
        + (parameter.isEmpty() ? "" : "," + parameter)
        + channels
        + (where == overlayAddress ? "" : ",addr=0x%02x".formatted(where));
  }

  /**
   * The rule of udev that brings its driver where the firmware has no overlay for it; empty where
   * it has.
   *
   * @param where its address on the bus
   */
  public String udevRule(int where) {
    return overlay.isEmpty()
        ? "ACTION==\"add\", SUBSYSTEM==\"i2c\", KERNEL==\"i2c-1\", ATTR{new_device}=\"%s 0x%02x\""
            .formatted(names.get(0), where)
        : "";
  }
}
