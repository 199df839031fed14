package hearth.runtime.fleet;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.runtime.config.FleetSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Says how a Hearth is: at the start, whenever a link is there again, where something is otherwise
 * at its look once a minute, and else as often as the settings say. On the loop's thread.
 */
public final class HealthReporter {
  private static final Duration LOOK = Duration.ofMinutes(1);

  private final EventLoop loop;
  private final FleetSettings settings;
  private final Supplier<Health> health;
  private final Consumer<byte[]> publish;

  /** {@code offline} from the orderly end on. */
  private String state = "online";

  private String lastNews;
  private long lastTime;
  private Timer timer;

  /**
   * Says nothing yet.
   *
   * @param health looks how it is; cheap
   * @param publish publishes it, retained
   */
  public HealthReporter(
      EventLoop loop, FleetSettings settings, Supplier<Health> health, Consumer<byte[]> publish) {
    this.loop = loop;
    this.settings = settings;
    this.health = health;
    this.publish = publish;
  }

  /** Says it for the first time, and goes on. */
  public void start() {
    report();
    timer = loop.schedule(LOOK.toNanos(), this::look);
  }

  private void look() {
    timer = loop.schedule(LOOK.toNanos(), this::look);
    Health now = health.get();
    boolean isDue = loop.clock().nanoTime() - lastTime >= settings.every().toNanos();
    if (isDue || !HealthMessage.news(now).equals(lastNews)) {
      say(now);
    }
  }

  /** Says it now: whoever hears of it again may have been told otherwise by a Will. */
  public void report() {
    say(health.get());
  }

  private void say(Health now) {
    lastNews = HealthMessage.news(now);
    lastTime = loop.clock().nanoTime();
    publish.accept(HealthMessage.of(settings.name(), state, now));
  }

  /** What a Will says for a connection that is made now. */
  public byte[] lost() {
    Health now = health.get();
    return HealthMessage.lost(settings.name(), now.clockIsSet() ? now.time() : null);
  }

  /** What a Will says that is made once for all connections. */
  public static String lost(FleetSettings settings) {
    return new String(HealthMessage.lost(settings.name(), null), StandardCharsets.UTF_8);
  }

  /** Says that this is the end; nothing more. */
  public void end() {
    if (timer != null) {
      timer.cancel();
      timer = null;
      state = "offline";
      report();
    }
  }
}
