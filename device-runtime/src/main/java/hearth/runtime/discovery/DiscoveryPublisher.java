package hearth.runtime.discovery;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings.Discovery;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.thing.StatePublisher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * broker, so that things which were removed while the program did not run are found, too. Between
 * two messages on one matter is a pause: Home Assistant drops the first where it is still busy.
 *
 * <pre>
 *   connected
 *   the kept one is    <- message with a lamp, which there is no more
 *   soon               message, the lamp with its platform only ->
 *   a pause later      message ->
 * </pre>
 *
 * <p>The older form has a message for each entity. From one form to the other nothing is to get
 * lost and nothing to stand twice, so Home Assistant is asked to let go without forgetting:
 *
 * <pre>
 *   the kept one is    <- message of the device
 *   soon               {"migrate_discovery":true} on its topic ->
 *   a pause later      a message for each entity ->
 *   a pause later      nothing on the topic of the device ->
 * </pre>
 *
 * <p>On the loop's thread.
 */
public final class DiscoveryPublisher {
  private static final long SPREAD_NANOS = Duration.ofSeconds(3).toNanos();
  private static final Runnable NOTHING = () -> {};
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final String MIGRATE = "{\"migrate_discovery\":true}";

  private final DeviceInfo info;
  private final Predicate<ThingSettings> simulated;
  private final StatePublisher outlet;
  private final EventLoop loop;
  private final RandomGenerator random;

  private Configuration configuration;
  private Timer soon;
  // What stands at the broker, of this run or an earlier one; empty where nobody knows.
  private String kept = "";
  // The same of single entities, by their topics.
  private final Map<String, String> keptEntities = new TreeMap<>();
  // What is still to be said of one announcement, and when.
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private Timer nextStep;
  // What waits for the last of it.
  private Runnable whenAnnounced = NOTHING;

  /**
   * An announcement, nothing of it said.
   *
   * @param info what the device is
   * @param simulated which things have no hardware behind them
   * @param random spreads the answers of the devices of a home; needs no secrecy
   */
  public DiscoveryPublisher(
      Configuration configuration,
      DeviceInfo info,
      Predicate<ThingSettings> simulated,
      StatePublisher outlet,
      EventLoop loop,
      RandomGenerator random) {
    this.configuration = configuration;
    this.info = info;
    this.simulated = simulated;
    this.outlet = outlet;
    this.loop = loop;
    this.random = random;
  }

  /** The message of a configuration, for whoever is to know the things otherwise. */
  public static String messageOf(
      Configuration configuration, DeviceInfo info, Predicate<ThingSettings> simulated) {
    return new DiscoveryMessage(configuration, info, simulated).payload();
  }

  /** Whether what stands at the broker matters; else there is nothing to subscribe to. */
  public boolean isOn() {
    return configuration.device().discovery() != Discovery.OFF;
  }

  /** Where Home Assistant says that it has started. */
  public TopicName statusTopic() {
    return TopicName.of(configuration.device().discoveryPrefix() + "/status");
  }

  /** Where the message stands, retained. */
  public TopicName topic() {
    return DiscoveryMessage.topicOf(configuration.device());
  }

  /** Where messages of single entities stand, retained: a Topic Filter. */
  public String entityFilter() {
    return DiscoveryMessage.entityFilterOf(configuration.device());
  }

  /**
   * A connection stands.
   *
   * @param announced runs once, when others know of the things: at once where nothing is said
   */
  public void connected(Runnable announced) {
    switch (configuration.device().discovery()) {
      case ON, ENTITIES -> {
        whenAnnounced = announced;
        publishSoon();
      }
      case CLEAN -> {
        outlet.publishRetained(topic(), "");
        announced.run();
      }
      case OFF -> announced.run();
    }
  }

  /** It is lost. */
  public void disconnected() {
    whenAnnounced = NOTHING;
  }

  /** Home Assistant has said something of itself. */
  public void onStatus(String payload, boolean retained) {
    // A retained one is of before we connected, and that is answered anyway.
    if (!retained && payload.equals("online") && configuration.device().isDiscovered()) {
      Logger.debug("Home Assistant has started; it is told of the device");
      publishSoon();
    }
  }

  /** The broker has handed out what it kept. */
  public void onMessage(TopicName from, String payload, boolean retained) {
    if (!retained || payload.isEmpty()) {
      return;
    }
    if (configuration.device().discovery() == Discovery.CLEAN) {
      outlet.publishRetained(from, "");
    } else if (from.equals(topic())) {
      kept = payload;
    } else {
      keptEntities.put(from.toString(), payload);
    }
  }

  /** Things have come or gone. */
  public void changed(Configuration to) {
    configuration = to;
    if (to.device().isDiscovered()) {
      publishSoon();
    }
  }

  /** Never at once: the broker must hand out first what it has kept. */
  private void publishSoon() {
    if (soon == null) {
      soon = loop.schedule(PAUSE_NANOS + random.nextLong(SPREAD_NANOS), this::publish);
    }
  }

  private void publish() {
    soon = null;
    steps.clear();
    DiscoveryMessage message = new DiscoveryMessage(configuration, info, simulated);
    if (configuration.device().discovery() == Discovery.ENTITIES) {
      planEntities(message);
    } else {
      planDevice(message);
    }
    if (nextStep == null) {
      step();
    }
  }

  private void planDevice(DiscoveryMessage message) {
    String payload = message.payload();
    List<String> before = List.copyOf(keptEntities.keySet());
    if (!before.isEmpty()) {
      steps.add(() -> letGo(before, message));
    }
    if (!kept.equals(payload)) {
      planRemoval(message);
    }
    steps.add(() -> publish(payload));
    if (!before.isEmpty()) {
      steps.add(() -> before.forEach(topic -> publish(topic, "")));
    }
  }

  private void planEntities(DiscoveryMessage message) {
    Map<TopicName, String> payloads = message.singlePayloads();
    boolean migrates = !kept.isEmpty();
    if (migrates) {
      planRemoval(message);
      steps.add(() -> publish(MIGRATE));
    }
    List<String> gone =
        keptEntities.keySet().stream()
            .filter(topic -> !payloads.containsKey(TopicName.of(topic)))
            .toList();
    steps.add(
        () -> {
          gone.forEach(topic -> publish(topic, ""));
          payloads.forEach((topic, payload) -> publish(topic.toString(), payload));
        });
    if (migrates) {
      steps.add(() -> publish(""));
    }
  }

  private void planRemoval(DiscoveryMessage message) {
    Map<String, String> gone = new HashMap<>(DiscoveryReader.platforms(kept));
    gone.entrySet().removeAll(message.platforms().entrySet());
    if (!gone.isEmpty()) {
      Logger.info("Home Assistant is told that there is no more {}", gone.keySet());
      steps.add(() -> publish(message.payload(gone)));
    }
  }

  /** Entities that are to be the device's keep what Home Assistant knows of them; others go. */
  private void letGo(List<String> topics, DiscoveryMessage message) {
    Map<TopicName, String> wanted = message.singlePayloads();
    for (String topic : topics) {
      publish(topic, wanted.containsKey(TopicName.of(topic)) ? MIGRATE : "");
    }
  }

  private void step() {
    nextStep = null;
    Runnable step = steps.poll();
    if (step != null) {
      step.run();
      if (steps.isEmpty()) {
        Runnable then = whenAnnounced;
        whenAnnounced = NOTHING;
        then.run();
      }
      nextStep = loop.schedule(PAUSE_NANOS, this::step);
    }
  }

  private void publish(String payload) {
    if (!outlet.publishRetained(topic(), payload).isCompletedExceptionally()) {
      kept = payload;
    }
  }

  private void publish(String topic, String payload) {
    if (outlet.publishRetained(TopicName.of(topic), payload).isCompletedExceptionally()) {
      return;
    }
    if (payload.isEmpty()) {
      keptEntities.remove(topic);
    } else {
      keptEntities.put(topic, payload);
    }
  }
}
