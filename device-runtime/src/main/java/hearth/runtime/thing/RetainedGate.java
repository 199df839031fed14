package hearth.runtime.thing;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.OutputSettings.RetainedCommands;
import org.tinylog.Logger;

/** Keeps out commands that the broker had kept: they would switch at every start. */
final class RetainedGate {
  static final String REASON = "a retained command would switch at every start";

  private final String name;
  private final RetainedCommands policy;
  private final boolean isOnStateTopic;
  private final StatePublisher outlet;

  /**
   * A gate.
   *
   * @param isOnStateTopic whether what the broker kept is most likely the thing's own state of
   *     before, which nobody needs to hear about
   */
  RetainedGate(
      String name, RetainedCommands policy, boolean isOnStateTopic, StatePublisher outlet) {
    this.name = name;
    this.policy = policy;
    this.isOnStateTopic = isOnStateTopic;
    this.outlet = outlet;
  }

  /** Whether the message is to be obeyed; where it is not, that is told in the log. */
  boolean admits(TopicName topic, CommandMessage message) {
    if (!message.retained() || policy == RetainedCommands.OBEY) {
      return true;
    }
    if (isOnStateTopic) {
      return false;
    }
    boolean clears = policy == RetainedCommands.CLEAR;
    Logger.warn(
        "{}: refused a retained command on {}: it would switch at every start. {}",
        name,
        topic,
        clears
            ? "It is removed from the broker; let the sender publish without the retain flag."
            : "Remove it with an empty retained message (hearth pub -r -n -t "
                + topic
                + "), and let the sender publish without the retain flag.");
    if (clears) {
      outlet.publishRetained(topic, "");
    }
    return false;
  }
}
