package hearth.runtime.command;

import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.I2cSensors;
import hearth.drivers.board.PinPlan;
import hearth.drivers.board.PinUse;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.config.SensorSource;
import java.util.ArrayList;
import java.util.List;

/** The lines of the firmware's config.txt that a configuration needs, in their order. */
public final class FirmwareLines {
  private FirmwareLines() {}

  /** The lines, whether or not the file has them. */
  public static List<String> of(Configuration configuration) {
    List<PinUse> uses = configuration.pinUses();
    List<String> lines = new ArrayList<>(new PinPlan(uses, ConfigTxt.unknown()).configLines());
    boolean hasBus = uses.stream().anyMatch(use -> use.kind() == PinUse.Kind.ONE_WIRE);
    if (!hasBus && configuration.sensors().stream().anyMatch(FirmwareLines::isThermometer)) {
      // The overlay's own pin, GPIO4.
      lines.add("dtoverlay=w1-gpio");
    }
    lines.addAll(
        I2cSensors.configLines(
            configuration.sensors().stream().map(FirmwareLines::kernelName).toList()));
    return lines;
  }

  static boolean isThermometer(SensorSettings sensor) {
    return sensor.source() instanceof SensorSource.Ds18b20;
  }

  private static String kernelName(SensorSettings sensor) {
    return sensor.source() instanceof SensorSource.Number number
        ? String.valueOf(number.location().device())
        : "";
  }
}
