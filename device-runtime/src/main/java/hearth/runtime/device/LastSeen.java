package hearth.runtime.device;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;

/**
 * Says again and again, retained and with the time, that the device is there: a cluster loses a
 * Will with the server that had the connection, and its {@code online} then stays for ever. Whoever
 * reads it takes a device for lost whose time is older than two times {@code every}. On the loop's
 * thread.
 */
final class LastSeen {
  /** Publishes, retained. */
  interface Publish {
    void retained(TopicName topic, String payload);
  }

  private final EventLoop loop;
  private final TopicName topic;
  private final Duration every;
  private final BooleanSupplier isClockSet;
  private final Publish publish;
  private Timer timer;

  /**
   * Says nothing yet.
   *
   * @param every zero for never
   * @param isClockSet whether the time can be believed; without it there is none in the message,
   *     and nobody judges by it
   */
  LastSeen(
      EventLoop loop,
      TopicName topic,
      Duration every,
      BooleanSupplier isClockSet,
      Publish publish) {
    this.loop = loop;
    this.topic = topic;
    this.every = every;
    this.isClockSet = isClockSet;
    this.publish = publish;
  }

  /** There is a connection. */
  void connected() {
    disconnected();
    if (!every.isZero()) {
      say();
    }
  }

  /** There is none any more, or nothing more to say. */
  void disconnected() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void say() {
    timer = loop.schedule(every.toNanos(), this::say);
    JsonWriter json = new JsonWriter(false).beginObject();
    if (isClockSet.getAsBoolean()) {
      json.member("time", loop.clock().wallTime().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    json.name("every").number(every.toSeconds());
    publish.retained(topic, new String(json.endObject().toBytes(), StandardCharsets.UTF_8));
  }
}
