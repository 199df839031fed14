package hearth.runtime.doctor;

import hearth.client.ClientListener;
import hearth.client.MqttClient;
import hearth.client.MqttClientBuilder;
import hearth.client.MqttException;
import hearth.client.ServerUri;
import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.MqttSettings;
import hearth.runtime.config.NetworkAddress;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.device.BrokerAccess;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
      return another(configuration);
    }
    List<Finding> findings = new ArrayList<>();
    for (ListenerSettings listener : configuration.broker().mqttListeners()) {
      findings.add(ListenerProbe.of(listener));
    }
    return findings;
  }

  /** The device's way: the servers, TLS and login of the section mqtt. */
  private static List<Finding> another(Configuration configuration) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    for (ServerUri server : configuration.mqtt().servers()) {
      findings.addAll(another(configuration, server));
    }
    return findings;
  }

  private static List<Finding> another(Configuration configuration, ServerUri server)
      throws InterruptedException {
    MqttSettings mqtt = configuration.mqtt();
    Notices notices = new Notices();
    MqttClientBuilder options = options().listener(notices);
    try {
      BrokerAccess.apply(mqtt, options, new SecureRandom(), Runnable::run);
    } catch (IOException e) {
      return List.of(
          finding(Severity.ERROR, shown(server), "cannot be tried: " + e.getMessage() + "."));
    }
    String as = mqtt.userName() == null ? "without a user name" : "as " + mqtt.userName();
    List<Finding> findings = new ArrayList<>();
    try (MqttClient client = options.servers(List.of(server)).build()) {
      client.connect().get();
      findings.add(finding(Severity.NOTE, shown(server), "lets the device in, " + as));
      findings.addAll(deaf(configuration, client, server));
      client.disconnect().get();
    } catch (ExecutionException e) {
      return List.of(refused(server, as, asRefused(e)));
    }
    for (String sentence : notices.sentences) {
      findings.add(finding(Severity.WARNING, shown(server), "can do less: " + sentence));
    }
    return findings;
  }

  /** What the client tells of the server; on its thread, and read when that has ended its work. */
  private static final class Notices implements ClientListener {
    final List<String> sentences = new CopyOnWriteArrayList<>();

    @Override
    public void onNotice(String sentence) {
      sentences.add(sentence);
    }
  }

  /** The topics of commands that the broker does not let the device hear. */
  private static List<Finding> deaf(
      Configuration configuration, MqttClient client, ServerUri server)
      throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    if (configuration.device() == null) {
      return findings;
    }
    for (ThingSettings thing : configuration.things()) {
      for (TopicName topic : thing.commandTopicsIn(configuration.device())) {
        try {
          client.subscribe(topic.toString(), QoS.AT_MOST_ONCE, message -> {}).get();
        } catch (ExecutionException e) {
          findings.add(
              finding(
                  Severity.ERROR,
                  shown(server),
                  "does not let the device hear commands on %s: %s. Look at the broker's access rules."
                      .formatted(topic, asRefused(e).getMessage())));
        }
      }
    }
    return findings;
  }

  private static String shown(ServerUri server) {
    return new NetworkAddress(server.host(), server.port())
        + (server.tls() ? " with TLS" : "")
        + (server.webSocket() ? " by WebSocket" : "");
  }

  private static Finding refused(ServerUri server, String as, MqttException refused) {
    return finding(
        Severity.ERROR,
        shown(server),
        isLogin(refused)
            ? "is there, and does not let the device in %s: %s. Look at username and password in the section mqtt, and at the broker's users."
                .formatted(as, refused.getMessage())
            : "does not answer: %s. Is it running, and is the address in the section mqtt right?"
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
      return asRefused(e);
    }
  }

  private static MqttException asRefused(ExecutionException e) {
    return e.getCause() instanceof MqttException refused
        ? refused
        : new MqttException(String.valueOf(e.getCause()), e.getCause());
  }

  static boolean isLogin(MqttException refused) {
    return refused.reasonCode() == ReasonCode.BAD_USER_NAME_OR_PASSWORD
        || refused.reasonCode() == ReasonCode.NOT_AUTHORIZED;
  }

  static Finding finding(Severity severity, Object address, String what) {
    return new Finding(severity, THING, "The broker at " + address + " " + what);
  }
}
