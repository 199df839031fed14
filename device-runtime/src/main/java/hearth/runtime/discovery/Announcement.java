package hearth.runtime.discovery;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings.Discovery;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.thing.Outlet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * Keeps Home Assistant told of the device: after every connect, when Home Assistant has started,
 * and when things come and go. A little later and not at once: all devices of a home hear of a
 * start at the same time, and at the start of this program others are in more of a hurry.
 *
 * <p>A component that is gone from the message stays in Home Assistant; it goes when the message
 * once has nothing of it but its platform. What an earlier run announced is read back from the
 * broker, so that things which were removed while the program did not run are found, too:
 *
 * <pre>
 *   connected
 *   the kept one is    <- message with a lamp, which there is no more
 *   soon               message, the lamp with its platform only ->
 *                      message ->
 * </pre>
 *
 * <p>On the loop's thread.
 */
public final class Announcement {
  private static final long SPREAD_NANOS = Duration.ofSeconds(3).toNanos();

  private final String version;
  private final Predicate<ThingSettings> simulated;
  private final Outlet outlet;
  private final EventLoop loop;
  private final RandomGenerator random;

  private Configuration configuration;
  private Timer soon;
  // What stands at the broker, of this run or an earlier one; empty where nobody knows.
  private String kept = "";

  /**
   * An announcement, nothing of it said.
   *
   * @param version of this program
   * @param simulated which things have no hardware behind them
   * @param random spreads the answers of the devices of a home; needs no secrecy
   */
  public Announcement(
      Configuration configuration,
      String version,
      Predicate<ThingSettings> simulated,
      Outlet outlet,
      EventLoop loop,
      RandomGenerator random) {
    this.configuration = configuration;
    this.version = version;
    this.simulated = simulated;
    this.outlet = outlet;
    this.loop = loop;
    this.random = random;
  }

  /** Whether the device is to be found; else there is nothing to subscribe to. */
  public boolean isOn() {
    return configuration.device().discovery() == Discovery.ON;
  }

  /** Where Home Assistant says that it has started. */
  public TopicName statusTopic() {
    return TopicName.of(configuration.device().discoveryPrefix() + "/status");
  }

  /** Where the message stands, retained. */
  public TopicName topic() {
    return DiscoveryMessage.topicOf(configuration.device());
  }

  /** A connection stands. */
  public void connected() {
    switch (configuration.device().discovery()) {
      case ON -> publishSoon();
      case CLEAN -> outlet.publishRetained(topic(), "");
      case OFF -> {}
    }
  }

  /** Home Assistant has said something of itself. */
  public void heardStatus(String payload, boolean retained) {
    // A retained one is of before we connected, and that is answered anyway.
    if (!retained && payload.equals("online")) {
      Logger.debug("Home Assistant has started; it is told of the device");
      publishSoon();
    }
  }

  /** The broker has handed out what it kept. */
  public void heardMessage(String payload, boolean retained) {
    if (retained) {
      kept = payload;
    }
  }

  /** Things have come or gone. */
  public void changed(Configuration to) {
    configuration = to;
    if (isOn()) {
      publishSoon();
    }
  }

  private void publishSoon() {
    if (soon == null) {
      soon = loop.schedule(random.nextLong(SPREAD_NANOS), this::publish);
    }
  }

  private void publish() {
    soon = null;
    DiscoveryMessage message = new DiscoveryMessage(configuration, version, simulated);
    String payload = message.payload();
    if (!kept.equals(payload)) {
      remove(Announced.platforms(kept), message);
    }
    if (!outlet.publishRetained(topic(), payload).isCompletedExceptionally()) {
      kept = payload;
    }
  }

  private void remove(Map<String, String> before, DiscoveryMessage message) {
    Map<String, String> gone = new HashMap<>(before);
    gone.entrySet().removeAll(message.platforms().entrySet());
    if (!gone.isEmpty()) {
      Logger.info("Home Assistant is told that there is no more {}", gone.keySet());
      outlet.publishRetained(topic(), message.payload(gone));
    }
  }
}
