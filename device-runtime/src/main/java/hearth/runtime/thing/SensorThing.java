package hearth.runtime.thing;

import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sensor.SensorException;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.SensorSettings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import org.tinylog.Logger;

/**
 * A sensor that measures at its interval and publishes each reading as a plain number, retained.
 *
 * <p>Unknown is not a value: a failed measurement publishes nothing. It is repeated soon; when
 * enough have failed one after another, or the first of all did, or no repetition can help, the
 * sensor is unavailable with the reason, and measures on at its interval until it is back.
 */
public final class SensorThing implements Thing {
  private static final long SOON_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long ANSWER_WITHIN_NANOS = Duration.ofSeconds(30).toNanos();

  private final String name;
  private final SensorSettings.Common settings;
  private final List<TopicName> topics;
  private final Sensor sensor;
  private final EventLoop loop;
  private final Outlet outlet;
  private final ThingAvailability availability;

  private Timer next;
  private long startedAt;
  private int failures;
  private boolean stopped;
  private List<Reading> last = List.of();

  /**
   * A sensor.
   *
   * @param sensor yields one reading for each of the settings' topics, in that order
   */
  public SensorThing(
      SensorSettings settings,
      DeviceSettings device,
      Sensor sensor,
      EventLoop loop,
      Outlet outlet) {
    this.name = settings.identity().name();
    this.settings = settings.common();
    this.topics = settings.topicsIn(device);
    this.sensor = sensor;
    this.loop = loop;
    this.outlet = outlet;
    this.availability = new ThingAvailability(settings, device, outlet);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    measure();
  }

  private void measure() {
    startedAt = loop.clock().nanoTime();
    next = loop.schedule(ANSWER_WITHIN_NANOS, this::silent);
    sensor.start(
        new Sensor.Listener() {
          @Override
          public void measured(List<Reading> readings) {
            loop.execute(() -> SensorThing.this.measured(readings));
          }

          @Override
          public void failed(SensorException why) {
            loop.execute(() -> SensorThing.this.failed(why));
          }
        });
  }

  /** The driver hangs in the kernel. No second measurement is piled upon it. */
  private void silent() {
    last = List.of();
    availability.unavailable(
        "The kernel's driver has not answered for 30 s. If this stays, look into dmesg.");
  }

  private void measured(List<Reading> readings) {
    if (stopped) {
      return;
    }
    failures = 0;
    last = readings;
    availability.available();
    publish();
    measureAfter(settings.every().toNanos());
  }

  private void failed(SensorException why) {
    if (stopped) {
      return;
    }
    failures++;
    Logger.debug("{}: measurement {} failed: {}", name, failures, why.getMessage());
    boolean patient = availability.isOnline() && why.reason().isRetryable();
    if (patient && failures < settings.failures()) {
      measureAfter(Math.min(SOON_NANOS, settings.every().toNanos()));
      return;
    }
    last = List.of();
    availability.unavailable(why.getMessage());
    measureAfter(settings.every().toNanos());
  }

  /** From the start of the last measurement on, so that its own time does not add up. */
  private void measureAfter(long nanos) {
    long passed = loop.clock().nanoTime() - startedAt;
    next.cancel();
    next = loop.schedule(Math.max(0, nanos - passed), this::measure);
  }

  private void publish() {
    for (int i = 0; i < last.size(); i++) {
      String text = text(last.get(i));
      Logger.debug("{} {}", topics.get(i), text);
      outlet.publishRetained(topics.get(i), text);
    }
  }

  private String text(Reading reading) {
    boolean isTemperature = reading.quantity().equals(Quantity.TEMPERATURE);
    double value = isTemperature ? settings.unit().fromCelsius(reading.value()) : reading.value();
    // BigDecimal knows no -0.0.
    return BigDecimal.valueOf(value)
        .setScale(settings.decimals(), RoundingMode.HALF_UP)
        .toPlainString();
  }

  @Override
  public void announce() {
    availability.announce();
    publish();
  }

  @Override
  public void stop(Runnable whenStopped) {
    stopped = true;
    if (next != null) {
      next.cancel();
    }
    whenStopped.run();
  }
}
