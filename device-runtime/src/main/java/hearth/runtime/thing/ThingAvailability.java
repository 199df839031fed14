package hearth.runtime.thing;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.ThingSettings;
import org.tinylog.Logger;

/**
 * Whether a thing works, told on its topics {@code .../availability} and {@code .../problem}, both
 * retained.
 *
 * <pre>
 *              available()
 *   UNKNOWN ----------------> ONLINE
 *      |                      ^    |
 *      |        available()   |    |  unavailable(reason)
 *      |                      |    v
 *      +------------------> OFFLINE --+
 *        unavailable(reason)   ^      | unavailable(another reason)
 *                              +------+
 * </pre>
 */
final class ThingAvailability {
  private enum State {
    UNKNOWN,
    ONLINE,
    OFFLINE
  }

  private final String name;
  private final TopicName topic;
  private final TopicName problemTopic;
  private final StatePublisher outlet;

  private State state = State.UNKNOWN;
  private String problem = "";
  // A run before this one may have left its problem at the broker.
  private boolean problemMayStand = true;

  ThingAvailability(ThingSettings settings, DeviceSettings device, StatePublisher outlet) {
    this.name = settings.identity().name();
    this.topic = settings.availabilityTopicIn(device);
    this.problemTopic = settings.problemTopicIn(device);
    this.outlet = outlet;
  }

  boolean isOnline() {
    return state == State.ONLINE;
  }

  /** Whether it is known not to work. */
  boolean isOffline() {
    return state == State.OFFLINE;
  }

  /** Why it is offline; empty where it is online, null while nothing is known. */
  String problem() {
    return state == State.UNKNOWN ? null : problem;
  }

  void available() {
    if (state == State.ONLINE) {
      return;
    }
    if (state == State.OFFLINE) {
      Logger.info("{} is back", name);
    }
    state = State.ONLINE;
    problem = "";
    announce();
  }

  /**
   * It does not work.
   *
   * @param reason what happened and what to do, for people
   */
  void unavailable(String reason) {
    if (state == State.OFFLINE && problem.equals(reason)) {
      return;
    }
    Logger.warn("{} is unavailable: {}", name, reason);
    state = State.OFFLINE;
    problem = reason;
    announce();
  }

  /** Tells what is known; of a thing of which nothing is known yet, that it is offline. */
  void announce() {
    outlet.publishRetained(topic, state == State.ONLINE ? outlet.present() : "offline");
    if (!problem.isEmpty()) {
      outlet.publishRetained(problemTopic, problem);
      problemMayStand = true;
    } else if (state == State.ONLINE && problemMayStand) {
      problemMayStand = outlet.publishRetained(problemTopic, "").isCompletedExceptionally();
    }
  }
}
