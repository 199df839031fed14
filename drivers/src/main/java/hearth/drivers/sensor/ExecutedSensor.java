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
    } catch (RuntimeException e) {
      // Nobody above this thread would hear of it, and the sensor would wait for ever.
      listener.failed(
          new SensorException(
              SensorException.Reason.IO,
              "The driver failed: %s. This is a mistake in the program, please report it."
                  .formatted(e),
              e));
      return;
    }
    listener.measured(readings);
  }
}
