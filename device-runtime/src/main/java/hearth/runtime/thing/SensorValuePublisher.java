package hearth.runtime.thing;

import hearth.drivers.sensor.filter.FilterChain;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Measured;
import hearth.runtime.config.SensorSettings;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.tinylog.Logger;

/** One value of a sensor on its way: into its unit, through its filters, onto its topic. */
final class SensorValuePublisher {
  private final Measured settings;
  private final TopicName topic;
  private final SensorSettings sensor;
  private final StatePublisher outlet;
  private final FilterChain filters;

  // Null where nothing is known.
  private String last;

  SensorValuePublisher(
      SensorSettings sensor, Measured settings, TopicName topic, StatePublisher outlet) {
    this.settings = settings;
    this.topic = topic;
    this.sensor = sensor;
    this.outlet = outlet;
    this.filters = new FilterChain(settings.filters().stream().map(Supplier::get).toList());
  }

  void measured(double value, long nanoTime) {
    publish(filters.filter(settings.inUnit(value), nanoTime));
  }

  OptionalLong nextTick() {
    return filters.nextTick();
  }

  void tick(long nanoTime) {
    publish(filters.tick(nanoTime));
  }

  void forget() {
    last = null;
    filters.reset();
  }

  void announce() {
    if (last != null) {
      outlet.publishRetained(topic, last);
    }
  }

  private void publish(OptionalDouble value) {
    if (value.isPresent()) {
      last = sensor.written(value.getAsDouble());
      Logger.debug("{} {}", topic, last);
      outlet.publishReading(topic, last);
    }
  }
}
