package hearth.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Paho's client of 3.1 and 3.1.1. */
final class Paho3 extends PahoClient {
  private final int level;
  private final MqttClient client;

  Paho3(int level, String url, String identifier) throws MqttException {
    this.level = level;
    client = new MqttClient(url, identifier, new MemoryPersistence());
    client.setCallback(
        new MqttCallback() {
          @Override
          public void connectionLost(Throwable cause) {
            sentAway.add(0);
          }

          @Override
          public void messageArrived(String topic, MqttMessage message) {
            received.add(
                new Received(message.getPayload(), message.getQos(), message.isRetained()));
          }

          @Override
          public void deliveryComplete(IMqttDeliveryToken token) {}
        });
  }

  @Override
  boolean connect(Options options) throws Refused {
    MqttConnectOptions theirs = new MqttConnectOptions();
    theirs.setMaxInflight(100); // its own limit of 10 is for slow networks
    theirs.setMqttVersion(level);
    theirs.setCleanSession(!options.isKept());
    theirs.setUserName(options.userName());
    if (options.password() != null) {
      theirs.setPassword(options.password().toCharArray());
    }
    if (options.willTopic() != null) {
      theirs.setWill(options.willTopic(), "gone".getBytes(UTF_8), 1, false);
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
}
