package hearth.runtime.config;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.system.DiskSensor;
import java.nio.file.Path;
import java.util.List;

/**
 * How full a file system is.
 *
 * @param folder any on it
 */
public record DiskSource(Path folder) implements SensorSource {
  private static final Key<Path> FOLDER =
      Key.optional("path", Values.path("a folder"), Path.of("/"), "any folder on the file system");

  static Schema<SensorSettings> schema() {
    return SensorSettings.kind(
        "a file system",
        SensorSettings.EVERY,
        form -> List.of(Measured.only(form, "%")),
        form -> new DiskSource(form.get(FOLDER)),
        FilterSettings.FILTERS,
        FOLDER);
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(DiskSensor.USED);
  }

  @Override
  public Sensor open(SensorHost host) {
    return host.onThread(new DiskSensor(folder, host.nanoTime()));
  }

  @Override
  public boolean isOfTheMachine() {
    return true;
  }
}
