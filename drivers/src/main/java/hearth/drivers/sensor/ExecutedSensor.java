package hearth.drivers.sensor;

import java.util.List;
import java.util.concurrent.Executor;

/** A blocking sensor on a thread of its own. */
final class ExecutedSensor implements Sensor {
  private final BlockingSensor sensor;
  private final Executor executor;

  ExecutedSensor(BlockingSensor sensor, Executor executor) {
    this.sensor = sensor;
    this.executor = executor;
  }

  @Override
  public List<Quantity> quantities() {
    return sensor.quantities();
  }

  @Override
  public void start(Listener listener) {
    executor.execute(() -> measure(listener));
  }

  private void measure(Listener listener) {
    List<Reading> readings;
    try {
      readings = sensor.read();
    } catch (SensorException e) {
      listener.failed(e);
      return;
    }
    listener.measured(readings);
  }
}
