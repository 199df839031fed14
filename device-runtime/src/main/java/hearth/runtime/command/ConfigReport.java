package hearth.runtime.command;

import hearth.client.ServerUri;
import hearth.drivers.board.Board;
import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.board.PinPlan;
import hearth.drivers.kernel.KernelFiles;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.BridgeSection;
import hearth.runtime.config.BridgeTopics;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.FleetSettings;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.MetricsSettings;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.entity.Entity;
import hearth.runtime.entity.Property;
import hearth.runtime.hardware.Hardware;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a configuration means, in words: who may connect, topics, wiring. */
public final class ConfigReport {
  private final Configuration configuration;
  private final String users;
  private final Map<String, String> rules;
  private final PinPlan plan;
  private final boolean partsAreSimulated;

  /**
   * The meaning of a configuration.
   *
   * @param users the names in the password file, or why there are none
   * @param rules what each of them may do, where there are rules
   * @param files those of this machine, which say what its firmware does with pins
   */
  public ConfigReport(
      Configuration configuration, String users, Map<String, String> rules, KernelFiles files) {
    ConfigTxt config = ConfigTxt.of(files, Board.of(files));
    this.partsAreSimulated = Hardware.areSimulated(configuration.hardware(), files);
    this.configuration = configuration;
    this.users = users;
    this.rules = rules;
    this.plan = new PinPlan(configuration.pinUses(), config);
  }

  /** Writes it. */
  public void print(PrintWriter out) {
    if (configuration.broker() != null) {
      printBroker(configuration.broker(), out);
    }
    if (configuration.fleet() != null) {
      printFleet(configuration.fleet(), out);
    }
    if (configuration.device() != null) {
      printDevice(configuration.device(), out);
    }
    if (!configuration.things().isEmpty()) {
      printWiring(out);
    }
  }

  private void printBroker(BrokerSection broker, PrintWriter out) {
    out.println("Broker: who may connect");
    for (ListenerSettings listener : broker.mqttListeners()) {
      String who =
          switch (listener.anonymous()) {
            case NO -> "users with a password";
            case LOCAL ->
                "users with a password; anybody from this machine"
                    + (listener.knowsProxies() ? "" : ", also through a proxy or tunnel on it");
            case YES -> "anybody, with or without a user name";
          };
      String from = listener.address().isLoopback() ? ", from this machine only" : "";
      row(out, listener.address(), who + from + (listener.panel() == null ? "" : "; the page"));
      warnOfProxies(listener, out);
    }
    printMetrics(broker.listeners(), out);
    row(out, "users", users);
    rules.forEach((user, may) -> row(out, "  " + user + " may", may));
    row(
        out,
        "store",
        broker.store() == null ? "none: kept in memory only" : broker.store().folder());
    row(
        out,
        "recorder",
        broker.recorder() == null ? "none: nothing is recorded" : broker.recorder().folder());
    broker.bridges().forEach(bridge -> printBridge(bridge, out));
  }

  private static void printMetrics(List<ListenerSettings> listeners, PrintWriter out) {
    listeners.stream()
        .filter(listener -> listener.metrics() != null)
        .forEach(listener -> row(out, listener.address(), metrics(listener.metrics())));
  }

  private static void printBridge(BridgeSection bridge, PrintWriter out) {
    String servers =
        bridge.servers().stream().map(ServerUri::toString).collect(Collectors.joining(", "));
    out.println("Bridge: " + bridge.name() + ", as " + bridge.clientIdentifier());
    row(out, "servers", servers);
    for (BridgeTopics topics : bridge.out()) {
      row(
          out,
          topics.localTopics(),
          "leaves as " + topics.remoteTopics() + (topics.latest() ? ", the latest of each" : ""));
    }
    for (BridgeTopics topics : bridge.in()) {
      row(out, topics.remoteTopics(), "comes as " + topics.localTopics());
    }
    if (bridge.overlaps()) {
      out.println(
          "  warning: some topics go both ways: a server without MQTT 5.0 sends their messages back"
              + " once; give each direction its own prefix");
    }
  }

  private static String metrics(MetricsSettings metrics) {
    return "figures for Prometheus, for who comes "
        + metrics.readers()
        + (metrics.token() == null ? "" : " and has the token");
  }

  private void printFleet(FleetSettings fleet, PrintWriter out) {
    TopicName topic = fleet.healthTopic();
    out.println("Fleet: " + fleet.name());
    row(out, topic, "its health, as JSON");
    List<BridgeSection> bridges =
        configuration.broker() == null ? List.of() : configuration.broker().bridges();
    boolean leaves =
        bridges.stream()
            .flatMap(bridge -> bridge.out().stream())
            .anyMatch(topics -> TopicFilter.of(topics.localTopics()).matches(topic));
    if (!bridges.isEmpty() && !leaves) {
      out.println(
          "  warning: no bridge sends that; add '- local: "
              + fleet.prefix()
              + "/' with 'remote: "
              + fleet.prefix()
              + "/' to 'out:' of the bridge to the fleet");
    }
  }

  /** Web servers mostly stand before WebSocket, and bring the whole world. */
  private static void warnOfProxies(ListenerSettings listener, PrintWriter out) {
    if (listener.anonymous() == ListenerSettings.Anonymous.LOCAL
        && listener.webSocket() != null
        && !listener.knowsProxies()) {
      out.println(
          "  warning: a web server on this machine that forwards WebSocket to "
              + listener.address()
              + " would let everybody in without a password; give its address, as in"
              + " 'x_forwarded_for: from 127.0.0.1' below websocket, or 'anonymous: no'");
    }
  }

  private void printDevice(DeviceSettings device, PrintWriter out) {
    out.println("Device: " + device.name());
    if (configuration.broker() == null) {
      row(
          out,
          "broker",
          configuration.mqtt().servers().stream()
              .map(ServerUri::toString)
              .collect(Collectors.joining(", ")));
    }
    if (partsAreSimulated && !configuration.things().isEmpty()) {
      row(out, "parts", "SIMULATED. " + Hardware.whySimulated(configuration.hardware()));
    }
    printMetrics(device.listeners(), out);
    row(out, device.availabilityTopic(), "online or offline");
    if (!configuration.mqtt().lastSeen().isZero()) {
      row(out, device.lastSeenTopic(), "when it was there, as JSON");
    }
    if (device.isDiscovered()) {
      row(out, device.discoveryPrefix() + "/#", "discovery for Home Assistant");
    }
    if (device.homie() == DeviceSettings.Homie.YES) {
      row(out, device.homieDomain() + "/5/#", "the same in the Homie convention");
    }
    configuration.things().forEach(thing -> printThing(thing, out));
  }

  private void printThing(ThingSettings thing, PrintWriter out) {
    String simulated = isSimulated(thing) ? "; simulated" : "";
    for (Entity entity : thing.entitiesIn(configuration)) {
      for (Property property : entity.properties()) {
        row(out, property.topic(), property.meaning() + simulated);
        if (!property.commandMeaning().isEmpty()) {
          row(out, property.commandTopic(), property.commandMeaning());
        }
      }
    }
  }

  private boolean isSimulated(ThingSettings thing) {
    return partsAreSimulated && Hardware.isSimulatedWithout(thing);
  }

  private void printWiring(PrintWriter out) {
    out.println("Wiring (pin: place on the header, line: number in the configuration)");
    plan.wiring().forEach(line -> out.println("  " + line));
    List<String> lines = plan.configLines();
    if (!lines.isEmpty()) {
      out.println("Lines of /boot/firmware/config.txt");
      lines.forEach(line -> out.println("  " + line));
    }
    List<String> rules = configuration.udevRules();
    if (!rules.isEmpty()) {
      out.println("Lines of /etc/udev/rules.d/60-hearth-i2c.rules");
      rules.forEach(rule -> out.println("  " + rule));
    }
    for (Finding finding : plan.findings()) {
      out.println(lowerCase(finding.severity()) + ": " + finding.thing() + ": " + finding.text());
    }
  }

  /** Whether something cannot work like that. */
  public boolean hasErrors() {
    return plan.findings().stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
  }

  private static String lowerCase(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static void row(PrintWriter out, Object left, Object right) {
    out.println(String.format("  %-36s %s", left, right));
  }
}
