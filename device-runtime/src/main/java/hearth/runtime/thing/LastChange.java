package hearth.runtime.thing;

import hearth.io.loop.Clock;
import hearth.protocol.topic.TopicName;
import hearth.runtime.json.JsonWriter;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;

/**
 * The last change of an output, published retained: {@code
 * {"time":"2026-11-30T20:14:05Z","state":"ON","by":"user anna, client phone"}}. It has no time
 * while the wall clock is not set. What it was before the start stays with the broker.
 */
final class LastChange {
  private final TopicName topic;
  private final Clock clock;
  private final BooleanSupplier isClockSet;
  private final StatePublisher outlet;

  // Null while there was none.
  private String state;
  private String by;
  private long at;

  LastChange(TopicName topic, Clock clock, BooleanSupplier isClockSet, StatePublisher outlet) {
    this.topic = topic;
    this.clock = clock;
    this.isClockSet = isClockSet;
    this.outlet = outlet;
  }

  /** It has changed just now, see {@link Cause}. */
  void is(String newState, String newBy) {
    state = newState;
    by = newBy;
    at = clock.nanoTime();
    publish();
  }

  /** Publishes it, if there was one. */
  void publish() {
    if (state == null) {
      return;
    }
    JsonWriter json = new JsonWriter(false).beginObject();
    if (isClockSet.getAsBoolean()) {
      // The clock may have been set since.
      long ago = clock.nanoTime() - at;
      json.member(
          "time", clock.wallTime().minusNanos(ago).truncatedTo(ChronoUnit.SECONDS).toString());
    }
    json.member("state", state).member("by", by);
    outlet.publishRetained(topic, json.endObject().toString());
  }
}
