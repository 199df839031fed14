package hearth.runtime.entity;

import hearth.protocol.topic.TopicName;

/**
 * One value of a thing: a topic, and what stands there.
 *
 * @param name unique in the thing, such as {@code brightness}
 * @param role what it is in its entity, in the word that Home Assistant's keys begin with, such as
 *     {@code brightness} for {@code brightness_state_topic}; empty for the state itself
 * @param topic where the thing publishes it
 * @param commandTopic where it is set; null where nobody can
 * @param meaning of what it publishes, for people
 * @param commandMeaning of what is sent to the command topic, for people; empty where there is none
 *     or the meaning has it already
 */
public record Property(
    String name,
    String role,
    ValueType type,
    TopicName topic,
    TopicName commandTopic,
    String meaning,
    String commandMeaning) {

  /** A value that nobody sets. */
  public static Property shown(
      String name, String role, ValueType type, TopicName topic, String meaning) {
    return new Property(name, role, type, topic, null, meaning, "");
  }

  /** Whether it is the state of its entity. */
  public boolean isState() {
    return role.isEmpty();
  }

  /** Whether it can be set. */
  public boolean isSettable() {
    return commandTopic != null;
  }
}
