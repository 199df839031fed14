package hearth.runtime.device;

import hearth.client.MqttClientBuilder;
import hearth.client.ScramSha256;
import hearth.protocol.packet.MqttVersion;
import hearth.runtime.config.MqttSettings;
import hearth.runtime.config.MqttSettings.Login;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** The section {@code mqtt} as a client has it: where its servers are, TLS, and who it is. */
public final class BrokerAccess {
  private BrokerAccess() {}

  /**
   * Tells a client how to reach the broker.
   *
   * @param random a secure source
   * @param worker where a password is hashed
   * @throws IOException where a file of TLS cannot be used, naming it
   */
  public static void apply(
      MqttSettings mqtt, MqttClientBuilder client, RandomGenerator random, Executor worker)
      throws IOException {
    client.version(mqtt.version()).servers(mqtt.servers()).userName(mqtt.userName());
    if (mqtt.tls() != null) {
      ClientTls.apply(mqtt.tls(), client, false, parameters -> {});
    }
    if (mqtt.login() != Login.SCRAM) {
      client.makesDo();
    }
    if (mqtt.password() == null) {
      return;
    }
    String password = mqtt.password().reveal();
    if (mqtt.login() != Login.SCRAM) {
      client.password(password);
    }
    if (mqtt.login() != Login.PASSWORD && mqtt.version() == MqttVersion.V5) {
      client.authentication(new ScramSha256(mqtt.userName(), password, random, worker));
    }
  }
}
