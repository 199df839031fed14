package hearth.runtime.command;

import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.NetworkAddress;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.hardware.Hardware;
import hearth.runtime.host.MachineNames;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A few lines for who has started a home by hand: what runs, where to connect, what to type. */
public final class Welcome {
  private final Configuration configuration;
  private final String parts;
  private final boolean partsAreSimulated;
  private final String command;

  /**
   * A welcome to a running home.
   *
   * @param parts what the things stand on, in words
   * @param partsAreSimulated whether there is no hardware behind them
   * @param command what the reader types for {@code hearth}
   */
  public Welcome(
      Configuration configuration, String parts, boolean partsAreSimulated, String command) {
    this.configuration = configuration;
    this.partsAreSimulated = partsAreSimulated;
    this.parts = parts;
    this.command = command;
  }

  /** Writes it. */
  public void print(PrintWriter out) {
    String broker = configuration.broker() == null ? "" : "an MQTT broker";
    String device = configuration.device() == null ? "" : "the device " + deviceName();
    String both = broker.isEmpty() || device.isEmpty() ? "" : " and ";
    out.println();
    row(out, "Running", broker + both + device + ", with " + parts);
    if (partsAreSimulated) {
      row(out, "Simulated", Hardware.whySimulated(configuration.hardware()));
    }
    if (configuration.broker() != null) {
      configuration.broker().mqttListeners().forEach(listener -> printListener(listener, out));
    }
    if (configuration.device() != null) {
      printDevice(configuration.device(), out);
    }
    if (configuration.things().isEmpty()) {
      row(out, "Wired", "nothing yet; " + command + " setup asks what is, and writes it");
    }
    row(out, "End", "Ctrl-C");
    out.println();
    out.flush();
  }

  private String deviceName() {
    return '"' + configuration.device().name() + '"';
  }

  private void printListener(ListenerSettings listener, PrintWriter out) {
    NetworkAddress address = listener.address();
    if (listener.panel() != null) {
      row(out, "The page", pageAddresses(listener));
      return;
    }
    List<String> hosts = hosts(address, address.host());
    String who =
        switch (listener.anonymous()) {
          case NO -> "with user name and password";
          case LOCAL -> "with user name and password; on this machine without";
          case YES -> "without a user name";
        };
    row(out, "Connect", String.join(" or ", hosts) + ", port " + address.port() + ", " + who);
  }

  private static String pageAddresses(ListenerSettings listener) {
    String scheme = listener.tls() == null ? "http://" : "https://";
    NetworkAddress address = listener.address();
    return hosts(address, address.bracketedHost()).stream()
        .map(host -> scheme + host + ":" + address.port() + "/")
        .collect(Collectors.joining(" or "));
  }

  private static List<String> hosts(NetworkAddress address, String named) {
    boolean everywhere = address.host().equals("0.0.0.0") || address.host().equals("::");
    return everywhere ? ownAddresses() : List.of(named);
  }

  private static List<String> ownAddresses() {
    List<String> found = MachineNames.inHome();
    return found.isEmpty() ? List.of("localhost") : found;
  }

  private void printDevice(DeviceSettings device, PrintWriter out) {
    Optional<SensorSettings> sensor = configuration.sensors().stream().findFirst();
    Optional<OutputSettings> light = configuration.outputs().stream().findFirst();
    sensor.ifPresent(
        first -> row(out, "A reading", command + " sub -v -t " + first.topicsIn(device).get(0)));
    light.ifPresent(
        first ->
            row(
                out,
                "A light",
                command + " pub -t " + first.commandTopicIn(device) + " -m TOGGLE"));
    row(out, "All of it", command + " sub -v -t '" + device.topic() + "/#'");
  }

  private static void row(PrintWriter out, String left, String right) {
    out.println(String.format("  %-10s %s", left, right));
  }
}
