package hearth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscribe;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DisconnectTest {
  private final ScriptedServer server = new ScriptedServer();
  private final List<MqttException> causes = new ArrayList<>();

  private MqttClientBuilder client() {
    return server
        .faithfulClient(MqttVersion.V5)
        .listener(
            new ClientListener() {
              @Override
              public void onDisconnected(MqttException cause, Duration nextAttempt) {
                causes.add(cause);
              }
            });
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void disconnectIsTheLastPacket(MqttVersion version) { // [MQTT-3.14.4-1] [MQTT-3.14.4-2]
    MqttClient client = server.faithfulClient(version).build();
    server.accepts(client);
    CompletableFuture<Void> done = client.disconnect();
    client.publish(Message.of("a", "too late"));
    server.hears(Disconnect.NORMAL);
    server.hearsNothing();
    server.seesTheEnd();
    server.result(done);
    assertEquals(ConnectionState.DISCONNECTED, client.state());
    assertEquals(1, client.queuedMessages());
    server.passes(Duration.ofDays(1));
    assertEquals(1, server.connections());
  }

  @Test
  void disconnectCarriesReasonAndProperties() {
    MqttClient client = client().build();
    server.accepts(client);
    Properties properties = Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 5).build();
    client.disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, properties);
    Disconnect disconnect = server.hears(Disconnect.class);
    assertEquals(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, disconnect.reasonCode());
    assertEquals(properties, disconnect.properties());
    assertNull(causes.get(0));
  }

  @Test
  void propertiesTooLargeForTheServerAreLeftOut() { // [MQTT-3.14.2-3] [MQTT-3.14.2-4]
    MqttClient client = client().build();
    server.acceptsWith(client, Property.MAXIMUM_PACKET_SIZE, 20);
    client.disconnect(
        ReasonCode.NORMAL_DISCONNECTION,
        Properties.builder().add(Property.REASON_STRING, "x".repeat(50)).build());
    server.hears(Disconnect.NORMAL);
  }

  @Test
  void aDisconnectedClientCanConnectAgain() {
    MqttClient client = client().build();
    server.accepts(client);
    client.disconnect();
    server.hears(Disconnect.class);
    server.seesTheEnd();
    CompletableFuture<Connected> again = client.connect();
    server.accepts(true, Properties.NONE);
    server.result(again);
  }

  @Test
  void theServersDisconnectTellsWhy() {
    MqttClient client = client().build();
    server.accepts(client);
    server.says(
        new Disconnect(
            ReasonCode.SESSION_TAKEN_OVER,
            Properties.builder().add(Property.REASON_STRING, "from 10.0.0.7").build()));
    server.seesTheEnd();
    assertEquals(ReasonCode.SESSION_TAKEN_OVER, causes.get(0).reasonCode());
    assertTrue(causes.get(0).getMessage().contains("same Client Identifier"));
    assertTrue(causes.get(0).getMessage().contains("from 10.0.0.7"));
    assertEquals(ConnectionState.WAITING, client.state());
  }

  @Test
  void disconnectingStopsAttempts() {
    server.unreachable(new ConnectException("no"));
    MqttClient client = client().build();
    CompletableFuture<Connected> connecting = client.keepConnected();
    server.loop.runReady();
    assertEquals(ConnectionState.WAITING, client.state());
    server.result(client.disconnect());
    assertEquals(ConnectionState.DISCONNECTED, client.state());
    server.failure(connecting);
    server.passes(Duration.ofDays(1));
    assertEquals(1, server.connections());
  }

  @Test
  void disconnectingWhileConnectingGivesUp() {
    server.silent(true);
    MqttClient client = client().build();
    CompletableFuture<Connected> connecting = client.connect();
    server.loop.runReady();
    server.result(client.disconnect());
    server.failure(connecting);
    assertEquals(ConnectionState.DISCONNECTED, client.state());
  }

  @Test
  void disconnectingBeforeConnAckGivesUp() {
    MqttClient client = client().build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    server.result(client.disconnect());
    server.failure(connecting);
    server.seesItClosed();
  }

  @Test
  void closingFailsWhatIsUnfinished() {
    MqttClient client = client().build();
    server.accepts(client);
    CompletableFuture<PublishResult> inFlight =
        client.publish(Message.of("a", "1").atQos(QoS.AT_LEAST_ONCE));
    CompletableFuture<Granted> unanswered = client.subscribe("a", QoS.AT_MOST_ONCE, m -> {});
    server.hears(Publish.class);
    server.hears(Subscribe.class);
    client.close();
    server.hears(Disconnect.NORMAL);
    server.seesTheEnd();
    assertEquals(ConnectionState.CLOSED, client.state());
    server.failure(inFlight);
    server.failure(unanswered);
    assertEquals(
        "the client is closed", server.failure(client.publish(Message.of("a", "2"))).getMessage());
    server.failure(client.connect());
    server.failure(client.subscribe("b", QoS.AT_MOST_ONCE, m -> {}));
    client.close();
    server.loop.runReady();
  }

  @Test
  void theTableOfStatesIsKept() {
    assertTrue(ConnectionState.CONNECTED.mayBecome(ConnectionState.WAITING));
    assertFalse(ConnectionState.WAITING.mayBecome(ConnectionState.CONNECTED));
    assertFalse(ConnectionState.CLOSED.mayBecome(ConnectionState.CONNECTING));
  }

  @Test
  void waitingOnTheLoopsOwnThreadIsRefused() {
    MqttClient client = client().build();
    BlockingMqttClient blocking = client.blocking(Duration.ofSeconds(1));
    assertThrows(IllegalStateException.class, blocking::connect);
  }
}
