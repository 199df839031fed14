package hearth.runtime.entity;

import hearth.protocol.topic.TopicName;
import java.util.List;
import java.util.Map;

/**
 * A part of a thing that people see as one: a light with its brightness, one value of a sensor.
 *
 * @param name which one of several of the thing; empty where the thing is one
 * @param platform in Home Assistant's words, such as {@code light}
 * @param deviceClass in Home Assistant's words; empty where there is none
 * @param stateClass how its numbers go on; {@link StateClass#NONE} for what has none
 * @param isDiagnostic whether it is about the machine, not about the home
 * @param isEnabledByDefault whether Home Assistant shows it without being asked to
 * @param expiresAfterSeconds without a new value it is no longer true; 0 for never
 * @param properties its values, the state first
 * @param uses values of other things that it shows, by the role that they have in it
 */
public record Entity(
    String name,
    String platform,
    String deviceClass,
    StateClass stateClass,
    boolean isDiagnostic,
    boolean isEnabledByDefault,
    long expiresAfterSeconds,
    List<Property> properties,
    Map<String, TopicName> uses) {

  /** How the numbers of a sensor go on. */
  public enum StateClass {
    NONE,
    /** What it is now. */
    MEASUREMENT,
    /** An angle, whose mean is none of its numbers'. */
    MEASUREMENT_ANGLE,
    /** An amount that grows and shrinks. */
    TOTAL,
    /** A counter, which starts again from 0 now and then. */
    TOTAL_INCREASING
  }

  /** What most are: about the home, shown, and true until it is told otherwise. */
  public static Entity of(String platform, String deviceClass, List<Property> properties) {
    return new Entity(
        "", platform, deviceClass, StateClass.NONE, false, true, 0, properties, Map.of());
  }

  /** The same, which also shows values of other things. */
  public Entity using(Map<String, TopicName> roles) {
    return new Entity(
        name,
        platform,
        deviceClass,
        stateClass,
        isDiagnostic,
        isEnabledByDefault,
        expiresAfterSeconds,
        properties,
        roles);
  }
}
