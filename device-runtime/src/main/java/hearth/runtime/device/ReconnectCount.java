package hearth.runtime.device;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.Sensor;
import hearth.io.loop.Clock;
import hearth.runtime.config.ReconnectsSource;
import java.util.List;

/** How often the connection to the broker was lost and found again. On the loop's thread. */
final class ReconnectCount implements Sensor {
  private final Clock clock;
  private int connections;

  ReconnectCount(Clock clock) {
    this.clock = clock;
  }

  void connected() {
    connections++;
  }

  /** How often it was found again since the start. */
  int count() {
    return Math.max(0, connections - 1);
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(ReconnectsSource.QUANTITY);
  }

  @Override
  public void start(Listener listener) {
    listener.measured(List.of(new Reading(ReconnectsSource.QUANTITY, count(), clock.nanoTime())));
  }
}
