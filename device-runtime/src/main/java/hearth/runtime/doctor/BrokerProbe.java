package hearth.runtime.doctor;

import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.MqttException;
import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.protocol.packet.ReasonCode;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.MqttSettings;
import hearth.runtime.config.NetworkAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Connects once as the device would, under a Client Identifier of its own, so that it takes over no
 * session, and goes in order. Where the broker is of the same file, each of its listeners is tried.
 */
public final class BrokerProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String THING = "broker";

  private BrokerProbe() {}

  /** What came of it. */
  public static List<Finding> of(Configuration configuration) throws InterruptedException {
    if (configuration.broker() == null) {
      return List.of(another(configuration.mqtt()));
    }
    List<Finding> findings = new ArrayList<>();
    for (ListenerSettings listener : configuration.broker().listeners()) {
      findings.add(ListenerProbe.of(listener));
    }
    return findings;
  }

  /** The device's way: the address and the login of the section mqtt. */
  private static Finding another(MqttSettings mqtt) throws InterruptedException {
    NetworkAddress address = mqtt.broker();
    MqttClientBuilder options =
        options().server(address.host(), address.port()).version(mqtt.version());
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

  static MqttClientBuilder options() {
    return MqttClient.builder()
        .connectTimeout(PATIENCE)
        .clientIdentifier("hearth-doctor-" + ProcessHandle.current().pid())
        .cleanStart(true);
  }

  /** Null where the broker lets us in. */
  static MqttException connect(MqttClientBuilder options) throws InterruptedException {
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

  static boolean isLogin(MqttException refused) {
    return refused.reasonCode() == ReasonCode.BAD_USER_NAME_OR_PASSWORD
        || refused.reasonCode() == ReasonCode.NOT_AUTHORIZED;
  }

  static Finding finding(Severity severity, Object address, String what) {
    return new Finding(severity, THING, "The broker at " + address + " " + what);
  }
}
