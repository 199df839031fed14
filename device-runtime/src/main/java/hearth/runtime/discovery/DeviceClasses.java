package hearth.runtime.discovery;

import hearth.runtime.entity.Entity.StateClass;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which device classes of sensors Home Assistant has, which units go with each and how its numbers
 * go on (homeassistant/components/sensor/const.py, DEVICE_CLASS_UNITS and
 * DEVICE_CLASS_STATE_CLASSES, as of 2025.12). It refuses a sensor whose unit or state class does
 * not fit its device class; one without a class it shows as it is.
 *
 * <p>Micro has two code points: Home Assistant has had U+00B5 and then U+03BC in its units, and has
 * taken U+00B5 all the time. So that is what is sent, whichever the configuration has.
 */
final class DeviceClasses {
  private static final char MICRO = '\u00B5';
  private static final char GREEK_MU = '\u03BC';

  private static final String ENERGY = "J kJ MJ GJ mWh Wh kWh MWh GWh TWh cal kcal Mcal Gcal";
  private static final String PRESSURE = "mPa Pa hPa kPa bar cbar mbar mmHg inHg inH₂O psi";
  private static final String VOLUME = "ft³ CCF MCF m³ L mL gal fl.\u00A0oz.";
  private static final String SPEED = "Beaufort ft/s in/s m/min m/s km/h kn mph mm/s";
  private static final String FLUX = "in/d in/h mm/d mm/h";
  private static final String DENSITY = "µg/m³";

  /** A unit that is none: what is counted or is a ratio. */
  private static final String NONE = "";

  private static final Map<String, Set<String>> UNITS = new TreeMap<>();

  static {
    units("absolute_humidity", "g/m³ mg/m³");
    units("apparent_power", "mVA VA kVA");
    units("area", "m² cm² km² mm² in² ft² yd² mi² ac ha");
    units("atmospheric_pressure", PRESSURE);
    units("blood_glucose_concentration", "mg/dL mmol/L");
    units("carbon_dioxide", "ppm");
    units("carbon_monoxide", "ppb ppm mg/m³ µg/m³");
    units("conductivity", "S/cm µS/cm mS/cm");
    units("current", "mA A");
    units("data_rate", "bit/s kbit/s Mbit/s Gbit/s B/s kB/s MB/s GB/s KiB/s MiB/s GiB/s");
    units(
        "data_size",
        "bit kbit Mbit Gbit B kB MB GB TB PB EB ZB YB KiB MiB GiB TiB PiB EiB ZiB YiB");
    units("distance", "mm cm m km in ft yd mi nmi");
    units("duration", "d h min s ms µs");
    units("energy", ENERGY);
    units("energy_distance", "kWh/100km Wh/km mi/kWh km/kWh");
    units("energy_storage", ENERGY);
    units("frequency", "Hz kHz MHz GHz");
    units("gas", "ft³ CCF MCF m³ L");
    units("illuminance", "lx");
    units("irradiance", "W/m² BTU/(h⋅ft²)");
    units("ozone", "ppb ppm " + DENSITY);
    units("nitrogen_dioxide", "ppb ppm " + DENSITY);
    for (String matter :
        "nitrogen_monoxide nitrous_oxide pm1 pm10 pm25 pm4 volatile_organic_compounds".split(" ")) {
      units(matter, DENSITY);
    }
    units("sulphur_dioxide", "ppb " + DENSITY);
    for (String share : "battery humidity moisture".split(" ")) {
      units(share, "%");
    }
    UNITS.put("aqi", Set.of(NONE));
    UNITS.put("ph", Set.of(NONE));
    UNITS.put("power_factor", Set.of(NONE, "%"));
    units("power", "mW W kW MW GW TW BTU/h");
    units("precipitation", "in mm cm");
    units("precipitation_intensity", FLUX);
    units("pressure", PRESSURE);
    units("reactive_energy", "varh kvarh");
    units("reactive_power", "mvar var kvar");
    units("signal_strength", "dB dBm");
    units("sound_pressure", "dB dBA");
    units("speed", SPEED + " " + FLUX);
    units("temperature", "°C °F K");
    units("temperature_delta", "°C °F K");
    units("volatile_organic_compounds_parts", "ppb ppm");
    units("voltage", "µV mV V kV MV");
    units("volume", VOLUME);
    units("volume_storage", VOLUME);
    units("volume_flow_rate", "m³/h m³/min m³/s ft³/min L/h L/min L/s gal/h gal/min gal/d mL/s");
    units("water", "ft³ CCF MCF m³ gal L");
    units("weight", "g kg mg µg oz lb st");
    units("wind_direction", "°");
    units("wind_speed", SPEED);
  }

  /** Those whose numbers are not what is measured now; of all others they are. */
  private static final Map<String, StateClass> STATE_CLASSES =
      Map.of(
          "energy", StateClass.TOTAL_INCREASING,
          "gas", StateClass.TOTAL_INCREASING,
          "monetary", StateClass.TOTAL,
          "reactive_energy", StateClass.TOTAL_INCREASING,
          "volume", StateClass.TOTAL_INCREASING,
          "water", StateClass.TOTAL_INCREASING,
          "wind_direction", StateClass.MEASUREMENT_ANGLE);

  private DeviceClasses() {}

  private static void units(String deviceClass, String units) {
    Set<String> all = new TreeSet<>();
    for (String unit : units.split(" ")) {
      all.add(unit.replace('\u00A0', ' '));
    }
    UNITS.put(deviceClass, all);
  }

  /** A unit as Home Assistant takes it. */
  static String unit(String unit) {
    return unit.replace(GREEK_MU, MICRO);
  }

  /** The class of what is measured in this unit, or null where Home Assistant has none for it. */
  static String of(String measured, String unit) {
    boolean isMoney = measured.equals("monetary") && unit.matches("[A-Z]{3}"); // ISO 4217
    return isMoney || UNITS.getOrDefault(measured, Set.of()).contains(unit(unit)) ? measured : null;
  }

  /**
   * How the numbers of a class go on.
   *
   * @param deviceClass null for none
   * @param otherwise where the class leaves it open
   */
  static StateClass stateClass(String deviceClass, StateClass otherwise) {
    return deviceClass == null ? otherwise : STATE_CLASSES.getOrDefault(deviceClass, otherwise);
  }

  /** In Home Assistant's word; null for none. */
  static String word(StateClass stateClass) {
    return stateClass == StateClass.NONE ? null : stateClass.name().toLowerCase(Locale.ROOT);
  }

  /** All there are, each with its units; an empty one is none. */
  static Map<String, Set<String>> all() {
    return UNITS;
  }
}
