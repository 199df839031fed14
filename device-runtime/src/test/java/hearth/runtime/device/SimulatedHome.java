package hearth.runtime.device;

import hearth.broker.Broker;
import hearth.broker.connection.Authenticator;
import hearth.broker.connection.Authenticator.AuthResult;
import hearth.broker.connection.MemoryGauge;
import hearth.broker.journal.VolatileJournal;
import hearth.broker.session.Permissions;
import hearth.client.Backoff;
import hearth.client.Message;
import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.QueueStore;
import hearth.client.ReceivedMessage;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.output.StateStore;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.SimulatedChip;
import hearth.drivers.sensor.Quantity;
import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.Sensor;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.drivers.simulated.SimulatedPwmChip;
import hearth.io.loop.ManualLoop;
import hearth.io.net.Connector;
import hearth.io.net.MemoryChannel;
import hearth.io.net.Peer;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.LimitsSettings;
import hearth.runtime.config.MemoryPlan;
import hearth.runtime.config.ReconnectsSource;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.discovery.DeviceInfo;
import hearth.runtime.hardware.Hardware;
import hearth.runtime.hardware.StatesFile;
import hearth.runtime.history.History;
import hearth.runtime.host.BrokerLimits;
import hearth.runtime.thing.PinThread;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A broker, a device and a phone on one loop that the test turns, over channels in memory. */
final class SimulatedHome implements Hardware {
  final ManualLoop loop = new ManualLoop();
  final SimulatedChip chip = SimulatedChip.likeRaspberryPi(() -> loop.clock().nanoTime());

  private final SimulatedFiles pwm = new SimulatedFiles();

  /**
   * What the phone has seen, as {@code topic payload}, in order. Who changed what is only among
   * what is retained.
   */
  final List<String> seen = new ArrayList<>();

  /** The same, whole. */
  final List<ReceivedMessage> seenMessages = new ArrayList<>();

  /** How many readings the device keeps, and where. */
  int history;

  QueueStore historyStore = QueueStore.MEMORY;
  boolean clockIsSet = true;

  /** Whether the broker tells the device who has published a command, and it believes that. */
  boolean isTold = true;

  /** Of its configuration. */
  String discovery = "off";

  String homie = "no";

  /** What the pins' thread has to do, while it is busy; else null. */
  private Queue<Runnable> waitingForPins;

  /** What every sensor measures; NaN where it fails. */
  double temperature = 21.4;

  /** What outputs were last. */
  StateStore states = StatesFile.none();

  private final List<MemoryChannel.Pair> links = new ArrayList<>();
  private Broker broker;
  private MqttClient phone;

  /** Starts broker and phone. */
  SimulatedHome() {
    new SimulatedPwmChip(pwm, 0, 2, "/soc/pwm@7e20c000");
    startBroker();
    phone = client("phone", MqttVersion.V5).build();
    phone.connect();
    phone.subscribe(
        "#",
        QoS.AT_LEAST_ONCE,
        message -> {
          if (!message.topic().toString().endsWith("/changed")) {
            seen.add(message.topic() + " " + message.text());
            seenMessages.add(message);
          }
        });
    loop.runReady();
  }

  private static final Authenticator SILENT =
      (connect, identifier, peer, answer) ->
          answer.accept(AuthResult.accepted(null, Permissions.ALL));

  private static final Authenticator TELLING =
      new Authenticator() {
        @Override
        public void authenticate(
            Connect connect, String identifier, Peer peer, Consumer<AuthResult> answer) {
          SILENT.authenticate(connect, identifier, peer, answer);
        }

        @Override
        public boolean tellsPublishers() {
          return true;
        }
      };

  void startBroker() {
    broker =
        new Broker(
            loop,
            BrokerLimits.of(
                LimitsSettings.DEFAULTS,
                new MemoryPlan(LimitsSettings.DEFAULTS, false, false, 128 << 20),
                Map.of(),
                "hearth"),
            new VolatileJournal(),
            (peer, client, user, what, code, why) -> {},
            new Random(1),
            MemoryGauge.NEVER_FULL);
  }

  /** The broker dies with all its connections, and with all it knew. */
  void killBroker() {
    broker = null;
    links.forEach(link -> link.b().abort());
    links.clear();
    loop.runReady();
  }

  Device device(String things, MqttVersion version) throws Exception {
    return device(configuration(things, version));
  }

  Device device(Configuration configuration) {
    return new Device(
        configuration,
        this,
        states,
        new PinThread(this::onPins, this, loop),
        loop,
        new History(history, historyStore, loop.clock(), () -> clockIsSet),
        suffix -> client("device" + suffix, configuration.mqtt().version()),
        isTold,
        new DeviceInfo("1.0", "", "", ""),
        new Random(1));
  }

  Configuration configuration(String things, MqttVersion version) throws Exception {
    String text =
        "device: {topic: home, states: file, discovery: %s, homie: %s}\nmqtt: {version: '%s'}\n%s"
            .formatted(discovery, homie, version == MqttVersion.V5 ? "5.0" : "3.1.1", things);
    return Configuration.parse("test", text, Path.of("."));
  }

  private MqttClientBuilder client(String identifier, MqttVersion version) {
    return MqttClient.builder()
        .loop(loop)
        .connector(connector())
        .version(version)
        .clientIdentifier(identifier)
        .reconnect(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8), new Random(1)));
  }

  private Connector connector() {
    return (host, port, timeout) -> {
      if (broker == null) {
        return CompletableFuture.failedFuture(new ConnectException("refused"));
      }
      MemoryChannel.Pair pair = MemoryChannel.pair(loop, "client", "broker");
      links.add(pair);
      broker.accept(pair.b(), isTold ? TELLING : SILENT);
      return CompletableFuture.completedFuture(pair.a());
    };
  }

  /** The broker hears nothing more on the newest connection; what it sends still arrives. */
  void stallNewestOnTheBrokersSide() {
    links.get(links.size() - 1).b().stall();
  }

  /** Breaks the newest connection as the client sees it; the broker hears nothing of it. */
  void cutNewestOnTheClientsSide() {
    MemoryChannel.Pair newest = links.get(links.size() - 1);
    newest.b().stall();
    newest.a().abort();
    loop.runReady();
  }

  void publish(String topic, String payload, boolean retained) {
    Message message = Message.of(topic, payload).atQos(QoS.AT_LEAST_ONCE);
    publish(retained ? message.retained() : message);
  }

  void publish(Message message) {
    phone.publish(message);
    loop.runReady();
  }

  private void onPins(Runnable task) {
    if (waitingForPins == null) {
      task.run();
    } else {
      waitingForPins.add(task);
    }
  }

  /** From now on the pins' thread hangs in a system call. */
  void pinsAreBusy() {
    waitingForPins = new ArrayDeque<>();
  }

  /** And does what it has to do. */
  void pinsAreFree() {
    Queue<Runnable> tasks = waitingForPins;
    waitingForPins = null;
    tasks.forEach(Runnable::run);
    loop.runReady();
  }

  /** What a subscriber that comes now gets at once. */
  Map<String, String> retained() {
    Map<String, String> found = new HashMap<>();
    MqttClient late = client("late", MqttVersion.V5).build();
    late.connect();
    late.subscribe(
        "#", QoS.AT_LEAST_ONCE, message -> found.put(message.topic().toString(), message.text()));
    loop.runReady();
    late.close();
    loop.runReady();
    return found;
  }

  @Override
  public GpioChip chip() {
    return chip;
  }

  @Override
  public KernelFiles pwm() {
    return pwm;
  }

  @Override
  public Sensor sensor(SensorSettings settings, Sensor reconnects) {
    if (settings.source() instanceof ReconnectsSource) {
      return reconnects;
    }
    return new Sensor() {
      @Override
      public List<Quantity> quantities() {
        return List.of(Quantity.TEMPERATURE);
      }

      @Override
      public void start(Listener listener) {
        if (Double.isNaN(temperature)) {
          listener.failed(new SensorException(Reason.CHECKSUM, "a loose wire"));
        } else {
          listener.measured(List.of(new Reading(Quantity.TEMPERATURE, temperature, 0)));
        }
      }
    };
  }

  @Override
  public boolean isClockSet() {
    return clockIsSet;
  }

  @Override
  public boolean areSimulated() {
    return false;
  }

  @Override
  public String description() {
    return "a test";
  }

  @Override
  public void close() {
    chip.close();
  }
}
