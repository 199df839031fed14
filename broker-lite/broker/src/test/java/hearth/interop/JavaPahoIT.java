package hearth.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.TestSettings;
import hearth.interop.PahoClient.Options;
import hearth.interop.PahoClient.Received;
import hearth.interop.PahoClient.Refused;
import hearth.testsupport.Eventually;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
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

/**
 * Eclipse Paho's clients for Java with our broker, over TCP and WebSocket: of 3.1 (Protocol Level
 * 3), of 3.1.1 (4) and of 5.0.
 */
@Timeout(60)
class JavaPahoIT {
  private static RunningBroker broker;

  private final List<PahoClient> clients = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    broker = new RunningBroker(TestSettings.ROOMY);
  }

  @AfterAll
  static void end() throws Exception {
    broker.close();
  }

  @AfterEach
  void close() throws Exception {
    for (PahoClient client : clients) {
      client.close();
    }
  }

  private PahoClient client(int level, String scheme, String identifier) throws Exception {
    int port = scheme.equals("ws") ? broker.webSocketPort() : broker.port();
    PahoClient client = PahoClient.of(level, scheme + "://127.0.0.1:" + port, identifier);
    clients.add(client);
    return client;
  }

  private PahoClient connected(int level, String identifier) throws Exception {
    PahoClient client = client(level, "tcp", identifier);
    client.connect(Options.CLEAN);
    return client;
  }

  private Paho5 client5(String identifier) throws Exception {
    return (Paho5) client(5, "tcp", identifier);
  }

  private Paho5 connected5(String identifier) throws Exception {
    return (Paho5) connected(5, identifier);
  }

  private static void publish(PahoClient client, String topic, String text, int qos)
      throws Exception {
    client.publish(topic, text.getBytes(UTF_8), qos, false);
  }

  private static Received next(PahoClient client) throws InterruptedException {
    return PahoClient.next(client.received);
  }

  private static String text(Received message) {
    return new String(message.payload(), UTF_8);
  }

  private static MqttMessage message(String text, boolean isRetained) {
    return new MqttMessage(text.getBytes(UTF_8), 1, isRetained, new MqttProperties());
  }

  @ParameterizedTest
  @CsvSource({
    "4, CLIENT_IDENTIFIER_NOT_VALID, 2",
    "4, SERVER_UNAVAILABLE, 3",
    "4, BAD_USER_NAME_OR_PASSWORD, 4",
    "4, NOT_AUTHORIZED, 5",
    "5, CLIENT_IDENTIFIER_NOT_VALID, 0x85",
    "5, BAD_USER_NAME_OR_PASSWORD, 0x86",
    "5, NOT_AUTHORIZED, 0x87",
    "5, SERVER_UNAVAILABLE, 0x88",
    "5, SERVER_BUSY, 0x89",
    "5, BANNED, 0x8A",
    "5, QUOTA_EXCEEDED, 0x97",
    "5, CONNECTION_RATE_EXCEEDED, 0x9F"
  })
  void aRefusalIsUnderstood(int level, String user, String code) throws Exception {
    PahoClient client = client(level, "tcp", "refused");

    Refused refused =
        assertThrows(
            Refused.class, () -> client.connect(Options.user(user, level == 5 ? "" : null)));

    assertEquals(Integer.decode(code), refused.code);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5})
  void aWrongPasswordIsRefusedAndTheRightOneIsNot(int level) throws Exception {
    PahoClient client = client(level, "tcp", "password");
    Options wrong = Options.user(RunningBroker.USER, "wrong");
    assertThrows(Refused.class, () -> client.connect(wrong));

    client.connect(Options.user(RunningBroker.USER, RunningBroker.PASSWORD));

    assertTrue(client.isConnected());
  }

  @ParameterizedTest
  @CsvSource({"tcp, 3", "tcp, 4", "tcp, 5", "ws, 3", "ws, 4", "ws, 5"})
  void messagesOfEachQoSComeBack(String scheme, int level) throws Exception {
    PahoClient client = client(level, scheme, "each-" + scheme + level);
    client.connect(Options.CLEAN);
    String name = level == 5 ? "ü☃🏠" : "ü☃"; // that of 3 writes no character of four bytes
    for (int qos = 0; qos <= 2; qos++) {
      client.subscribe(scheme + level + "/+/" + qos, qos);
      for (int i = 0; i < 50; i++) {
        publish(client, scheme + level + "/" + name + "/" + qos, "" + i, qos);
      }
      for (int i = 0; i < 50; i++) {
        Received got = next(client);
        assertEquals("" + i, text(got));
        assertEquals(qos, got.qos());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"tcp, 4, 1", "ws, 4, 1", "tcp, 5, 2", "ws, 5, 2"})
  void largePayloadsComeWhole(String scheme, int level, int qos) throws Exception {
    PahoClient client = client(level, scheme, "large-" + scheme);
    client.connect(Options.CLEAN);
    client.subscribe("large/" + scheme, qos);
    byte[] payload = new byte[3_000_000];
    Arrays.fill(payload, (byte) 'x');

    client.publish("large/" + scheme, payload, qos, false);

    assertArrayEquals(payload, next(client).payload());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void retainedMessagesWaitAndAreTakenBack(int level) throws Exception {
    PahoClient client = connected(level, "retained");
    client.publish("retained/a", "kept".getBytes(UTF_8), 1, true);
    client.subscribe("retained/#", 1);
    Received kept = next(client);
    assertEquals("kept", text(kept));
    assertTrue(kept.isRetained());

    client.publish("retained/a", new byte[0], 1, true);
    assertFalse(next(client).isRetained());
    client.subscribe("retained/a", 1);
    publish(client, "retained/b", "end", 1);
    assertEquals("end", text(next(client)));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5})
  void aKeptSessionHasItsMessages(int level) throws Exception {
    PahoClient client = client(level, "tcp", "kept" + level);
    assertFalse(client.connect(Options.KEPT));
    client.subscribe("kept" + level + "/#", 2);
    client.disconnect();
    PahoClient publisher = connected(level, "publisher");
    for (int qos = 0; qos <= 2; qos++) {
      publish(publisher, "kept" + level + "/a", "" + qos, qos);
    }

    boolean goesOn = client.connect(Options.KEPT);

    assertEquals(level > 3, goesOn); // 3.1 has no words for it.
    assertEquals("1", text(next(client)));
    assertEquals("2", text(next(client)));
    client.disconnect();
    client.connect(Options.CLEAN);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void theWillComesWhenTheClientIsTakenOver(int level) throws Exception {
    PahoClient watcher = connected(level, "watcher");
    watcher.subscribe("will/#", 1);
    PahoClient device = client(level, "tcp", "device");
    device.connect(Options.will("will/a"));

    connected(level, "device");

    assertEquals("gone", text(next(watcher)));
    assertEquals(level == 5 ? 0x8E : 0, PahoClient.next(device.sentAway));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void nothingComesAfterUnsubscribe(int level) throws Exception {
    PahoClient client = connected(level, "unsubscribing");
    client.subscribe("un/a", 0);
    client.subscribe("un/b", 1);
    client.unsubscribe("un/a");

    publish(client, "un/a", "no", 1);
    publish(client, "un/b", "yes", 1);

    assertEquals("yes", text(next(client)));
  }

  @Test
  void theBrokerAssignsAnIdentifierAndTellsItsLimits() throws Exception {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setRequestResponseInfo(true);

    MqttProperties told = client5("").client.connectWithResult(options).getResponseProperties();

    assertTrue(told.getAssignedClientIdentifier().startsWith("auto-"));
    assertEquals(1024, told.getReceiveMaximum());
    assertEquals(64, told.getTopicAliasMaximum());
    assertEquals("response/" + told.getAssignedClientIdentifier() + "/", told.getResponseInfo());
  }

  @Test
  void propertiesGoThrough() throws Exception {
    Paho5 client = connected5("properties");
    client.subscribe("properties/#", 1);
    MqttMessage message = message("x", false);
    MqttProperties properties = new MqttProperties();
    properties.setContentType("text/plain");
    properties.setResponseTopic("answers/ä");
    properties.setCorrelationData(new byte[] {1, 2});
    properties.setMessageExpiryInterval(50L);
    properties.setUserProperties(
        List.of(
            new UserProperty("b", "1"), new UserProperty("a", "2"), new UserProperty("b", "3")));
    message.setProperties(properties);

    client.client.publish("properties/a", message);

    MqttProperties got = PahoClient.next(client.messages).getProperties();
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
    Paho5 client = connected5("options");
    client.client.publish("options/a", message("kept", true));
    MqttSubscription options = new MqttSubscription("options/#", 1);
    options.setNoLocal(true);
    options.setRetainAsPublished(true);
    options.setRetainHandling(2);
    client.client.subscribe(new MqttSubscription[] {options});

    client.client.publish("options/a", message("own", false));
    connected5("options-other").client.publish("options/a", message("kept", true));

    Received got = next(client);
    assertEquals("kept", text(got));
    assertTrue(got.isRetained());
    client.publish("options/a", new byte[0], 1, true);
  }

  @Test
  void sharedSubscriptionsShare() throws Exception {
    Paho5 one = connected5("shared-1");
    Paho5 two = connected5("shared-2");
    one.subscribe("$share/g/shared/#", 1);
    two.subscribe("$share/g/shared/#", 1);

    for (int i = 0; i < 10; i++) {
      publish(one, "shared/a", "" + i, 1);
    }

    List<Received> all = new ArrayList<>();
    Eventually.holds(
        "all have come",
        () -> one.received.drainTo(all) + two.received.drainTo(all) >= 0 && all.size() == 10,
        all::size);
    assertEquals(10, all.stream().map(JavaPahoIT::text).distinct().count());
  }
}
