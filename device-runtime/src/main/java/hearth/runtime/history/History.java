package hearth.runtime.history;

import hearth.client.Message;
import hearth.client.MqttException;
import hearth.client.QueueStore;
import hearth.io.loop.Clock;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import hearth.runtime.json.JsonWriter;
import hearth.runtime.thing.StatePublisher;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.tinylog.Logger;

/**
 * Keeps readings that the broker did not get, and delivers them when it is there again: in their
 * order, not retained, on a topic of their own, so that nobody takes one for the present value.
 *
 * <pre>
 * home/temperature/history   {"time":"2026-11-21T14:00:00.250Z","value":21.4}
 *                            {"time":"1970-01-01T00:01:10.000Z","clock":"unsynchronised","value":21.4}
 * </pre>
 *
 * <pre>
 *   taken, not delivered          connected                 the broker has it
 *   --------------------> waiting ---------> on the way ----------------------> forgotten
 *                            ^                  |
 *                            +------------------+
 *                               connection lost
 * </pre>
 *
 * <p>Where the connection was lost before an acknowledgement came, a reading may arrive twice. On
 * the loop's thread.
 */
public final class History {
  private static final int MAX_ON_THE_WAY = 16;

  private final int max;
  private final QueueStore store;
  private final Clock clock;
  private final BooleanSupplier isClockSet;
  private final Deque<Kept> waiting = new ArrayDeque<>();
  private final Deque<Kept> onTheWay = new ArrayDeque<>();

  private Function<Message, CompletableFuture<?>> broker;
  private boolean isOverfull;

  private record Kept(Message message, long sequence) {}

  /**
   * A history, with what the store has of an earlier run.
   *
   * @param max how many readings are kept; when it would be more, the oldest goes. 0 keeps none
   * @param store where they outlive the program
   * @param clock whose wall clock is written down
   * @param isClockSet whether that can be believed
   */
  public History(int max, QueueStore store, Clock clock, BooleanSupplier isClockSet) {
    this.max = max;
    this.store = store;
    this.clock = clock;
    this.isClockSet = isClockSet;
    store.recover((message, sequence) -> waiting.add(new Kept(message, sequence)));
    dropExcess();
  }

  /** One that keeps nothing. */
  public static History none(Clock clock) {
    return new History(0, QueueStore.MEMORY, clock, () -> false);
  }

  /** The same outlet; of the readings, those that it cannot deliver are kept. */
  public StatePublisher over(StatePublisher outlet) {
    if (max == 0) {
      return outlet;
    }
    return new StatePublisher() {
      @Override
      public CompletableFuture<?> publishRetained(TopicName topic, String payload) {
        return outlet.publishRetained(topic, payload);
      }

      @Override
      public void publishEvent(TopicName topic, String payload) {
        outlet.publishEvent(topic, payload);
      }

      @Override
      public void publishReading(TopicName topic, String value) {
        Message later = reading(topic, value);
        outlet
            .publishRetained(topic, value)
            .whenComplete(
                (taken, failure) -> {
                  if (failure != null && !isRefusal(failure)) {
                    keep(later);
                  }
                });
      }
    };
  }

  private Message reading(TopicName topic, String value) {
    JsonWriter json = new JsonWriter(false).beginObject();
    json.member("time", clock.wallTime().truncatedTo(ChronoUnit.MILLIS).toString());
    if (!isClockSet.getAsBoolean()) {
      json.member("clock", "unsynchronised");
    }
    json.name("value").raw(value.getBytes(StandardCharsets.UTF_8)).endObject();
    return new Message(
        TopicName.of(topic + "/history"),
        json.toBytes(),
        QoS.AT_LEAST_ONCE,
        false,
        Properties.NONE);
  }

  /** The broker has it, and does not want it; it would not later either. */
  private static boolean isRefusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof MqttException refusal && refusal.reasonCode() != null;
  }

  private void keep(Message message) {
    waiting.add(new Kept(message, store.keep(message)));
    dropExcess();
  }

  private void dropExcess() {
    while (waiting.size() + onTheWay.size() > max && !waiting.isEmpty()) {
      if (!isOverfull) {
        Logger.warn(
            "More than {} readings wait for the broker; the oldest are dropped. 'history:' in the"
                + " section device says how many are kept",
            max);
      }
      isOverfull = true;
      store.forget(waiting.remove().sequence());
    }
  }

  /**
   * A connection stands, and what is true now has been said on it.
   *
   * @param publish to it
   */
  public void connected(Function<Message, CompletableFuture<?>> publish) {
    broker = publish;
    isOverfull = false;
    if (!waiting.isEmpty()) {
      Logger.info("Readings that the broker missed are delivered: {}", waiting.size());
    }
    deliver();
  }

  /** There is no connection any more. */
  public void disconnected() {
    broker = null;
    while (!onTheWay.isEmpty()) {
      waiting.addFirst(onTheWay.removeLast());
    }
  }

  private void deliver() {
    while (broker != null && onTheWay.size() < MAX_ON_THE_WAY && !waiting.isEmpty()) {
      Kept next = waiting.remove();
      onTheWay.add(next);
      broker.apply(next.message()).whenComplete((taken, failure) -> ended(next, failure));
    }
  }

  private void ended(Kept kept, Throwable failure) {
    if (failure != null && !isRefusal(failure)) {
      return; // it waits again, by disconnected()
    }
    if (onTheWay.remove(kept)) {
      store.forget(kept.sequence());
      deliver();
    }
  }

  /** Ends; what is kept waits for the next run. */
  public void close() {
    store.close();
  }
}
