package hearth.drivers.sensor;

import hearth.drivers.sensor.SensorException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Tells apart why a file of the kernel could not be read. */
public final class ReadFaults {
  private ReadFaults() {}

  /**
   * The failure of a sensor whose file could not be read.
   *
   * @param sensor what people call it
   * @param ifMissing what to do where the file is not there, in a sentence
   */
  public static SensorException of(IOException thrown, String sensor, String ifMissing) {
    String text = String.valueOf(thrown.getMessage());
    if (thrown instanceof NoSuchFileException || text.contains("No such device")) {
      return new SensorException(
          Reason.NO_SUCH_SENSOR, "%s is not there. %s".formatted(sensor, ifMissing), thrown);
    }
    if (thrown instanceof AccessDeniedException || text.contains("Permission denied")) {
      return new SensorException(
          Reason.PERMISSION,
          "This account may not read %s (%s). Give its group the right with a udev rule, or run as a member of it."
              .formatted(sensor, text),
          thrown);
    }
    if (text.contains("Connection timed out")) {
      return new SensorException(
          Reason.SILENT,
          "%s does not answer. Check its power and its data wire.".formatted(sensor),
          thrown);
    }
    return new SensorException(
        text.contains("Input/output error") ? Reason.CHECKSUM : Reason.IO,
        "%s gave no valid answer (%s). Once in a while this is normal; if it stays, check wires and power."
            .formatted(sensor, text),
        thrown);
  }
}
