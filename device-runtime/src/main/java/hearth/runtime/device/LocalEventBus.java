package hearth.runtime.device;

import hearth.protocol.topic.TopicName;
import hearth.runtime.thing.StatePublisher;
import hearth.runtime.thing.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Tells things what others of their device publish, in the same turn of the loop and whether a
 * broker is there or not. On the loop's thread.
 */
final class LocalEventBus implements StatePublisher {
  private final StatePublisher broker;
  private List<Hearer> hearers = List.of();

  private record Hearer(Thing thing, TopicName topic, Consumer<String> payload) {}

  LocalEventBus(StatePublisher broker) {
    this.broker = broker;
  }

  /** Tells the thing what it hears, from now on. */
  void add(Thing thing) {
    List<Hearer> more = new ArrayList<>(hearers);
    thing.hears().forEach((topic, payload) -> more.add(new Hearer(thing, topic, payload)));
    hearers = more;
  }

  /** Tells the thing nothing any more. */
  void remove(Thing thing) {
    hearers = hearers.stream().filter(hearer -> hearer.thing != thing).toList();
  }

  @Override
  public CompletableFuture<?> publishRetained(TopicName topic, String payload) {
    CompletableFuture<?> taken = broker.publishRetained(topic, payload);
    report(topic, payload);
    return taken;
  }

  @Override
  public void publishReading(TopicName topic, String value) {
    broker.publishReading(topic, value);
    report(topic, value);
  }

  private void report(TopicName topic, String payload) {
    for (Hearer hearer : hearers) {
      if (hearer.topic.equals(topic)) {
        hearer.payload.accept(payload);
      }
    }
  }

  @Override
  public void publishEvent(TopicName topic, String payload) {
    broker.publishEvent(topic, payload);
  }
}
