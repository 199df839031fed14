package hearth.runtime.doctor;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sensor.SensorException;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.config.SensorSource;
import hearth.runtime.hardware.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads each sensor of a configuration once. */
final class SensorCheck {
  private SensorCheck() {}

  /**
   * What came of it.
   *
   * @param parts whose sensors answer on the thread that asks
   */
  static List<Finding> of(List<SensorSettings> sensors, Parts parts) {
    List<Finding> findings = new ArrayList<>();
    for (SensorSettings settings : sensors) {
      if (settings.source() instanceof SensorSource.Reconnects) {
        continue; // of a running device only
      }
      String name = settings.identity().name();
      parts
          .sensor(settings)
          .start(
              new Sensor.Listener() {
                @Override
                public void measured(List<Reading> readings) {
                  findings.add(new Finding(Severity.NOTE, name, text(readings)));
                }

                @Override
                public void failed(SensorException why) {
                  findings.add(new Finding(Severity.ERROR, name, why.getMessage()));
                }
              });
    }
    return findings;
  }

  private static String text(List<Reading> readings) {
    return readings.stream()
        .map(
            reading ->
                String.format(Locale.ROOT, "%.1f %s", reading.value(), reading.quantity().unit()))
        .collect(Collectors.joining(", "));
  }
}
