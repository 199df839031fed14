package hearth.runtime.discovery;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings.Discovery;
import hearth.runtime.thing.Outlet;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * Keeps Home Assistant told of the device: after every connect, when Home Assistant has started,
 * and when things come and go.
 *
 * <p>A component that is gone from the message stays in Home Assistant; it goes when the message
 * once has nothing of it but its platform. What an earlier run announced is read back from the
 * broker, so that things which were removed while the program did not run are found, too:
 *
 * <pre>
 *   connected          message ->
 *   the kept one is    <- message with a lamp, which there is no more
 *                      message, the lamp with its platform only ->
 *                      message ->
 * </pre>
 *
 * <p>On the loop's thread.
 */
public final class Announcement {
  /** All devices of a home hear of the start at once, and need not answer at once. */
  private static final long SPREAD_NANOS = Duration.ofSeconds(3).toNanos();

  private final Discovery discovery;
  private final String version;
  private final Outlet outlet;
  private final EventLoop loop;
  private final RandomGenerator random;
  private final TopicName statusTopic;

  private DiscoveryMessage message;
  private Timer soon;

  /**
   * An announcement, nothing of it said.
   *
   * @param version of this program
   * @param random spreads the answers of the devices of a home; needs no secrecy
   */
  public Announcement(
      Configuration configuration,
      String version,
      Outlet outlet,
      EventLoop loop,
      RandomGenerator random) {
    this.discovery = configuration.device().discovery();
    this.version = version;
    this.outlet = outlet;
    this.loop = loop;
    this.random = random;
    this.message = new DiscoveryMessage(configuration, version);
    this.statusTopic = TopicName.of(configuration.device().discoveryPrefix() + "/status");
  }

  /** Whether the device is to be found; else there is nothing to subscribe to. */
  public boolean isOn() {
    return discovery == Discovery.ON;
  }

  /** Where Home Assistant says that it has started. */
  public TopicName statusTopic() {
    return statusTopic;
  }

  /** Where the message stands, retained. */
  public TopicName topic() {
    return message.topic();
  }

  /** A connection stands. */
  public void connected() {
    switch (discovery) {
      case ON -> publish();
      case CLEAN -> outlet.publishRetained(topic(), "");
      case OFF -> {}
    }
  }

  private void publish() {
    outlet.publishRetained(topic(), message.payload());
  }

  /** Home Assistant has said something of itself. */
  public void heardStatus(String payload, boolean retained) {
    // A retained one is of before we connected, and that has been answered.
    if (retained || !payload.equals("online") || soon != null) {
      return;
    }
    Logger.debug("Home Assistant has started; it is told of the device");
    soon =
        loop.schedule(
            random.nextLong(SPREAD_NANOS),
            () -> {
              soon = null;
              publish();
            });
  }

  /** The broker has handed out what it kept. */
  public void heardMessage(String payload, boolean retained) {
    if (retained && !payload.isEmpty() && !payload.equals(message.payload())) {
      replace(Announced.platforms(payload));
    }
  }

  /** Things have come or gone. */
  public void changed(Configuration configuration) {
    Map<String, String> before = message.platforms();
    message = new DiscoveryMessage(configuration, version);
    if (isOn()) {
      replace(before);
    }
  }

  private void replace(Map<String, String> before) {
    Map<String, String> gone = new HashMap<>(before);
    gone.entrySet().removeAll(message.platforms().entrySet());
    if (!gone.isEmpty()) {
      Logger.info("Home Assistant is told that there is no more {}", gone.keySet());
      outlet.publishRetained(topic(), message.payload(gone));
    }
    publish();
  }
}
