package hearth.runtime.host;

import hearth.broker.Broker;
import hearth.broker.bridge.Bridge;
import hearth.broker.bridge.BridgeHome;
import hearth.broker.bridge.BridgeServer;
import hearth.broker.bridge.BridgeSettings;
import hearth.broker.bridge.BridgeStatus;
import hearth.broker.bridge.TopicMapping;
import hearth.broker.connection.ConnectionLimits;
import hearth.broker.session.QueueLimits;
import hearth.broker.session.Session;
import hearth.client.ServerUri;
import hearth.io.loop.SelectorLoop;
import hearth.io.net.Channel;
import hearth.io.net.Connector;
import hearth.io.net.TcpConnector;
import hearth.io.net.TlsLayer;
import hearth.io.net.WebSocketLayer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.BridgeSection;
import hearth.runtime.config.BridgeTopics;
import hearth.runtime.device.ClientTls;
import hearth.runtime.hardware.ClockState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The bridges of a broker. On the loop's thread. */
final class Bridges {
  private static final String DEFAULT_PATH = "mqtt";

  // A name is looked up and hands are shaken once a connection: a thread for each is enough.
  private final Executor worker = task -> new Thread(task, "hearth-bridge").start();

  private final SelectorLoop loop;
  private final RandomGenerator random;
  private final List<Bridge> bridges = new ArrayList<>();

  /**
   * Makes them; nothing is connected yet.
   *
   * @param connections opens connections at home for a user
   * @param random a secure source
   * @throws CommandFailure where a file of TLS cannot be used
   */
  Bridges(
      SelectorLoop loop,
      Broker broker,
      Function<String, Channel> connections,
      ConnectionLimits limits,
      List<BridgeSection> sections,
      RandomGenerator random)
      throws CommandFailure {
    this.loop = loop;
    this.random = random;
    Set<String> names =
        sections.stream().map(BridgeSection::clientIdentifier).collect(Collectors.toSet());
    for (BridgeSection section : sections) {
      BridgeHome home = home(broker, () -> connections.apply(user(section)), limits);
      Bridge bridge =
          new Bridge(
              new Bridge.Parts(loop, settings(section), home, servers(section), names, random));
      bridge.showOn(broker.systemTopics());
      bridges.add(bridge);
    }
  }

  /**
   * Has all remotes to which the topic leaves say something when their link dies.
   *
   * @param payload made for each connection
   * @param linked hears whenever a link is there again
   */
  void lastWord(TopicName topic, Supplier<byte[]> payload, Runnable linked) {
    bridges.forEach(bridge -> bridge.lastWord(topic, payload, linked));
  }

  /** How it is with them. */
  List<BridgeStatus> status() {
    return bridges.stream().map(Bridge::status).toList();
  }

  /**
   * Connects them.
   *
   * @param ready runs once all gather what is to leave, be it at once
   */
  void start(Runnable ready) {
    int[] waiting = {bridges.size()};
    for (Bridge bridge : bridges) {
      bridge.start(
          () -> {
            waiting[0]--;
            if (waiting[0] == 0) {
              ready.run();
            }
          });
    }
    if (bridges.isEmpty()) {
      ready.run();
    }
  }

  void end() {
    bridges.forEach(Bridge::end);
  }

  private static BridgeHome home(
      Broker broker, Supplier<Channel> connections, ConnectionLimits limits) {
    return new BridgeHome() {
      @Override
      public Channel connect() {
        return connections.get();
      }

      @Override
      public Session session(String clientIdentifier) {
        return broker.session(clientIdentifier);
      }

      @Override
      public boolean isRetained(TopicName topic) {
        return broker.isRetained(topic);
      }

      @Override
      public int receiveMaximum() {
        return limits.receiveMaximum();
      }

      @Override
      public int maximumPacketSize() {
        return limits.packetSizes().publish();
      }
    };
  }

  /** Its user at home; no password file can hold a name with a colon. */
  private static String user(BridgeSection section) {
    return ":bridge/" + section.name();
  }

  /** The users of bridges at home, and whose rules each is held to; empty for nobody's. */
  static Map<String, String> users(List<BridgeSection> sections) {
    return sections.stream()
        .collect(
            Collectors.toMap(
                Bridges::user, each -> each.localUser() == null ? "" : each.localUser()));
  }

  /** The limits of the queues of bridges, by their sessions. */
  static Map<String, QueueLimits> queues(List<BridgeSection> sections) {
    return BridgeSettings.queues(sections.stream().map(Bridges::settings).toList());
  }

  private static BridgeSettings settings(BridgeSection section) {
    return new BridgeSettings(
        section.name(),
        section.version().orElse(null),
        section.clientIdentifier(),
        section.userName(),
        section.password() == null
            ? null
            : section.password().reveal().getBytes(StandardCharsets.UTF_8),
        section.out().stream().map(Bridges::mapping).toList(),
        section.in().stream().map(Bridges::mapping).toList(),
        section.exactlyOnce(),
        section.keepFor().toSeconds(),
        section.transit(),
        section.deadline(),
        section.reconnectWithin(),
        section.rate(),
        new QueueLimits(
            section.queuedBytes(), QueueLimits.WhenFull.valueOf(section.whenFull().name())));
  }

  private static TopicMapping mapping(BridgeTopics topics) {
    return new TopicMapping(
        topics.filter(),
        topics.local(),
        topics.remote(),
        topics.qos(),
        topics.retained(),
        topics.latest());
  }

  private List<BridgeServer> servers(BridgeSection section) throws CommandFailure {
    try {
      List<BridgeServer> servers = new ArrayList<>();
      for (ServerUri server : section.servers()) {
        servers.add(
            new BridgeServer(
                server.host(),
                server.port(),
                way(section, server),
                server.tls() ? ClockState.EARLIEST : null));
      }
      return servers;
    } catch (IOException e) {
      throw new CommandFailure(
          "the certificates of the bridge '"
              + section.name()
              + "' cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  private Connector way(BridgeSection section, ServerUri server) throws IOException {
    long timeout = section.deadline().toNanos();
    Connector way = new TcpConnector(loop, worker);
    if (server.tls()) {
      ClientTls tls = ClientTls.of(section.tls());
      way = new TlsLayer(loop, worker, tls::anew, timeout, tls::adjust).above(way, false);
    }
    return server.webSocket() ? webSocket(server, timeout).above(way) : way;
  }

  private WebSocketLayer webSocket(ServerUri server, long timeout) {
    WebSocketLayer.Settings usual = WebSocketLayer.Settings.DEFAULT;
    return new WebSocketLayer(
        loop,
        random,
        new WebSocketLayer.Settings(
            "/" + (server.path().isEmpty() ? DEFAULT_PATH : server.path()),
            usual.origins(),
            usual.maximumHeadBytes(),
            usual.maximumMessageBytes(),
            timeout));
  }
}
