package hearth.runtime.thing;

import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sensor.SensorException;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.SensorSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.tinylog.Logger;

/**
 * A sensor that measures at its interval and publishes each reading as a plain number, retained.
 *
 * <p>Unknown is not a value: a failed measurement publishes nothing. It is repeated soon, then
 * later; when enough have failed one after another, or the first of all did, or no repetition can
 * help, the sensor is unavailable with the reason, and measures on until it is back, at its
 * interval at first and then at growing ones.
 *
 * <pre>
 *              start(), its time
 *   WAITING -----------------------> MEASURING --no answer in 30 s--> SILENT
 *      ^                                 |                              |
 *      +---------measured, failed--------+------------------------------+
 *
 *   all -- stop() --> STOPPED
 * </pre>
 */
public final class SensorThing implements Thing {
  private enum State {
    WAITING,
    MEASURING,
    /** The driver hangs in the kernel. No second measurement is piled upon it. */
    SILENT,
    STOPPED
  }

  private static final long SOON_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long MAX_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long ANSWER_WITHIN_NANOS = Duration.ofSeconds(30).toNanos();

  private final String name;
  private final SensorSettings settings;
  private final long every;
  private final List<SensorValuePublisher> values = new ArrayList<>();
  private final Sensor sensor;
  private final EventLoop loop;
  private final ThingAvailability availability;

  private State state = State.WAITING;
  private Timer next;
  private long startedAt;
  private int failures;
  // Until the next attempt after a failure; 0 after a reading.
  private long pause;
  private Timer tick;

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
      StatePublisher outlet) {
    this.name = settings.identity().name();
    this.settings = settings;
    this.every = settings.every().toNanos();
    this.sensor = sensor;
    this.loop = loop;
    for (int i = 0; i < settings.measured().size(); i++) {
      values.add(
          new SensorValuePublisher(
              settings, settings.measured().get(i), settings.topicsIn(device).get(i), outlet));
    }
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
    state = State.MEASURING;
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

  private void silent() {
    state = State.SILENT;
    forget();
    availability.unavailable(
        "The kernel's driver has not answered for 30 s. If this stays, look into dmesg.");
  }

  private boolean isAsked() {
    return state == State.MEASURING || state == State.SILENT;
  }

  private void measured(List<Reading> readings) {
    if (!isAsked()) {
      return;
    }
    failures = 0;
    pause = 0;
    availability.available();
    for (int i = 0; i < readings.size(); i++) {
      values.get(i).measured(readings.get(i).value(), loop.clock().nanoTime());
    }
    scheduleTick();
    measureAfter(every);
  }

  private void failed(SensorException why) {
    if (!isAsked()) {
      return;
    }
    failures++;
    if (why.getCause() instanceof RuntimeException mistake) {
      Logger.error(mistake, "{}: a measurement failed unexpectedly", name);
    }
    Logger.debug("{}: measurement {} failed: {}", name, failures, why.getMessage());
    boolean patient = availability.isOnline() && why.reason().isRetryable();
    if (patient && failures < settings.failures()) {
      pause = Math.min(pause == 0 ? SOON_NANOS : 2 * pause, every);
    } else {
      pause = availability.isOnline() ? every : longerPause();
      forget();
      availability.unavailable(why.getMessage());
    }
    measureAfter(pause);
  }

  /** A part that stays away is asked less and less often, but at its interval or once a minute. */
  private long longerPause() {
    return pause < every ? every : Math.min(2 * pause, Math.max(every, MAX_PAUSE_NANOS));
  }

  /** From the start of the last measurement on, so that its own time does not add up. */
  private void measureAfter(long nanos) {
    state = State.WAITING;
    long passed = loop.clock().nanoTime() - startedAt;
    next.cancel();
    next = loop.schedule(Math.max(0, nanos - passed), this::measure);
  }

  /** Some filters let a value out when time has passed, not when one comes in. */
  private void scheduleTick() {
    if (tick != null) {
      tick.cancel();
    }
    long now = loop.clock().nanoTime();
    values.stream()
        .map(SensorValuePublisher::nextTick)
        .filter(OptionalLong::isPresent)
        .mapToLong(when -> when.getAsLong() - now)
        .min()
        .ifPresent(wait -> tick = loop.schedule(wait, this::tick));
  }

  private void tick() {
    long now = loop.clock().nanoTime();
    values.forEach(value -> value.tick(now));
    scheduleTick();
  }

  /** What was measured is no longer true. */
  private void forget() {
    values.forEach(SensorValuePublisher::forget);
    scheduleTick();
  }

  @Override
  public boolean isOffline() {
    return availability.isOffline();
  }

  @Override
  public void announce() {
    availability.announce();
    values.forEach(SensorValuePublisher::announce);
  }

  @Override
  public void stop(Runnable whenStopped) {
    state = State.STOPPED;
    for (Timer timer : new Timer[] {next, tick}) {
      if (timer != null) {
        timer.cancel();
      }
    }
    whenStopped.run();
  }
}
