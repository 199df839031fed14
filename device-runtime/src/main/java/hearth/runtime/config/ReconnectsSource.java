package hearth.runtime.config;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Sensor;
import hearth.runtime.entity.Entity.StateClass;
import java.util.List;

/** How often the device has lost its broker and found it again since the program started. */
public record ReconnectsSource() implements SensorSource {
  /** What its sensor counts. */
  public static final Quantity QUANTITY = new Quantity("reconnects", "");

  static Schema<SensorSettings> schema() {
    return SensorSettings.kind(
        "the connection to the broker",
        SensorSettings.EVERY,
        form -> List.of(Measured.only(form, "")),
        form -> new ReconnectsSource(),
        FilterSettings.FILTERS);
  }

  @Override
  public List<Quantity> quantities() {
    return List.of(QUANTITY);
  }

  @Override
  public Sensor open(SensorHost host) {
    return host.reconnects();
  }

  @Override
  public boolean isOfTheMachine() {
    return true;
  }

  @Override
  public boolean isEnabledByDefault() {
    return false;
  }

  @Override
  public StateClass stateClass() {
    return StateClass.TOTAL_INCREASING;
  }
}
