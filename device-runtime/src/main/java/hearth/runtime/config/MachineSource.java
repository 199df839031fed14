package hearth.runtime.config;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.system.SystemSensor;
import hearth.drivers.system.SystemSensor.Metric;
import hearth.runtime.entity.ValueType;
import java.util.List;

/** Something about the machine. */
public record MachineSource(Metric metric) implements SensorSource {
  static Schema<SensorSettings> schema(Metric metric) {
    return SensorSettings.kind(
        "something of the machine",
        SensorSettings.EVERY,
        form -> List.of(Measured.only(form, metric.quantity().unit())),
        form -> new MachineSource(metric),
        FilterSettings.FILTERS);
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(metric.quantity());
  }

  @Override
  public Sensor open(SensorHost host) {
    return host.onThread(new SystemSensor(host.files(), metric, host.nanoTime()));
  }

  @Override
  public boolean isOfTheMachine() {
    return true;
  }

  @Override
  public boolean isEnabledByDefault() {
    return metric != Metric.UPTIME;
  }

  @Override
  public ValueType type(String unit, int decimals) {
    return metric == Metric.UPTIME ? ValueType.elapsed(decimals) : ValueType.number(unit, decimals);
  }
}
