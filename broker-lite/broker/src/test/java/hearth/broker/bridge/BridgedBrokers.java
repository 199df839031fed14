package hearth.broker.bridge;

import hearth.broker.BrokerSettings;
import hearth.broker.Scenario;
import hearth.broker.TestClient;
import hearth.broker.TestSettings;
import hearth.broker.connection.Authenticator;
import hearth.broker.journal.StoredScenario;
import hearth.broker.session.Permissions;
import hearth.broker.session.QueueLimits;
import hearth.broker.session.QueueLimits.WhenFull;
import hearth.broker.session.Session;
import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import hearth.io.net.Channel;
import hearth.io.net.Connector;
import hearth.io.net.MemoryChannel;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Several brokers with simulated disks and bridges between them, on one loop that the test turns.
 * Each can be killed at any moment, as by kill -9, and started again.
 */
final class BridgedBrokers {
  final ManualClock clock = new ManualClock();
  final ManualLoop loop = new ManualLoop(clock, this::failed);
  final Map<String, House> houses = new HashMap<>();
  private final RandomGenerator random;

  BridgedBrokers(long seed) {
    this.random = new Random(seed);
  }

  /** A broker, its disk, and its bridges. */
  final class House {
    final String name;
    final SimulatedDisk disk = new SimulatedDisk(random);
    final List<Bridge> bridges = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();

    /** The connections of its bridges to it, its own end first. */
    final List<MemoryChannel.Pair> atHome = new ArrayList<>();

    private final List<BridgeSettings> bridged = new ArrayList<>();
    private final List<List<Connector>> ways = new ArrayList<>();
    StoredScenario stored;
    private Consumer<Bridge> beforeStart = bridge -> {};
    boolean isReachable = true;

    /**
     * For each bridge that gathers what is to leave, or cannot: how many filters its session at
     * home had at that moment.
     */
    final List<Integer> filtersWhenGathering = new ArrayList<>();

    /** What the clock must show for its bridges to connect; null for whatever it shows. */
    Instant clockAfter;

    /** What its bridges may at home. */
    Permissions bridgesMay = Permissions.ALL;

    /** Bytes of all queues that stay in memory. */
    long queueMemory = 16L << 20;

    /** Whether the journal has told of damage at some start. */
    boolean hasSeenDamage;

    House(String name) {
      this.name = name;
    }

    /**
     * It bridges to a remote from its next start on.
     *
     * @param servers the ways to each of the remote's servers
     */
    House bridged(BridgeSettings settings, Connector... servers) {
      bridged.add(settings);
      ways.add(List.of(servers));
      return this;
    }

    /** What is done with each bridge before it starts. */
    House beforeStart(Consumer<Bridge> action) {
      beforeStart = action;
      return this;
    }

    /** Another configuration from its next start on. */
    House rebridged(BridgeSettings settings, Connector... servers) {
      bridged.clear();
      ways.clear();
      return bridged(settings, servers);
    }

    House start() {
      filtersWhenGathering.clear();
      BrokerSettings limits =
          TestSettings.ROOMY.withSession(
              TestSettings.ROOMY.session().withQueues(BridgeSettings.queues(bridged)));
      stored = new StoredScenario(disk, clock, loop, limits, queueMemory);
      hasSeenDamage |= !stored.state.damages().isEmpty();
      stored.scenario.meanwhile(BridgedBrokers.this::work);
      Set<String> names =
          Set.copyOf(bridged.stream().map(BridgeSettings::clientIdentifier).toList());
      for (int i = 0; i < bridged.size(); i++) {
        List<BridgeServer> servers = servers(ways.get(i));
        Bridge bridge =
            new Bridge(new Bridge.Parts(loop, bridged.get(i), new Home(), servers, names, random));
        bridges.add(bridge);
        beforeStart.accept(bridge);
        BridgeSettings settings = bridged.get(i);
        bridge.start(
            () -> {
              Session out = stored.scenario.broker.session(settings.outSession());
              filtersWhenGathering.add(out == null ? 0 : out.subscriptions().size());
            });
      }
      settle();
      return this;
    }

    private List<BridgeServer> servers(List<Connector> ways) {
      return ways.stream()
          .map(way -> new BridgeServer("cloud", 1883 + ways.indexOf(way), way, clockAfter))
          .toList();
    }

    private final class Home implements BridgeHome {
      private final StoredScenario mine = stored;

      @Override
      public Channel connect() {
        MemoryChannel.Pair pair = MemoryChannel.pair(loop, "bridge", "home");
        channels.add(pair.a());
        channels.add(pair.b());
        mine.scenario.broker.accept(pair.a(), letsIn(":bridge", bridgesMay));
        atHome.add(pair);
        return pair.b();
      }

      @Override
      public Session session(String clientIdentifier) {
        return mine.scenario.broker.session(clientIdentifier);
      }

      @Override
      public boolean isRetained(TopicName topic) {
        return mine.scenario.broker.isRetained(topic);
      }

      @Override
      public int receiveMaximum() {
        return TestSettings.ROOMY.connection().receiveMaximum();
      }

      @Override
      public int maximumPacketSize() {
        return 1 << 20;
      }
    }

    /** The way of others to this broker, while it is there. */
    Connector way() {
      return (host, port, timeout) -> {
        if (stored == null || !isReachable) {
          return CompletableFuture.failedFuture(new IOException("nobody there"));
        }
        MemoryChannel.Pair pair = MemoryChannel.pair(loop, "a bridge", name);
        channels.add(pair.a());
        channels.add(pair.b());
        stored.scenario.broker.accept(pair.a(), letsIn(null, Permissions.ALL));
        return CompletableFuture.completedFuture(pair.b());
      };
    }

    /** All at once, with what was not forced to the disk. */
    void kill() {
      stored.diskWaitsForEver();
      channels.forEach(Channel::abort);
      channels.clear();
      StoredScenario dead = stored;
      stored = null;
      bridges.forEach(Bridge::end);
      bridges.clear();
      disk.restart();
      dead.scenario.meanwhile(() -> false);
    }

    /** Its links break, and it lives on. */
    void cutLinks() {
      List.copyOf(channels).forEach(Channel::abort);
      channels.clear();
      settle();
    }

    TestClient client(String identifier, boolean clean) {
      TestClient client = scenario().open(MqttVersion.V5);
      return client.connect(identifier, clean);
    }

    Scenario scenario() {
      return stored.scenario;
    }
  }

  private static Authenticator letsIn(String user, Permissions permissions) {
    return (connect, identifier, peer, answer) ->
        answer.accept(Authenticator.AuthResult.accepted(user, permissions));
  }

  House house(String name) {
    return houses.computeIfAbsent(name, House::new);
  }

  /** What died with its disk may still report it to the loop, which others live on. */
  private void failed(Throwable failure) {
    if (!(failure instanceof SimulatedDisk.PowerCutException)) {
      throw new AssertionError("a task or handler on the loop failed: " + failure, failure);
    }
  }

  private boolean work() {
    boolean charge = false;
    for (House each : houses.values()) {
      charge |= each.stored != null && each.stored.work();
    }
    return charge;
  }

  void settle() {
    do {
      loop.runReady();
    } while (work());
  }

  void advance(Duration by) {
    settle();
    for (long left = by.toMillis(); left > 0; left -= 100) {
      loop.advance(Duration.ofMillis(Math.min(left, 100)));
      settle();
    }
  }

  /** A bridge that sends {@code out/#} as {@code NAME/out/#} and gets {@code NAME/in/#}. */
  static BridgeSettings settings(String name, UnaryOperator<Draft> change) {
    Draft draft = change.apply(new Draft());
    return new BridgeSettings(
        "cloud",
        draft.version,
        name,
        null,
        null,
        draft.out,
        draft.in,
        draft.exactlyOnce,
        draft.keepFor,
        draft.transit,
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        draft.rate,
        draft.queue);
  }

  /** What can be set of a bridge. */
  static final class Draft {
    MqttVersion version;
    List<TopicMapping> out = List.of();
    List<TopicMapping> in = List.of();
    boolean exactlyOnce;
    long keepFor;
    boolean transit;
    int rate;
    QueueLimits queue = new QueueLimits(64L << 20, WhenFull.DROP_OLDEST);

    Draft out(String filter, String local, String remote) {
      out = List.of(new TopicMapping(filter, local, remote, QoS.EXACTLY_ONCE, true));
      return this;
    }

    /** The latest of each topic that is among these is enough; before those of {@link #out}. */
    Draft latest(String filter, String local, String remote) {
      List<TopicMapping> all = new ArrayList<>();
      all.add(new TopicMapping(filter, local, remote, QoS.EXACTLY_ONCE, true, true));
      all.addAll(out);
      out = all;
      return this;
    }

    Draft in(String filter, String local, String remote, boolean retained) {
      in = List.of(new TopicMapping(filter, local, remote, QoS.EXACTLY_ONCE, retained));
      return this;
    }

    Draft version(MqttVersion only) {
      version = only;
      return this;
    }

    Draft exactlyOnce() {
      exactlyOnce = true;
      return this;
    }

    Draft keepFor(long seconds) {
      keepFor = seconds;
      return this;
    }

    Draft transit() {
      transit = true;
      return this;
    }

    Draft queue(long bytes, WhenFull whenFull) {
      queue = new QueueLimits(bytes, whenFull);
      return this;
    }

    Draft rate(int perSecond) {
      rate = perSecond;
      return this;
    }
  }
}
