package hearth.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.MqttSecurityException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Eclipse Paho's client of 3.1 and 3.1.1 with our broker, over TCP and WebSocket. */
@Timeout(60)
class PahoVersion3IT {
  private static final int V3_1 = MqttConnectOptions.MQTT_VERSION_3_1;
  private static final int V3_1_1 = MqttConnectOptions.MQTT_VERSION_3_1_1;

  private static RunningBroker broker;

  private final List<MqttClient> clients = new ArrayList<>();
  private final BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Throwable> lost = new CompletableFuture<>();

  @BeforeAll
  static void start() throws Exception {
    broker = new RunningBroker(TestSettings.ROOMY);
  }

  @AfterAll
  static void end() throws Exception {
    broker.close();
  }

  @AfterEach
  void close() throws MqttException {
    for (MqttClient client : clients) {
      if (client.isConnected()) {
        client.disconnect();
      }
      client.close();
    }
  }

  private MqttClient client(String scheme, String identifier) throws MqttException {
    int port = scheme.equals("ws") ? broker.webSocketPort() : broker.port();
    MqttClient client =
        new MqttClient(scheme + "://127.0.0.1:" + port, identifier, new MemoryPersistence());
    client.setCallback(
        new MqttCallback() {
          @Override
          public void connectionLost(Throwable cause) {
            lost.complete(cause);
          }

          @Override
          public void messageArrived(String topic, MqttMessage message) {
            received.add(message);
          }

          @Override
          public void deliveryComplete(IMqttDeliveryToken token) {}
        });
    clients.add(client);
    return client;
  }

  private static MqttConnectOptions options(int version, boolean clean) {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMaxInflight(100); // its own limit of 10 is for slow networks
    options.setMqttVersion(version);
    options.setCleanSession(clean);
    return options;
  }

  private MqttClient connected(String identifier) throws MqttException {
    MqttClient client = client("tcp", identifier);
    client.connect(options(V3_1_1, true));
    return client;
  }

  private MqttMessage next() throws InterruptedException {
    MqttMessage message = received.poll(30, TimeUnit.SECONDS);
    assertNotNull(message, "nothing has come");
    return message;
  }

  private static String text(MqttMessage message) {
    return new String(message.getPayload(), UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "CLIENT_IDENTIFIER_NOT_VALID, 2",
    "SERVER_UNAVAILABLE, 3",
    "BAD_USER_NAME_OR_PASSWORD, 4",
    "NOT_AUTHORIZED, 5"
  })
  void aRefusalIsUnderstood(String user, int returnCode) throws MqttException {
    MqttClient client = client("tcp", "refused");
    MqttConnectOptions options = options(V3_1_1, true);
    options.setUserName(user);

    MqttException refusal = assertThrows(MqttException.class, () -> client.connect(options));

    assertEquals(returnCode, refusal.getReasonCode());
  }

  @Test
  void aWrongPasswordIsRefusedAndTheRightOneIsNot() throws MqttException {
    MqttConnectOptions options = options(V3_1_1, true);
    options.setUserName(RunningBroker.USER);
    options.setPassword("wrong".toCharArray());
    MqttClient client = client("tcp", "password");
    assertThrows(MqttSecurityException.class, () -> client.connect(options));

    options.setPassword(RunningBroker.PASSWORD.toCharArray());
    client.connect(options);
    assertTrue(client.isConnected());
  }

  @ParameterizedTest
  @CsvSource({"tcp, 3", "tcp, 4", "ws, 3", "ws, 4"})
  void messagesOfEachQoSComeBack(String scheme, int version) throws Exception {
    MqttClient client = client(scheme, "each-" + scheme + version);
    client.connect(options(version, true));
    for (int qos = 0; qos <= 2; qos++) {
      String topic = scheme + version + "/ü☃/" + qos;
      client.subscribe(scheme + version + "/+/" + qos, qos);
      for (int i = 0; i < 50; i++) {
        client.publish(topic, ("" + i).getBytes(UTF_8), qos, false);
      }
      for (int i = 0; i < 50; i++) {
        MqttMessage got = next();
        assertEquals("" + i, text(got));
        assertEquals(qos, got.getQos());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ws"})
  void largePayloadsComeWhole(String scheme) throws Exception {
    MqttClient client = client(scheme, "large-" + scheme);
    client.connect(options(V3_1_1, true));
    client.subscribe("large/" + scheme, 1);
    byte[] payload = new byte[3_000_000];
    Arrays.fill(payload, (byte) 'x');

    client.publish("large/" + scheme, payload, 1, false);

    assertArrayEquals(payload, next().getPayload());
  }

  @Test
  void retainedMessagesWaitAndAreTakenBack() throws Exception {
    MqttClient client = connected("retained");
    client.publish("retained/a", "kept".getBytes(UTF_8), 1, true);
    client.subscribe("retained/#", 1);
    MqttMessage kept = next();
    assertEquals("kept", text(kept));
    assertTrue(kept.isRetained());

    client.publish("retained/a", new byte[0], 1, true);
    assertFalse(next().isRetained());
    client.subscribe("retained/a", 1);
    client.publish("retained/b", "end".getBytes(UTF_8), 1, false);
    assertEquals("end", text(next()));
  }

  @ParameterizedTest
  @ValueSource(ints = {V3_1, V3_1_1})
  void aKeptSessionHasItsMessages(int version) throws Exception {
    MqttClient first = client("tcp", "kept" + version);
    IMqttToken begun = first.connectWithResult(options(version, false));
    assertFalse(begun.getSessionPresent());
    first.subscribe("kept" + version + "/#", 2);
    first.disconnect();
    MqttClient publisher = connected("publisher");
    for (int qos = 0; qos <= 2; qos++) {
      publisher.publish("kept" + version + "/a", ("" + qos).getBytes(UTF_8), qos, false);
    }

    boolean goesOn = first.connectWithResult(options(version, false)).getSessionPresent();

    assertEquals(version == V3_1_1, goesOn); // 3.1 has no words for it.
    assertEquals("1", text(next()));
    assertEquals("2", text(next()));
    first.disconnect();
    first.connect(options(version, true));
  }

  @Test
  void theWillComesWhenTheClientIsTakenOver() throws Exception {
    MqttClient watcher = connected("watcher");
    watcher.subscribe("will/#", 1);
    MqttConnectOptions options = options(V3_1_1, true);
    options.setWill("will/a", "gone".getBytes(UTF_8), 1, true);
    client("tcp", "device").connect(options);

    connected("device");

    assertEquals("gone", text(next()));
    assertTrue(lost.get(30, TimeUnit.SECONDS) != null);
    watcher.publish("will/a", new byte[0], 1, true);
  }

  @Test
  void nothingComesAfterUnsubscribe() throws Exception {
    MqttClient client = connected("unsubscribing");
    client.subscribe(new String[] {"un/a", "un/b"}, new int[] {0, 1});
    client.unsubscribe("un/a");

    client.publish("un/a", "no".getBytes(UTF_8), 1, false);
    client.publish("un/b", "yes".getBytes(UTF_8), 1, false);

    assertEquals("yes", text(next()));
  }
}
