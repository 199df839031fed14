package hearth.runtime.host;

import hearth.client.Backoff;
import hearth.client.LogQueueStore;
import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.QueueStore;
import hearth.drivers.kernel.MountedFiles;
import hearth.drivers.output.StateStore;
import hearth.io.file.DirectoryDisk;
import hearth.io.file.Durability;
import hearth.io.loop.SelectorLoop;
import hearth.io.net.Connector;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.MqttSettings;
import hearth.runtime.device.BrokerAccess;
import hearth.runtime.device.Device;
import hearth.runtime.device.FleetConnection;
import hearth.runtime.discovery.DeviceInfo;
import hearth.runtime.fleet.Health;
import hearth.runtime.hardware.ClockState;
import hearth.runtime.hardware.Hardware;
import hearth.runtime.hardware.HardwareThread;
import hearth.runtime.hardware.StatesFile;
import hearth.runtime.history.History;
import hearth.runtime.thing.PinThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/** A device with its parts and its threads. On the loop's thread. */
public final class DeviceHost {
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(1);

  private final HardwareThread pinThread = new HardwareThread("hearth-pins");
  private final HardwareThread sensorThread = new HardwareThread("hearth-sensors");
  private final HardwareThread stateThread = new HardwareThread("hearth-states");
  private final SelectorLoop loop;
  private final Hardware parts;
  private final History history;
  private final Device device;

  private final List<ListenerSettings> listeners;

  /** Null where it is none of many, or the broker of this process speaks for it. */
  private final FleetConnection fleet;

  /** Null where nobody asks for figures. */
  private final DeviceMetrics metrics;

  /**
   * A device, nothing of it started.
   *
   * @param connector to a broker in this process; null to reach the configured one over TCP
   */
  public DeviceHost(Configuration configuration, SelectorLoop loop, Connector connector) {
    this.loop = loop;
    // Simulated noise and the spreading of reconnects need no secrecy.
    RandomGenerator random = new Random();
    this.parts =
        Hardware.of(
            configuration.hardware(), MountedFiles.ofMachine(), loop.clock(), sensorThread, random);
    this.history = history(configuration.device());
    this.device =
        new Device(
            configuration,
            parts,
            states(configuration),
            new PinThread(pinThread, parts, loop),
            loop,
            history,
            suffix -> options(configuration, suffix, loop, connector, random),
            connector != null,
            DeviceInfo.of(OwnVersion.text(), MountedFiles.ofMachine()),
            random);
    this.listeners = configuration.device().listeners();
    HealthSource health = health();
    boolean speaks = configuration.fleet() != null && connector == null;
    this.fleet = speaks ? fleet(configuration, health, random) : null;
    this.metrics = listeners.isEmpty() ? null : new DeviceMetrics(loop, health);
  }

  private HealthSource health() {
    HealthSource health = new HealthSource(loop.clock(), MountedFiles.ofMachine());
    health.things(this::things);
    health.link(() -> new Health.Link(device.isConnected(), device.reconnects()));
    return health;
  }

  private FleetConnection fleet(
      Configuration configuration, HealthSource health, RandomGenerator random) {
    return new FleetConnection(
        configuration.fleet(),
        options(configuration, "-fleet", loop, null, random),
        configuration.mqtt().version().hasProperties(),
        loop,
        health);
  }

  /** How many things there are, and which of them are known not to work. */
  public Health.Things things() {
    return new Health.Things(device.size(), device.offline());
  }

  private StateStore states(Configuration configuration) {
    Path file = configuration.device().states();
    return file == null ? StatesFile.none() : StatesFile.read(file, stateThread);
  }

  private History history(DeviceSettings settings) {
    if (settings.history() == 0) {
      return History.none(loop.clock());
    }
    ClockState clock = new ClockState(MountedFiles.ofMachine());
    return new History(
        settings.history(),
        settings.historyFolder() == null
            ? QueueStore.MEMORY
            : historyStore(settings.historyFolder()),
        loop.clock(),
        () -> clock.isBelievable(loop.clock()));
  }

  /** Where a folder cannot be had, readings are kept in memory: the device has better to do. */
  private QueueStore historyStore(Path folder) {
    try {
      return LogQueueStore.open(
          new DirectoryDisk(folder),
          loop,
          stateThread,
          new LazySecureRandom()::nextLong,
          Durability.INTERVAL,
          failure -> Logger.error("Readings in {}: {}", folder, failure.getMessage()));
    } catch (IOException e) {
      Logger.error(
          "Readings that the broker misses are kept in memory only: {} cannot be used: {}",
          folder,
          e.getMessage());
      return QueueStore.MEMORY;
    }
  }

  private static MqttClientBuilder options(
      Configuration configuration,
      String suffix,
      SelectorLoop loop,
      Connector connector,
      RandomGenerator random) {
    MqttSettings mqtt = configuration.mqtt();
    Duration max = mqtt.maxPause();
    Duration first = FIRST_WAIT.compareTo(max) < 0 ? FIRST_WAIT : max;
    MqttClientBuilder options =
        MqttClient.builder()
            .loop(loop)
            .random(new LazySecureRandom())
            .version(mqtt.version())
            .clientIdentifier(clientIdentifier(configuration) + suffix)
            .keepAlive((int) mqtt.keepAlive().toSeconds())
            .pingTimeout(mqtt.answerWithin())
            .connectTimeout(mqtt.deadline())
            .reconnect(new Backoff(first, max, random));
    if (connector != null) {
      return options.connector(connector);
    }
    try {
      reach(mqtt, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // they were there a moment ago: requireReachable
    }
    return options;
  }

  private static void reach(MqttSettings mqtt, MqttClientBuilder options) throws IOException {
    Executor worker = task -> new Thread(task, "hearth-login").start(); // once a connection
    BrokerAccess.apply(mqtt, options, new LazySecureRandom(), worker);
  }

  /**
   * Looks at the files by which another's broker is reached.
   *
   * @throws CommandFailure where one cannot be used, saying which and why
   */
  public static void requireReachable(Configuration configuration) throws CommandFailure {
    try {
      reach(configuration.mqtt(), MqttClient.builder());
    } catch (IOException e) {
      throw new CommandFailure(
          "the certificates of the section 'mqtt' cannot be used: " + e.getMessage(), e);
    }
  }

  private static String clientIdentifier(Configuration configuration) {
    String named = configuration.mqtt().clientIdentifier();
    String topic = configuration.device().topic().toString();
    return named != null ? named : "hearth-" + topic.replace('/', '-');
  }

  /**
   * Opens the parts and connects.
   *
   * @throws CommandFailure where an address or certificate for them cannot be had
   */
  public void start() throws CommandFailure {
    if (metrics != null) {
      metrics.listen(listeners);
      if (!metrics.addresses().isEmpty()) { // else its port is taken, which was told
        Logger.info("Figures for Prometheus are at {}", metrics.addresses());
      }
    }
    Logger.info("The device uses {}", parts.description());
    device.start();
    if (fleet != null) {
      fleet.start();
    }
  }

  /** Where it listens, for the line that says that it is ready. */
  public String addresses() {
    String addresses = metrics == null ? "" : metrics.addresses();
    return addresses.isEmpty() ? "without a broker of its own" : addresses;
  }

  /**
   * Reads the configuration anew and applies what has changed of its things; one with problems
   * changes nothing. From any thread that may read a file.
   *
   * @param file as the command line named it, or null
   */
  public void reload(Path file) {
    if (metrics != null) {
      metrics.reload().forEach(problem -> Logger.error("{}", problem));
    }
    try {
      Configuration changed = ConfigurationFile.load(file);
      loop.execute(() -> device.reload(changed));
    } catch (CommandFailure e) {
      Logger.error("The things stay as they were: {}", e.getMessage());
    }
  }

  /**
   * Applies a configuration that was read already. On the loop's thread.
   *
   * @param done as {@link Device#reload(Configuration, Consumer)} has it
   */
  public void reload(Configuration changed, Consumer<List<String>> done) {
    device.reload(changed, done);
  }

  /** What runs now. */
  public Configuration configuration() {
    return device.configuration();
  }

  /** Which parts it stands on, for people. */
  public Hardware parts() {
    return parts;
  }

  /** The threads that may block; each must turn again and again. */
  public List<Executor> threads() {
    return List.of(pinThread, sensorThread);
  }

  /** Says offline, brings the pins to their shutdown levels, and lets the parts go. */
  public void end(Runnable ended) {
    if (metrics != null) {
      metrics.close();
    }
    if (fleet == null) {
      endDevice(ended);
    } else {
      CompletableFuture<Void> timeout = new CompletableFuture<>();
      loop.schedule(GOODBYE_TIMEOUT.toNanos(), () -> timeout.complete(null));
      fleet.end(timeout, () -> endDevice(ended));
    }
  }

  private void endDevice(Runnable ended) {
    device.end(
        () -> {
          pinThread.execute(parts::close);
          pinThread.close();
          sensorThread.close();
          history.close();
          stateThread.close();
          ended.run();
        });
  }
}
