package hearth.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicName;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectTest {
  private final ScriptedServer server = new ScriptedServer();

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void connectIsTheFirstPacketAndCarriesAllSettings(MqttVersion version) { // [MQTT-3.1.0-1]
    Will will =
        new Will(
            TopicName.of("home/status"),
            "offline".getBytes(StandardCharsets.UTF_8),
            QoS.AT_LEAST_ONCE,
            true,
            Properties.NONE);
    MqttClient client =
        server
            .client()
            .version(version)
            .clientIdentifier("thermometer")
            .cleanStart(false)
            .keepAlive(30)
            .will(will)
            .userName("anna")
            .password("secret")
            .build();
    client.connect();
    Connect connect = server.hears(Connect.class);
    assertEquals(version, connect.version());
    assertEquals("thermometer", connect.clientIdentifier());
    assertFalse(connect.cleanStart());
    assertEquals(30, connect.keepAlive());
    assertEquals(will.topic(), connect.will().topic());
    assertEquals(QoS.AT_LEAST_ONCE, connect.will().qos());
    assertTrue(connect.will().retain());
    assertEquals("anna", connect.userName());
    assertArrayEquals("secret".getBytes(StandardCharsets.UTF_8), connect.password());
    assertEquals(ConnectionState.HANDSHAKING, client.state());
  }

  @Test
  void connAckEndsTheHandshake() {
    MqttClient client = server.client().clientIdentifier("a").build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    assertFalse(connecting.isDone());
    server.says(new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
    Connected connected = server.result(connecting);
    assertEquals("a", connected.clientIdentifier());
    assertEquals(QoS.EXACTLY_ONCE, connected.maximumQos());
    assertEquals(65_535, connected.receiveMaximum());
    assertEquals(ConnectionState.CONNECTED, client.state());
  }

  @Test
  void theServersLimitsAreTold() {
    MqttClient client = server.client().keepAlive(60).build();
    CompletableFuture<Connected> connecting = client.connect();
    server.accepts(
        false,
        Properties.builder()
            .add(Property.SESSION_EXPIRY_INTERVAL, 7)
            .add(Property.RECEIVE_MAXIMUM, 20)
            .add(Property.MAXIMUM_QOS, 1)
            .add(Property.RETAIN_AVAILABLE, 0)
            .add(Property.MAXIMUM_PACKET_SIZE, 1000)
            .add(Property.ASSIGNED_CLIENT_IDENTIFIER, "assigned-1")
            .add(Property.TOPIC_ALIAS_MAXIMUM, 5)
            .add(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 0)
            .add(Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0)
            .add(Property.SHARED_SUBSCRIPTION_AVAILABLE, 0)
            .add(Property.SERVER_KEEP_ALIVE, 10)
            .build());
    Connected connected = server.result(connecting);
    assertEquals("assigned-1", connected.clientIdentifier());
    assertEquals(10, connected.keepAlive()); // [MQTT-3.1.2-21] [MQTT-3.2.2-21]
    assertEquals(7, connected.sessionExpiryInterval());
    assertEquals(20, connected.receiveMaximum());
    assertEquals(QoS.AT_LEAST_ONCE, connected.maximumQos());
    assertFalse(connected.retainAvailable());
    assertEquals(1000, connected.maximumPacketSize());
    assertEquals(5, connected.topicAliasMaximum());
    assertFalse(connected.wildcardSubscriptionAvailable());
    assertFalse(connected.subscriptionIdentifierAvailable());
    assertFalse(connected.sharedSubscriptionAvailable());
  }

  @Test
  void thePasswordIsCopiedAndTimeoutsAreMoreThanNothing() {
    byte[] secret = {'a', 'b'};
    MqttClient client = server.client().userName("anna").password(secret).build();
    secret[0] = 0;
    client.connect();
    assertEquals("ab", new String(server.hears(Connect.class).password(), StandardCharsets.UTF_8));
    MqttClientBuilder builder = server.client();
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
      assertThrows(IllegalArgumentException.class, () -> builder.connectTimeout(wrong));
      assertThrows(IllegalArgumentException.class, () -> builder.pingTimeout(wrong));
    }
    assertThrows(IllegalArgumentException.class, () -> builder.servers(List.of()));
    assertThrows(IllegalArgumentException.class, () -> builder.handlerExecutor(Runnable::run, 0));
  }

  @Test
  void anAssignedClientIdentifierIsUsedAgain() { // [MQTT-3.1.3-2]
    MqttClient client =
        server
            .client()
            .reconnect(
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), new java.util.Random(1)))
            .build();
    client.connect();
    Connect first =
        server.accepts(
            false,
            Properties.builder().add(Property.ASSIGNED_CLIENT_IDENTIFIER, "assigned-1").build());
    assertEquals("", first.clientIdentifier());
    server.cuts();
    server.passes(Duration.ofSeconds(1));
    assertEquals("assigned-1", server.hears(Connect.class).clientIdentifier());
  }

  @ParameterizedTest
  @CsvSource({
    "1, UNSUPPORTED_PROTOCOL_VERSION, version of MQTT",
    "2, CLIENT_IDENTIFIER_NOT_VALID, Client Identifier",
    "3, SERVER_UNAVAILABLE, not available",
    "4, BAD_USER_NAME_OR_PASSWORD, password",
    "5, NOT_AUTHORIZED, not authorized",
  })
  void eachReturnCodeOf311IsAClearError(int returnCode, ReasonCode reasonCode, String words) {
    MqttClient client = server.client().version(MqttVersion.V3_1_1).build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    server.saysBytes("20 02 00 0" + returnCode);
    MqttException failure = server.failure(connecting);
    assertEquals(reasonCode, failure.reasonCode());
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
    server.seesItClosed();
    assertEquals(ConnectionState.DISCONNECTED, client.state());
  }

  @Test
  void aRefusalCarriesWhatTheServerAdds() { // [MQTT-4.13.2-1]
    MqttClient client = server.client().build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    server.says(
        new ConnAck(
            false,
            ReasonCode.USE_ANOTHER_SERVER,
            Properties.builder()
                .add(Property.REASON_STRING, "full")
                .add(Property.SERVER_REFERENCE, "b.example:1883")
                .build()));
    MqttException failure = server.failure(connecting);
    assertEquals(ReasonCode.USE_ANOTHER_SERVER, failure.reasonCode());
    assertTrue(failure.getMessage().contains("full"), failure.getMessage());
    assertTrue(failure.getMessage().contains("b.example:1883"), failure.getMessage());
  }

  @Test
  void anAnswerOf311TellsThatTheServerIsOlder() {
    MqttClient client = server.client().version(MqttVersion.V5).build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    server.saysBytes("20 02 00 01");
    assertTrue(server.failure(connecting).getMessage().contains("3.1.1"));
  }

  @ParameterizedTest
  @CsvSource({"15 03 03 00 02 02 46, TLS", "48 54 54 50 2f 31 2e 31 20 34 30 30, HTTP"})
  void theWrongPortIsToldByWhatTheServerSpeaksThere(String bytes, String protocol) {
    MqttClient client = server.client().build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    server.saysBytes(bytes);

    String message = server.failure(connecting).getMessage();
    assertTrue(message.contains("the server speaks " + protocol + " at this port"), message);
  }

  @Test
  void eachAttemptIsMadeAtTheNextServer() {
    List<String> asked = new ArrayList<>();
    MqttClient client =
        server
            .faithfulClient(MqttVersion.V5)
            .servers(List.of(ServerUri.of("mqtt://one"), ServerUri.of("mqtt://two:1884")))
            .connector(
                (host, port, timeout) -> {
                  asked.add(host + ":" + port);
                  return server.connect(host, port, timeout);
                })
            .build();
    client.keepConnected();
    server.hears(Connect.class);
    server.hangsUp(); // TCP has succeeded, and nothing else
    server.passes(Duration.ofSeconds(1));
    server.accepts(false, Properties.NONE);
    server.cuts();
    server.passes(Duration.ofSeconds(8));
    server.hears(Connect.class);

    assertEquals(List.of("one:1883", "two:1884", "one:1883"), asked);
  }

  @Test
  void aSessionThatWasToBeDiscardedMustNotBePresent() { // [MQTT-3.2.2-2] [MQTT-3.2.2-4]
    MqttClient client = server.client().build();
    CompletableFuture<Connected> connecting = client.connect();
    server.accepts(true, Properties.NONE);
    assertEquals(ReasonCode.PROTOCOL_ERROR, server.failure(connecting).reasonCode());
    server.seesItClosed();
  }

  @Test
  void nothingComesBeforeConnAck() { // [MQTT-3.2.0-1]
    MqttClient client = server.client().build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    server.says(ScriptedServer.publish("a", QoS.AT_MOST_ONCE, 0, "x"));
    assertEquals(ReasonCode.PROTOCOL_ERROR, server.failure(connecting).reasonCode());
    server.seesItClosed();
  }

  @Test
  void thereIsOneConnAckAConnection() { // [MQTT-3.2.0-2]
    MqttClient client = server.client().build();
    server.accepts(client);
    server.says(new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
    assertEquals(ReasonCode.PROTOCOL_ERROR, server.hears(Disconnect.class).reasonCode());
    server.seesTheEnd();
  }

  @Test
  void whatIsPublishedBeforeConnAckWaitsForIt() {
    MqttClient client = server.client().build();
    client.publish(Message.of("a", "early"));
    client.connect();
    server.hears(Connect.class);
    server.hearsNothing();
    server.says(new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
    assertEquals("early", ScriptedServer.text(server.hears(hearth.protocol.packet.Publish.class)));
  }

  @Test
  void aServerThatCannotBeReachedIsNamed() {
    server.unreachable(new ConnectException("cannot connect to localhost port 1883: refused"));
    MqttClient client = server.client().build();
    MqttException failure = server.failure(client.connect());
    assertEquals("cannot connect to localhost port 1883: refused", failure.getMessage());
    assertEquals(ConnectionState.DISCONNECTED, client.state());
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() {
    server.silent(true);
    MqttClient client = server.client().connectTimeout(Duration.ofSeconds(3)).build();
    CompletableFuture<Connected> connecting = client.connect();
    server.passes(Duration.ofSeconds(3));
    assertEquals("the server did not answer within 3 s", server.failure(connecting).getMessage());
  }

  @Test
  void aServerThatTakesConnectAndSaysNothingIsGivenUp() {
    MqttClient client = server.client().connectTimeout(Duration.ofSeconds(3)).build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    server.passes(Duration.ofSeconds(3));
    assertTrue(server.failure(connecting).getMessage().contains("3 s"));
    server.seesItClosed();
  }

  @Test
  void aConnectionThatEndsBeforeConnAckIsAFailure() {
    MqttClient client = server.client().build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    server.hangsUp();
    assertEquals(
        "the server closed the connection before it answered CONNECT",
        server.failure(connecting).getMessage());
  }

  @Test
  void aResetInsteadOfConnAckMayBeForWantOfTls() {
    MqttClient client = server.client().build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    server.cuts();
    assertEquals(
        "the connection broke before it answered CONNECT: Connection reset by peer; if TLS is"
            + " wanted there, use mqtts",
        server.failure(connecting).getMessage());
  }

  @Test
  void serverKeepAliveReplacesTheClients() { // [MQTT-3.1.2-21] [MQTT-3.2.2-21]
    MqttClient client = server.client().keepAlive(600).build();
    server.acceptsWith(client, Property.SERVER_KEEP_ALIVE, 10);
    server.passes(Duration.ofSeconds(10));
    server.hears(PingReq.INSTANCE);
  }

  @Test
  void before50APasswordNeedsAUserName() { // [MQTT3-3.1.2-22]
    MqttClientBuilder builder = server.client().version(MqttVersion.V3_1_1).password("x");
    assertThrows(IllegalStateException.class, builder::build);
  }

  @Test
  void before50AKeptSessionNeedsAClientIdentifier() { // [MQTT3-3.1.3-7]
    MqttClientBuilder builder = server.client().version(MqttVersion.V3_1_1).cleanStart(false);
    assertThrows(IllegalStateException.class, builder::build);
  }

  @Test
  void before50ANameIsMadeWhereNoneIsGiven() {
    MqttClient client = server.client().version(MqttVersion.V3_1_1).build();
    client.connect();
    String identifier = server.hears(Connect.class).clientIdentifier();
    assertTrue(identifier.matches("hearth-[0-9a-zA-Z]{16}"), identifier);
  }

  @Test
  void cleanStartIsNotRepeatedWhereTheSessionIsKept() { // [MQTT-3.1.2-4]
    MqttClient client = server.faithfulClient(MqttVersion.V5).cleanStart(true).build();
    assertTrue(server.accepts(client).cleanStart());
    server.cuts();
    server.passes(Duration.ofSeconds(1));
    assertFalse(server.hears(Connect.class).cleanStart());
  }

  @Test
  void limitsOfTheClientAreAnnounced() {
    MqttClient client =
        server
            .client()
            .receiveMaximum(5)
            .topicAliasMaximum(6)
            .maximumPacketSize(1000)
            .sessionExpiryInterval(9)
            .build();
    client.connect();
    Properties said = server.hears(Connect.class).properties();
    assertEquals(5, said.number(Property.RECEIVE_MAXIMUM, 0));
    assertEquals(6, said.number(Property.TOPIC_ALIAS_MAXIMUM, 0));
    assertEquals(1000, said.number(Property.MAXIMUM_PACKET_SIZE, 0));
    assertEquals(9, said.number(Property.SESSION_EXPIRY_INTERVAL, 0));
  }
}
