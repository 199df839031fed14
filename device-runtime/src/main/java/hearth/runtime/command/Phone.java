package hearth.runtime.command;

import hearth.client.ServerUri;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.MachineNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * What a phone app is to have: how it reaches the broker, and its tiles.
 *
 * @param name of the home
 * @param filter of all topics of the device
 * @param path of the WebSocket; null where MQTT is spoken without one
 * @param user empty where none is needed
 * @param authority the certificate of the home's own authority; null where there is none
 */
record Phone(
    String name,
    String filter,
    String host,
    int port,
    boolean isEncrypted,
    String path,
    String user,
    byte[] authority,
    List<Tile> tiles) {
  private static final String USUAL_PATH = "/mqtt";

  /** Whether MQTT goes through a WebSocket. */
  boolean isWebSocket() {
    return path != null;
  }

  /**
   * A phone of this home.
   *
   * @param host by which it finds the broker; null for this machine's name in its network
   */
  static Phone of(Configuration home, String host, String user) throws CommandFailure {
    return home.broker() == null
        ? of(home, home.mqtt().servers().get(0), user)
        : of(home, best(home.broker()), host, user);
  }

  private static Phone of(Configuration home, ServerUri server, String user) {
    return new Phone(
        home.device().name(),
        home.device().topic() + "/#",
        server.host(),
        server.port(),
        server.tls(),
        server.webSocket() ? "/" + server.path() : null,
        user,
        null,
        Tile.of(home));
  }

  private static Phone of(Configuration home, ListenerSettings at, String host, String user)
      throws CommandFailure {
    String own = at.address().host();
    boolean isEverywhere = own.equals("0.0.0.0") || own.equals("::");
    String path = at.webSocket() == null ? null : at.webSocket().path();
    return new Phone(
        home.device().name(),
        home.device().topic() + "/#",
        host != null ? host : isEverywhere ? localName() : own,
        at.address().port(),
        at.tls() != null,
        at.webSocket() != null && path == null ? USUAL_PATH : path,
        at.anonymous() == ListenerSettings.Anonymous.YES ? "" : user,
        authority(at),
        Tile.of(home));
  }

  /** For other machines, encrypted first, then plain MQTT. */
  private static ListenerSettings best(BrokerSection broker) throws CommandFailure {
    return broker.mqttListeners().stream()
        .filter(listener -> !listener.address().isLoopback())
        .min(
            Comparator.comparing((ListenerSettings listener) -> listener.tls() == null)
                .thenComparing(listener -> listener.webSocket() != null))
        .orElseThrow(
            () ->
                new CommandFailure(
                    "the broker listens for this machine alone; add '- 0.0.0.0:1883' to"
                        + " 'listen'"));
  }

  private static String localName() throws CommandFailure {
    try {
      return MachineNames.ask().localName();
    } catch (IOException e) {
      throw new CommandFailure("this machine's name is not known; give '--host'", e);
    }
  }

  private static byte[] authority(ListenerSettings at) throws CommandFailure {
    if (at.tls() == null) {
      return null;
    }
    Path file = at.tls().certificates().get(0).resolveSibling("ca.crt");
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : null;
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + file, e);
    }
  }
}
