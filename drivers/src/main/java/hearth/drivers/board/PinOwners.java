package hearth.drivers.board;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which lines the firmware gives to buses and kernel drivers. */
final class PinOwners {
  /** A switch of the base and the lines that it gives away. */
  private record Bus(List<String> parameters, String name, List<Integer> lines) {}

  /** A pin of an overlay: the parameter that chooses it, if one does, and its place without. */
  private record Place(String parameter, int line) {}

  static final String I2C_BUS = "the I²C bus";

  /** Overlays that switch the bus on for a part of theirs. */
  private static final Set<String> I2C_OVERLAYS =
      Set.of("i2c-sensor", "ads1115", "ads1015", "i2c-rtc", "i2c1", "i2c-fan", "i2c-pwm-pca9685a");

  private static final List<Bus> BUSES =
      List.of(
          new Bus(List.of("i2c_arm", "i2c", "i2c1"), I2C_BUS, PinUse.I2C_LINES),
          new Bus(List.of("i2c_vc", "i2c0"), "the I²C bus of the HAT's memory", List.of(0, 1)),
          new Bus(List.of("spi"), "the SPI bus", List.of(7, 8, 9, 10, 11)),
          new Bus(List.of("i2s"), "the I²S sound bus", List.of(18, 19, 20, 21)),
          new Bus(List.of("uart0", "uart0_console"), "the serial port", List.of(14, 15)));

  /** As the file overlays/README of the firmware says. */
  private static final Map<String, List<Place>> OVERLAYS =
      Map.ofEntries(
          Map.entry("w1-gpio", places("gpiopin", 4)),
          Map.entry("w1-gpio-pullup", places("gpiopin", 4, "extpullup", 5)),
          Map.entry("dht11", places("gpiopin", 4)),
          Map.entry("pwm", places("pin", 18)),
          Map.entry("pwm-2chan", places("pin", 18, "pin2", 19)),
          Map.entry("gpio-shutdown", places("gpio_pin", 3)),
          Map.entry("gpio-poweroff", places("gpiopin", 26)),
          Map.entry("gpio-fan", places("gpiopin", 12)),
          Map.entry("gpio-hog", places("gpio", 26)),
          Map.entry("gpio-charger", places("gpio", 4)),
          Map.entry("gpio-ir", places("gpio_pin", 18)),
          Map.entry("gpio-ir-tx", places("gpio_pin", 18)),
          Map.entry("pwm-ir-tx", places("gpio_pin", 18)),
          Map.entry("gpio-key", places("gpio", 3)),
          Map.entry("gpio-led", places("gpio", 19)),
          Map.entry("pps-gpio", places("gpiopin", 18)),
          Map.entry("rotary-encoder", places("pin_a", 4, "pin_b", 17)),
          Map.entry("i2c-gpio", places("i2c_gpio_sda", 23, "i2c_gpio_scl", 24)),
          Map.entry("i2c0", places("", 0, "", 1)),
          Map.entry("i2c3", places("", 4, "", 5)),
          Map.entry("i2c4", places("", 8, "", 9)),
          Map.entry("i2c5", places("", 12, "", 13)),
          Map.entry("i2c6", places("", 22, "", 23)),
          Map.entry("uart0", places("txd0_pin", 14, "rxd0_pin", 15)),
          Map.entry("uart1", places("txd1_pin", 14, "rxd1_pin", 15)),
          Map.entry("uart2", places("", 0, "", 1)),
          Map.entry("uart3", places("", 4, "", 5)),
          Map.entry("uart4", places("", 8, "", 9)),
          Map.entry("uart5", places("", 12, "", 13)),
          Map.entry("spi0-0cs", places("", 9, "", 10, "", 11)),
          Map.entry("spi0-1cs", places("cs0_pin", 8, "", 9, "", 10, "", 11)),
          Map.entry("spi0-2cs", places("cs0_pin", 8, "cs1_pin", 7, "", 9, "", 10, "", 11)),
          Map.entry("spi1-1cs", places("cs0_pin", 18, "", 19, "", 20, "", 21)),
          Map.entry("spi1-2cs", places("cs0_pin", 18, "cs1_pin", 17, "", 19, "", 20, "", 21)),
          Map.entry(
              "spi1-3cs",
              places("cs0_pin", 18, "cs1_pin", 17, "cs2_pin", 16, "", 19, "", 20, "", 21)),
          Map.entry("mcp2515-can0", places("interrupt", 25, "", 7, "", 8, "", 9, "", 10, "", 11)),
          Map.entry("hifiberry-dac", places("", 18, "", 19, "", 20, "", 21)));

  private PinOwners() {}

  private static List<Place> places(Object... namesAndLines) {
    return IntStream.range(0, namesAndLines.length / 2)
        .mapToObj(i -> new Place((String) namesAndLines[2 * i], (int) namesAndLines[2 * i + 1]))
        .toList();
  }

  /** The line of the 1-wire bus, where the firmware makes one. */
  static OptionalInt oneWireBus(ConfigTxt config) {
    return config.overlays().stream()
        .filter(overlay -> overlay.name().startsWith("w1-gpio"))
        .mapToInt(overlay -> lineOf(OVERLAYS.get("w1-gpio").get(0), overlay))
        .findFirst();
  }

  /**
   * Whether the firmware is known to have I²C parts on another bus than that of the header, as
   * {@code dtoverlay=i2c-gpio} and the parameters {@code i2c0} and {@code i2c3} of {@code
   * i2c-sensor} say.
   */
  static boolean hasAnotherI2cBus(ConfigTxt config) {
    return config.overlays().stream()
        .anyMatch(
            overlay -> overlay.name().matches("i2c-gpio|i2c[03-6]") || isOnAnotherI2cBus(overlay));
  }

  private static boolean isOnAnotherI2cBus(ConfigTxt.Overlay overlay) {
    return overlay.parameters().keySet().stream()
        .anyMatch(key -> key.matches("i2c(0|[3-6]|_csi_dsi0?|_path)"));
  }

  /** The owner of each line that has one, in a few words. */
  static Map<Integer, String> of(ConfigTxt config) {
    Map<Integer, String> owners = new TreeMap<>();
    for (Bus bus : BUSES) {
      if (config.isOn(bus.parameters.toArray(String[]::new))) {
        bus.lines.forEach(line -> owners.put(line, bus.name));
      }
    }
    if (config.isSet("enable_uart")) {
      List.of(14, 15).forEach(line -> owners.put(line, "the serial port"));
    }
    for (ConfigTxt.Overlay overlay : config.overlays()) {
      if (I2C_OVERLAYS.contains(overlay.name()) && !isOnAnotherI2cBus(overlay)) {
        PinUse.I2C_LINES.forEach(line -> owners.putIfAbsent(line, I2C_BUS));
      }
      lines(overlay).forEach(line -> owners.put(line, "dtoverlay=" + overlay.name()));
    }
    return owners;
  }

  /** Those of a parameter such as {@code pins_10_11}, else those of the table. */
  private static IntStream lines(ConfigTxt.Overlay overlay) {
    return overlay.parameters().keySet().stream()
        .filter(key -> key.matches("pins(_\\d{1,2}){2}"))
        .findFirst()
        .map(key -> Stream.of(key.split("_")).skip(1).mapToInt(Integer::parseInt))
        .orElseGet(() -> places(overlay).stream().mapToInt(place -> lineOf(place, overlay)));
  }

  /** Those for the Pi 5 alone have its name at their end. */
  private static List<Place> places(ConfigTxt.Overlay overlay) {
    return OVERLAYS.getOrDefault(overlay.name().replaceFirst("-pi5$", ""), List.of());
  }

  private static int lineOf(Place place, ConfigTxt.Overlay overlay) {
    try {
      return Integer.parseInt(overlay.parameters().get(place.parameter));
    } catch (NumberFormatException e) {
      return place.line;
    }
  }
}
