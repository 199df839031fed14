package hearth.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Paho's client of 5.0; what only that version has is asked of {@link #client} itself. */
final class Paho5 extends PahoClient implements MqttCallback {
  /** It tells of every PUBCOMP; held here, so that the level is not forgotten. */
  private static final Logger LOGGER = Logger.getLogger("org.eclipse.paho.mqttv5");

  final MqttClient client;

  /** Messages with their properties. */
  final BlockingQueue<MqttMessage> messages = new LinkedBlockingQueue<>();

  Paho5(String url, String identifier) throws MqttException {
    LOGGER.setLevel(Level.WARNING);
    client = new MqttClient(url, identifier, new MemoryPersistence());
    client.setCallback(this);
  }

  @Override
  boolean connect(Options options) throws Refused {
    MqttConnectionOptions theirs = new MqttConnectionOptions();
    theirs.setCleanStart(!options.isKept());
    theirs.setSessionExpiryInterval(options.isKept() ? 60L : 0L);
    theirs.setUserName(options.userName());
    if (options.password() != null) {
      theirs.setPassword(options.password().getBytes(UTF_8));
    }
    if (options.willTopic() != null) {
      MqttMessage will = new MqttMessage("gone".getBytes(UTF_8));
      will.setQos(1);
      theirs.setWill(options.willTopic(), will);
    }
    try {
      return client.connectWithResult(theirs).getSessionPresent();
    } catch (MqttException e) {
      throw new Refused(e.getReasonCode(), e);
    }
  }

  @Override
  boolean isConnected() {
    return client.isConnected();
  }

  @Override
  void disconnect() throws MqttException {
    client.disconnect();
  }

  @Override
  void subscribe(String filter, int qos) throws MqttException {
    client.subscribe(filter, qos);
  }

  @Override
  void unsubscribe(String filter) throws MqttException {
    client.unsubscribe(filter);
  }

  @Override
  void publish(String topic, byte[] payload, int qos, boolean isRetained) throws MqttException {
    client.publish(topic, payload, qos, isRetained);
  }

  @Override
  void release() throws MqttException {
    client.close();
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    sentAway.add(response.getReturnCode());
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    messages.add(message);
    received.add(new Received(message.getPayload(), message.getQos(), message.isRetained()));
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String serverURI) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
