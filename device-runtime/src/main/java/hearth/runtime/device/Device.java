package hearth.runtime.device;

import hearth.client.MqttClientBuilder;
import hearth.drivers.output.StateStore;
import hearth.io.loop.EventLoop;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.DeviceSettings.Homie;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.discovery.DeviceInfo;
import hearth.runtime.discovery.DiscoveryPublisher;
import hearth.runtime.hardware.Hardware;
import hearth.runtime.history.History;
import hearth.runtime.homie.HomieDevice;
import hearth.runtime.thing.CommandListener;
import hearth.runtime.thing.CommandMessage;
import hearth.runtime.thing.OutputThing;
import hearth.runtime.thing.PinThread;
import hearth.runtime.thing.StatePublisher;
import hearth.runtime.thing.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/**
 * The things of a configuration and their connection. The things start first and never wait for the
 * broker; at the end {@code offline} is said before a pin moves. On the loop's thread.
 */
public final class Device {
  private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(2);

  /** Of a pin, from its request; then it counts as one that does not open. */
  private static final Duration OPENING_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final EventLoop loop;
  private final BrokerLink link;
  private final DiscoveryPublisher announcement;
  private final History history;
  private final CommandDecoder requests;
  private final LocalEventBus neighbours;
  private final ReconnectCount reconnects;
  private final LastSeen lastSeen;
  // Null where it is not wanted.
  private final HomieConnection homie;
  private final ThingFactory factory;
  private final Map<String, Running> things = new LinkedHashMap<>();
  private final Map<String, OutputThing> outputs = new HashMap<>();

  private final Configuration started;
  private Configuration configuration;

  /**
   * A thing at work.
   *
   * @param uses the settings of others that it was made with
   */
  private record Running(ThingSettings settings, List<ThingSettings> uses, Thing thing) {}

  /**
   * A device, nothing of it started.
   *
   * @param configuration with a device
   * @param states what its outputs were last
   * @param history keeps readings while the broker is away
   * @param options how a client connects, given what its Client Identifier ends with
   * @param isTold whether the broker, which is of this process, says who has published a command
   * @param info what the device is, for who wants to know
   * @param random spreads what all devices of a home would do at once; needs no secrecy
   */
  public Device(
      Configuration configuration,
      Hardware parts,
      StateStore states,
      PinThread pins,
      EventLoop loop,
      History history,
      Function<String, MqttClientBuilder> options,
      boolean isTold,
      DeviceInfo info,
      RandomGenerator random) {
    this.loop = loop;
    this.history = history;
    this.started = configuration;
    this.configuration = configuration;
    this.link =
        new BrokerLink(
            DeviceAvailability.online(configuration.device().availabilityTopic()),
            options.apply(""),
            configuration.mqtt().version().hasProperties(),
            this::found,
            this::connected,
            this::disconnected,
            QoS.AT_LEAST_ONCE);
    this.announcement =
        new DiscoveryPublisher(configuration, info, parts::simulates, link, loop, random);
    this.requests = new CommandDecoder(link, loop.clock(), isTold, this::isOwn);
    this.homie =
        configuration.device().homie() == Homie.YES
            ? new HomieConnection(
                configuration, options.apply("-homie"), states, loop.clock(), isTold, this::command)
            : null;
    StatePublisher outlet = history.over(link);
    this.neighbours = new LocalEventBus(homie == null ? outlet : homie.over(outlet));
    this.reconnects = new ReconnectCount(loop.clock());
    this.lastSeen =
        new LastSeen(
            loop,
            configuration.device().lastSeenTopic(),
            configuration.mqtt().lastSeen(),
            parts::isClockSet,
            link::publishRetained);
    this.factory =
        new ThingFactory(
            configuration.device(), parts, states, pins, loop, neighbours, outputs, reconnects);
  }

  /** What runs now. */
  public Configuration configuration() {
    return configuration;
  }

  /** Opens the parts and connects. */
  public void start() {
    configuration.things().forEach(this::startThing);
    if (announcement.isOn()) {
      link.subscribe(
          announcement.statusTopic(),
          message -> announcement.onStatus(message.text(), message.retain()));
      link.subscribe(
          announcement.topic(),
          message -> announcement.onMessage(message.topic(), message.text(), message.retain()));
      link.subscribe(
          announcement.entityFilter(),
          message -> announcement.onMessage(message.topic(), message.text(), message.retain()));
    }
    if (configuration.device().homie() == Homie.CLEAN) {
      cleanHomie();
    }
    link.start();
    if (homie != null) {
      homie.start();
    }
  }

  /** All that the broker keeps of the device in Homie goes as it is handed out. */
  private void cleanHomie() {
    link.subscribe(
        HomieDevice.filterOf(configuration),
        message -> {
          if (message.retain() && !message.text().isEmpty()) {
            link.publishRetained(message.topic(), "");
          }
        });
  }

  /** A command that came otherwise than on the thing's own topic. */
  private void command(TopicName topic, CommandMessage message) {
    for (Running running : things.values()) {
      CommandListener listener = running.thing.commands().get(topic);
      if (listener != null) {
        listener.received(message);
      }
    }
  }

  private void startThing(ThingSettings settings) {
    Thing thing = factory.make(settings, configuration);
    things.put(thing.name(), new Running(settings, settings.usesIn(configuration), thing));
    neighbours.add(thing);
    if (thing instanceof OutputThing output) {
      outputs.put(output.name(), output);
    }
    thing
        .commands()
        .forEach(
            (topic, listener) ->
                link.subscribe(topic, message -> listener.received(requests.commandOf(message))));
    if (link.isPresent()) {
      thing.connected(link.knowsNoLocal());
    } else {
      thing.disconnected();
    }
    thing.start();
  }

  /**
   * Applies a changed configuration: things that are new or changed start, things that are gone
   * stop and are removed from the broker. What did not change keeps running, and none of its pins
   * moves.
   */
  public void reload(Configuration changed) {
    reload(changed, failed -> {});
  }

  /**
   * The same.
   *
   * @param done hears what has not come up of what was started: a sentence for each whose pin does
   *     not open. A sensor that does not answer is no reason, it may not be wired yet
   */
  public void reload(Configuration changed, Consumer<List<String>> done) {
    List<String> waiting = changed.sectionsOtherThan(started);
    if (!waiting.isEmpty()) {
      Logger.warn("Changes of {} take effect after a restart", String.join(", ", waiting));
    }
    if (!List.of("broker", "fleet").containsAll(waiting)) {
      Logger.warn("The things stay as they were until then, too");
      done.accept(List.of());
      return;
    }
    Map<String, ThingSettings> wanted = new LinkedHashMap<>();
    changed.things().forEach(thing -> wanted.put(thing.identity().name(), thing));
    List<Running> stopping =
        things.values().stream()
            .filter(running -> !isSame(running, wanted.get(running.thing.name()), changed))
            .toList();
    List<Running> removed =
        stopping.stream().filter(running -> !wanted.containsKey(running.thing.name())).toList();
    removed.forEach(running -> running.thing.removed());
    stopping.forEach(this::stopThing);
    removed.forEach(running -> removeFromBroker(running.settings));
    configuration = changed;
    List<ThingSettings> starting =
        wanted.values().stream()
            .filter(settings -> !things.containsKey(settings.identity().name()))
            .toList();
    starting.forEach(this::startThing);
    if (!stopping.isEmpty() || !starting.isEmpty()) {
      announcement.changed(changed);
      if (homie != null) {
        homie.changed(changed);
      }
    }
    Logger.info(
        "The configuration was reloaded: {} stopped, {} started, {} as before",
        stopping.size(),
        starting.size(),
        things.size() - starting.size());
    awaitOpen(
        starting.stream().map(settings -> settings.identity().name()).toList(),
        loop.clock().nanoTime() + OPENING_TIMEOUT.toNanos(),
        done);
  }

  private void awaitOpen(List<String> names, long deadline, Consumer<List<String>> done) {
    List<String> failed = new ArrayList<>();
    boolean isLate = loop.clock().nanoTime() - deadline >= 0;
    for (Running each : things.values()) {
      String why = names.contains(each.thing.name()) ? each.thing.whyNotOpen() : "";
      if (why == null && !isLate) {
        loop.schedule(LOOK_AGAIN.toNanos(), () -> awaitOpen(names, deadline, done));
        return;
      }
      if (why == null || !why.isEmpty()) {
        String told = why == null ? "its pin has not opened yet" : why;
        failed.add(each.thing.name() + ": " + told);
      }
    }
    done.accept(failed);
  }

  private static boolean isSame(Running running, ThingSettings wanted, Configuration changed) {
    return wanted != null
        && running.settings.equals(wanted)
        && running.uses.equals(wanted.usesIn(changed));
  }

  private void stopThing(Running running) {
    neighbours.remove(running.thing);
    things.remove(running.thing.name());
    outputs.remove(running.thing.name());
    running.thing.commands().keySet().forEach(link::unsubscribe);
    running.thing.stop(() -> Logger.debug("{} has stopped", running.thing.name()));
  }

  private void removeFromBroker(ThingSettings settings) {
    settings
        .publishedTopicsIn(configuration.device())
        .forEach(topic -> link.publishRetained(topic, ""));
  }

  /** How many things there are. */
  public int size() {
    return things.size();
  }

  /** Whether there is a connection to the broker. */
  public boolean isConnected() {
    return link.isPresent();
  }

  /** How often the connection was lost and found again since the start. */
  public int reconnects() {
    return reconnects.count();
  }

  /** The names of those that are known not to work. */
  public List<String> offline() {
    return things.values().stream()
        .map(Running::thing)
        .filter(Thing::isOffline)
        .map(Thing::name)
        .toList();
  }

  /** Whether one of the device itself: there no answer to a request belongs. */
  private boolean isOwn(TopicName topic) {
    DeviceSettings device = configuration.device();
    return topic.equals(device.availabilityTopic())
        || topic.equals(device.lastSeenTopic())
        || configuration.things().stream()
            .anyMatch(
                thing ->
                    thing.publishedTopicsIn(device).contains(topic)
                        || thing.historyTopicsIn(device).contains(topic))
        || things.values().stream()
            .anyMatch(running -> running.thing.commands().containsKey(topic));
  }

  private void found() {
    reconnects.connected();
  }

  /** Also where somebody said "offline" meanwhile, such as the late Will of the link before. */
  private void connected() {
    lastSeen.connected();
    things.values().forEach(running -> running.thing.connected(link.knowsNoLocal()));
    things.values().forEach(running -> running.thing.announce());
    // A recorder takes what was kept once it knows what it is of.
    announcement.connected(() -> history.connected(link::publish));
  }

  private void disconnected() {
    lastSeen.disconnected();
    announcement.disconnected();
    history.disconnected();
    things.values().forEach(running -> running.thing.disconnected());
  }

  /** Says offline, disconnects, brings the pins to their shutdown levels and gives them back. */
  public void end(Runnable ended) {
    CompletableFuture<Void> timeout = new CompletableFuture<>();
    loop.schedule(GOODBYE_TIMEOUT.toNanos(), () -> timeout.complete(null));
    Runnable last = () -> stopThings(ended);
    lastSeen.disconnected();
    link.end(timeout, homie == null ? last : () -> homie.end(timeout, last));
  }

  private void stopThings(Runnable ended) {
    int[] running = {things.size()};
    if (running[0] == 0) {
      ended.run();
    }
    for (Running each : things.values()) {
      each.thing.stop(
          () -> {
            if (--running[0] == 0) {
              ended.run();
            }
          });
    }
  }
}
