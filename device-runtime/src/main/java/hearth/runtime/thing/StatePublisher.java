package hearth.runtime.thing;

import hearth.protocol.topic.TopicName;
import java.util.concurrent.CompletableFuture;

/** Where things say what they know. On the loop's thread. */
public interface StatePublisher {
  /**
   * Publishes, retained, at least once. Without a connection it does nothing: after every connect
   * each thing is asked to {@link Thing#announce} what is true then.
   *
   * @param payload empty to remove what the broker keeps
   * @return done when the broker has taken it; failed at once where there is no connection
   */
  CompletableFuture<?> publishRetained(TopicName topic, String payload);

  /**
   * Publishes what was measured just now, as {@link #publishRetained}. Where the configuration
   * keeps readings, one that the broker does not get is delivered later with its time.
   *
   * @param topic of the sensor's present value
   * @param value a number
   */
  default void publishReading(TopicName topic, String value) {
    publishRetained(topic, value);
  }

  /** What a thing that works calls itself on the topic of its availability. */
  default String present() {
    return "online";
  }

  /** Publishes what is true only now, not retained; lost where there is no connection. */
  void publishEvent(TopicName topic, String payload);
}
