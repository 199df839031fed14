package hearth.runtime.doctor;

import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.MqttException;
import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.protocol.packet.ReasonCode;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.ListenerSettings.Anonymous;
import hearth.runtime.config.MqttSettings;
import hearth.runtime.config.NetworkAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Connects once as the device would, under a Client Identifier of its own, so that it takes over no
 * session, and goes in order.
 */
public final class BrokerProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String THING = "broker";

  private BrokerProbe() {}

  /** What came of it. */
  public static Finding of(Configuration configuration) throws InterruptedException {
    return configuration.broker() == null
        ? another(configuration.mqtt())
        : own(configuration.broker().listeners());
  }

  /** The device's way: the address and the login of the section mqtt. */
  private static Finding another(MqttSettings mqtt) throws InterruptedException {
    NetworkAddress address = mqtt.broker();
    MqttClientBuilder options = options(address).version(mqtt.version());
    if (mqtt.userName() != null) {
      options.userName(mqtt.userName());
    }
    if (mqtt.password() != null) {
      options.password(mqtt.password().reveal());
    }
    String as = mqtt.userName() == null ? "without a user name" : "as " + mqtt.userName();
    MqttException refused = connect(options);
    if (refused == null) {
      return finding(Severity.NOTE, address, "lets the device in, " + as);
    }
    if (isLogin(refused)) {
      return finding(
          Severity.ERROR,
          address,
          "is there, and does not let the device in %s: %s. Look at username and password in the section mqtt, and at the broker's users."
              .formatted(as, refused.getMessage()));
    }
    return finding(
        Severity.ERROR,
        address,
        "does not answer: %s. Is it running, and is the address in the section mqtt right?"
            .formatted(refused.getMessage()));
  }

  /** The broker of the running service; its own device needs no login. */
  private static Finding own(Iterable<ListenerSettings> listeners) throws InterruptedException {
    Optional<ListenerSettings> plain = Optional.empty();
    for (ListenerSettings listener : listeners) {
      if (plain.isEmpty() && listener.tls() == null && listener.webSocket() == null) {
        plain = Optional.of(listener);
      }
    }
    if (plain.isEmpty() || plain.get().address().port() == 0) {
      return new Finding(
          Severity.NOTE,
          THING,
          "There is no listener of plain MQTT to try; hearth sub can try others.");
    }
    NetworkAddress address = reachable(plain.get().address());
    MqttException refused = connect(options(address));
    boolean isThere = refused == null || isLogin(refused);
    if (!isThere) {
      return finding(
          Severity.ERROR,
          address,
          "does not answer: %s. Is the service running? systemctl status hearth tells."
              .formatted(refused.getMessage()));
    }
    if (refused != null && plain.get().anonymous() != Anonymous.NO) {
      return finding(
          Severity.ERROR,
          address,
          "is there, and does not let this machine in without a password, as the configuration says it would. Is it another broker, such as Debian's mosquitto?");
    }
    return finding(
        Severity.NOTE,
        address,
        refused == null ? "is there, and lets this machine in" : "is there, and wants a password");
  }

  /** An address that everybody may come to is reached on this machine, too. */
  private static NetworkAddress reachable(NetworkAddress listens) {
    boolean isAny = listens.host().equals("0.0.0.0") || listens.host().equals("::");
    return isAny ? new NetworkAddress("localhost", listens.port()) : listens;
  }

  private static MqttClientBuilder options(NetworkAddress address) {
    return MqttClient.builder()
        .server(address.host(), address.port())
        .connectTimeout(PATIENCE)
        .clientIdentifier("hearth-doctor-" + ProcessHandle.current().pid())
        .cleanStart(true);
  }

  /** Null where the broker lets us in. */
  private static MqttException connect(MqttClientBuilder options) throws InterruptedException {
    try (MqttClient client = options.build()) {
      client.connect().get();
      client.disconnect().get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause() instanceof MqttException refused
          ? refused
          : new MqttException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  private static boolean isLogin(MqttException refused) {
    return refused.reasonCode() == ReasonCode.BAD_USER_NAME_OR_PASSWORD
        || refused.reasonCode() == ReasonCode.NOT_AUTHORIZED;
  }

  private static Finding finding(Severity severity, NetworkAddress address, String what) {
    return new Finding(severity, THING, "The broker at " + address + " " + what);
  }
}
