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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Eclipse Paho's client of 5.0 with our broker, over TCP and WebSocket. */
@Timeout(60)
class PahoVersion5IT {
  /** It tells of every PUBCOMP; held here, so that the level is not forgotten. */
  private static final Logger LOGGER = Logger.getLogger("org.eclipse.paho.mqttv5");

  private static RunningBroker broker;

  private final List<MqttClient> clients = new ArrayList<>();
  private final BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> sentAway = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws Exception {
    LOGGER.setLevel(Level.WARNING);
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
    client.setCallback(new Listener());
    clients.add(client);
    return client;
  }

  private final class Listener implements MqttCallback {
    @Override
    public void disconnected(MqttDisconnectResponse response) {
      sentAway.add(response.getReturnCode());
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      received.add(message);
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverURI) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }

  private static MqttConnectionOptions options(boolean clean, Long expiry) {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(clean);
    options.setSessionExpiryInterval(expiry);
    return options;
  }

  private MqttClient connected(String identifier) throws MqttException {
    MqttClient client = client("tcp", identifier);
    client.connect(options(true, 0L));
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

  private static MqttMessage message(String text, int qos) {
    MqttMessage message = new MqttMessage(text.getBytes(UTF_8));
    message.setQos(qos);
    return message;
  }

  @ParameterizedTest
  @CsvSource({
    "CLIENT_IDENTIFIER_NOT_VALID, 0x85",
    "BAD_USER_NAME_OR_PASSWORD, 0x86",
    "NOT_AUTHORIZED, 0x87",
    "SERVER_UNAVAILABLE, 0x88",
    "SERVER_BUSY, 0x89",
    "BANNED, 0x8A",
    "QUOTA_EXCEEDED, 0x97",
    "CONNECTION_RATE_EXCEEDED, 0x9F"
  })
  void aRefusalIsUnderstood(String user, String reasonCode) throws MqttException {
    MqttClient client = client("tcp", "refused");
    MqttConnectionOptions options = options(true, 0L);
    options.setUserName(user);
    options.setPassword(new byte[0]);

    MqttException refusal = assertThrows(MqttException.class, () -> client.connect(options));

    assertEquals(Integer.decode(reasonCode), refusal.getReasonCode());
  }

  @Test
  void theBrokerAssignsAnIdentifierAndTellsItsLimits() throws Exception {
    MqttConnectionOptions options = options(true, 0L);
    options.setRequestResponseInfo(true);

    MqttProperties told = client("tcp", "").connectWithResult(options).getResponseProperties();

    assertTrue(told.getAssignedClientIdentifier().startsWith("auto-"));
    assertEquals(1024, told.getReceiveMaximum());
    assertEquals(64, told.getTopicAliasMaximum());
    assertEquals("response/" + told.getAssignedClientIdentifier() + "/", told.getResponseInfo());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ws"})
  void messagesOfEachQoSComeBack(String scheme) throws Exception {
    MqttClient client = client(scheme, "each-" + scheme);
    client.connect(options(true, 0L));
    for (int qos = 0; qos <= 2; qos++) {
      client.subscribe("each/" + scheme + "/+/" + qos, qos);
      for (int i = 0; i < 50; i++) {
        client.publish("each/" + scheme + "/ü☃🏠/" + qos, message("" + i, qos));
      }
      for (int i = 0; i < 50; i++) {
        MqttMessage got = next();
        assertEquals("" + i, text(got));
        assertEquals(qos, got.getQos());
      }
    }
    byte[] payload = new byte[1_000_000];
    Arrays.fill(payload, (byte) 'x');
    client.publish("each/" + scheme + "/large/2", payload, 2, false);
    assertArrayEquals(payload, next().getPayload());
  }

  @Test
  void propertiesGoThrough() throws Exception {
    MqttClient client = connected("properties");
    client.subscribe("properties/#", 1);
    MqttMessage message = message("x", 1);
    MqttProperties properties = new MqttProperties();
    properties.setContentType("text/plain");
    properties.setResponseTopic("answers/ä");
    properties.setCorrelationData(new byte[] {1, 2});
    properties.setMessageExpiryInterval(50L);
    properties.setUserProperties(
        List.of(
            new UserProperty("b", "1"), new UserProperty("a", "2"), new UserProperty("b", "3")));
    message.setProperties(properties);

    client.publish("properties/a", message);

    MqttProperties got = next().getProperties();
    assertEquals("text/plain", got.getContentType());
    assertEquals("answers/ä", got.getResponseTopic());
    assertArrayEquals(new byte[] {1, 2}, got.getCorrelationData());
    assertTrue(got.getMessageExpiryInterval() <= 50);
    assertEquals(
        List.of("b=1", "a=2", "b=3"),
        got.getUserProperties().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .toList());
  }

  @Test
  void subscriptionsHaveTheirOptions() throws Exception {
    MqttClient client = connected("options");
    MqttMessage kept = message("kept", 1);
    kept.setRetained(true);
    client.publish("options/a", kept);
    MqttSubscription options = new MqttSubscription("options/#", 1);
    options.setNoLocal(true);
    options.setRetainAsPublished(true);
    options.setRetainHandling(2);
    client.subscribe(new MqttSubscription[] {options});

    client.publish("options/a", message("own", 1));
    connected("options-other").publish("options/a", kept);

    MqttMessage got = next();
    assertEquals("kept", text(got));
    assertTrue(got.isRetained());
    client.publish("options/a", new byte[0], 1, true);
  }

  @Test
  void aSessionGoesOnAndHasItsMessages() throws Exception {
    MqttClient client = client("tcp", "session");
    assertFalse(client.connectWithResult(options(true, 60L)).getSessionPresent());
    client.subscribe("session/#", 2);
    client.disconnect();
    MqttClient publisher = connected("publisher");
    for (int qos = 0; qos <= 2; qos++) {
      publisher.publish("session/a", message("" + qos, qos));
    }

    assertTrue(client.connectWithResult(options(false, 60L)).getSessionPresent());

    assertEquals("1", text(next()));
    assertEquals("2", text(next()));
  }

  @Test
  void takingOverIsToldAndTheWillIsPublished() throws Exception {
    MqttClient watcher = connected("watcher");
    watcher.subscribe("will/#", 1);
    MqttConnectionOptions options = options(true, 0L);
    options.setWill("will/a", message("gone", 1));
    client("tcp", "device").connect(options);

    connected("device");

    assertEquals("gone", text(next()));
    assertEquals(0x8E, sentAway.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void sharedSubscriptionsShare() throws Exception {
    MqttClient one = connected("shared-1");
    one.subscribe("$share/g/shared/#", 1);
    connected("shared-2").subscribe("$share/g/shared/#", 1);

    for (int i = 0; i < 10; i++) {
      one.publish("shared/a", message("" + i, 1));
    }
    one.subscribe("end", 1);
    one.publish("end", message("end", 1));

    List<String> all = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      all.add(text(next()));
    }
    assertEquals(11, all.stream().distinct().count());
  }
}
