package hearth.runtime.discovery;

import java.util.Map;
import java.util.Set;

/**
 * Which device classes of Home Assistant go with which units. It refuses a sensor whose unit does
 * not fit; one without a class it shows as it is.
 */
final class DeviceClasses {
  private static final Set<String> MICROGRAMS = Set.of("µg/m³");

  private static final Map<String, Set<String>> UNITS =
      Map.ofEntries(
          Map.entry("apparent_power", Set.of("VA")),
          Map.entry("atmospheric_pressure", Set.of("hPa", "kPa", "Pa", "mbar", "bar", "mmHg")),
          Map.entry("battery", Set.of("%")),
          Map.entry("carbon_dioxide", Set.of("ppm")),
          Map.entry("carbon_monoxide", Set.of("ppm")),
          Map.entry("current", Set.of("A", "mA")),
          Map.entry("data_rate", Set.of("bit/s", "kbit/s", "Mbit/s", "B/s", "kB/s", "MB/s")),
          Map.entry("data_size", Set.of("B", "kB", "MB", "GB", "KiB", "MiB", "GiB")),
          Map.entry("distance", Set.of("km", "m", "cm", "mm")),
          Map.entry("duration", Set.of("d", "h", "min", "s", "ms")),
          Map.entry("energy", Set.of("J", "kJ", "Wh", "kWh", "MWh")),
          Map.entry("frequency", Set.of("Hz", "kHz", "MHz", "GHz")),
          Map.entry("humidity", Set.of("%")),
          Map.entry("illuminance", Set.of("lx")),
          Map.entry("irradiance", Set.of("W/m²")),
          Map.entry("moisture", Set.of("%")),
          Map.entry("nitrogen_dioxide", MICROGRAMS),
          Map.entry("ozone", MICROGRAMS),
          Map.entry("pm1", MICROGRAMS),
          Map.entry("pm10", MICROGRAMS),
          Map.entry("pm25", MICROGRAMS),
          Map.entry("power", Set.of("W", "kW")),
          Map.entry("precipitation", Set.of("mm", "cm")),
          Map.entry("pressure", Set.of("hPa", "kPa", "Pa", "mbar", "bar", "mmHg")),
          Map.entry("signal_strength", Set.of("dB", "dBm")),
          Map.entry("sound_pressure", Set.of("dB", "dBA")),
          Map.entry("speed", Set.of("m/s", "km/h")),
          Map.entry("temperature", Set.of("°C", "°F", "K")),
          Map.entry("volatile_organic_compounds", MICROGRAMS),
          Map.entry("voltage", Set.of("V", "mV")),
          Map.entry("volume_flow_rate", Set.of("m³/h", "L/min")),
          Map.entry("weight", Set.of("kg", "g", "mg")),
          Map.entry("wind_speed", Set.of("m/s", "km/h")));

  private DeviceClasses() {}

  /** The class of what is measured in this unit, or null where Home Assistant has none for it. */
  static String of(String measured, String unit) {
    return UNITS.getOrDefault(measured, Set.of()).contains(unit) ? measured : null;
  }

  /** All there are, each with its units. */
  static Map<String, Set<String>> all() {
    return UNITS;
  }
}
