package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Sensor;
import hearth.runtime.entity.Entity.StateClass;
import hearth.runtime.entity.ValueType;
import java.util.List;

/**
 * Where a sensor's readings come from. A kind of sensor is a class of this with its schema, and a
 * line in {@link SensorSettings#SCHEMA}; nobody else knows which kinds there are.
 */
public interface SensorSource {
  /** What it measures, in the order of its readings. */
  List<Quantity> quantities();

  /** Opens it; the part need not be there yet. */
  Sensor open(SensorHost host);

  /**
   * What is wired to which pins for it.
   *
   * @param thing its name for people
   */
  default List<PinUse> pinUses(String thing) {
    return List.of();
  }

  /** Whether it is there without anything wired, on every machine. */
  default boolean isOfTheMachine() {
    return false;
  }

  /** Whether it is about the machine, not about the home. */
  default boolean isDiagnostic() {
    return isOfTheMachine();
  }

  /** Whether Home Assistant shows it without being asked to. */
  default boolean isEnabledByDefault() {
    return true;
  }

  /** How its numbers go on, where what they mean leaves that open. */
  default StateClass stateClass() {
    return StateClass.MEASUREMENT;
  }

  /**
   * What its readings look like.
   *
   * @param unit in which they are published
   * @param decimals digits behind the point
   */
  default ValueType type(String unit, int decimals) {
    return ValueType.number(unit, decimals);
  }

  /** The rule of udev that brings its driver; empty where it needs none. */
  default String udevRule() {
    return "";
  }
}
