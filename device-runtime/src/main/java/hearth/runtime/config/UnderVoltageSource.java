package hearth.runtime.config;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.system.UnderVoltageSensor;
import hearth.runtime.entity.ValueType;
import java.util.List;

/** Whether the Pi's supply is too weak, now and since the start. */
public record UnderVoltageSource() implements SensorSource {
  private static final Key<Measured.ValueSettings> NOW =
      Key.optional(
          "now",
          Measured.ValueSettings.SCHEMA,
          Measured.ValueSettings.USUAL,
          "whether it is too low now");

  private static final Key<Measured.ValueSettings> SINCE_START =
      Key.optional(
          "since_start",
          Measured.ValueSettings.SCHEMA,
          Measured.ValueSettings.USUAL,
          "whether it ever was");

  static Schema<SensorSettings> schema() {
    return SensorSettings.kind(
        "the supply voltage",
        SensorSettings.EVERY,
        form ->
            List.of(
                Measured.other("now", form.get(NOW), ""),
                Measured.other("since_start", form.get(SINCE_START), "")),
        form -> new UnderVoltageSource(),
        NOW,
        SINCE_START);
  }

  /** A problem, in Home Assistant's word. */
  @Override
  public List<Quantity> quantities() {
    Quantity problem = new Quantity("problem", "");
    return List.of(problem, problem);
  }

  @Override
  public Sensor open(SensorHost host) {
    return host.onThread(new UnderVoltageSensor(host.files(), host.nanoTime()));
  }

  @Override
  public boolean isOfTheMachine() {
    return true;
  }

  @Override
  public ValueType type(String unit, int decimals) {
    return ValueType.flag(SensorSettings.written(1, decimals), SensorSettings.written(0, decimals));
  }
}
