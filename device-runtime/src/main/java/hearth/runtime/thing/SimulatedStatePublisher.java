package hearth.runtime.thing;

import hearth.protocol.topic.TopicName;
import java.util.concurrent.CompletableFuture;

/**
 * Where things of simulated parts say what they know: they never call themselves {@code online}, so
 * that nobody takes what they publish for true.
 */
public record SimulatedStatePublisher(StatePublisher outlet) implements StatePublisher {
  /** What stands on the topic of their availability. */
  public static final String SIMULATED = "simulated";

  @Override
  public String present() {
    return SIMULATED;
  }

  @Override
  public CompletableFuture<?> publishRetained(TopicName topic, String payload) {
    return outlet.publishRetained(topic, payload);
  }

  @Override
  public void publishReading(TopicName topic, String value) {
    outlet.publishReading(topic, value);
  }

  @Override
  public void publishEvent(TopicName topic, String payload) {
    outlet.publishEvent(topic, payload);
  }
}
