package hearth.runtime.doctor;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.iio.IioDht;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.runtime.config.DhtSource;
import hearth.runtime.config.ReconnectsSource;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.hardware.Hardware;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads each sensor of a configuration; one that gives no valid answer is asked again. */
final class SensorCheck {
  /** A frame of a DHT is lost once in a while, which is no fault that anybody could mend. */
  private static final int TRIES = 3;

  private static final Set<Reason> PERHAPS_ONCE =
      EnumSet.of(Reason.CHECKSUM, Reason.SILENT, Reason.IO);

  private static final String LISTENS =
      "The kernel has no driver on its pin, so that Hearth listens to its wire itself. Doctor opens no pin and cannot try"
          + " that: the availability topic of the running Hearth tells.";

  private SensorCheck() {}

  /**
   * What came of it.
   *
   * @param parts whose sensors answer on the thread that asks
   * @param files of the machine that the parts are of
   * @param rest between two questions to one sensor
   */
  static List<Finding> of(
      List<SensorSettings> sensors, Hardware parts, KernelFiles files, Doctor.Rest rest)
      throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (SensorSettings settings : sensors) {
      if (settings.source() instanceof ReconnectsSource) {
        continue; // of a running device only
      }
      if (isOnlyOnItsWire(settings, files)) {
        findings.add(new Finding(Severity.NOTE, settings.identity().name(), LISTENS));
        continue;
      }
      Answer answer = new Answer();
      Sensor sensor = parts.sensor(settings, null);
      for (int tries = 0; tries < TRIES && answer.mayBeAnother(); tries++) {
        if (tries > 0) {
          rest.rest();
        }
        sensor.start(answer);
      }
      findings.add(answer.finding(settings.identity().name()));
    }
    return findings;
  }

  private static boolean isOnlyOnItsWire(SensorSettings settings, KernelFiles files) {
    return settings.source() instanceof DhtSource dht && !new IioDht(files, dht.pin()).isThere();
  }

  /** The last answer of a sensor. */
  private static final class Answer implements Sensor.Listener {
    private String text;
    private SensorException failure;

    @Override
    public void measured(List<Reading> readings) {
      text = SensorCheck.text(readings);
      failure = null;
    }

    @Override
    public void failed(SensorException why) {
      failure = why;
    }

    boolean mayBeAnother() {
      return text == null && (failure == null || PERHAPS_ONCE.contains(failure.reason()));
    }

    Finding finding(String name) {
      return failure == null
          ? new Finding(Severity.NOTE, name, text)
          : new Finding(Severity.ERROR, name, failure.getMessage());
    }
  }

  private static String text(List<Reading> readings) {
    return readings.stream()
        .map(
            reading ->
                String.format(Locale.ROOT, "%.1f %s", reading.value(), reading.quantity().unit()))
        .collect(Collectors.joining(", "));
  }
}
