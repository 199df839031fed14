package hearth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
  private final ScriptedServer server = new ScriptedServer();
  private final List<MqttException> lost = new ArrayList<>();

  private MqttClientBuilder client(int keepAlive) {
    return server
        .client()
        .keepAlive(keepAlive)
        .pingTimeout(Duration.ofSeconds(5))
        .listener(
            new ClientListener() {
              @Override
              public void onDisconnected(MqttException cause, Duration nextAttempt) {
                lost.add(cause);
              }
            });
  }

  @Test
  void silenceIsBrokenByPingReqBeforeTheIntervalIsOver() { // [MQTT-3.1.2-20]
    server.accepts(client(10).build());
    server.passes(Duration.ofMillis(8_999));
    server.hearsNothing();
    server.passes(Duration.ofMillis(1));
    server.hears(PingReq.INSTANCE);
    server.says(PingResp.INSTANCE);
    server.passes(Duration.ofSeconds(9));
    server.hears(PingReq.INSTANCE);
    server.seesItOpen();
  }

  @Test
  void theIntervalCountsFromTheLastPacketSent() { // [MQTT-3.1.2-20]
    MqttClient client = client(10).build();
    server.accepts(client);
    server.passes(Duration.ofSeconds(5));
    client.publish(Message.of("a", "x"));
    server.hears(Publish.class);
    server.says(ScriptedServer.publish("b", QoS.AT_MOST_ONCE, 0, "y"));
    server.passes(Duration.ofMillis(8_999));
    server.hearsNothing();
    server.passes(Duration.ofMillis(1));
    server.hears(PingReq.INSTANCE);
  }

  @Test
  void packetsReceivedDoNotReplaceAPing() { // [MQTT-3.1.2-20]
    server.accepts(client(10).build());
    server.passes(Duration.ofSeconds(5));
    server.says(ScriptedServer.publish("a", QoS.AT_MOST_ONCE, 0, "x"));
    server.passes(Duration.ofSeconds(4));
    server.hears(PingReq.INSTANCE);
  }

  @Test
  void aServerWithMorePatienceIsProbedAsOftenAsTheClientWants() {
    MqttClient client = client(10).build();
    server.acceptsWith(client, Property.SERVER_KEEP_ALIVE, 600);
    server.passes(Duration.ofSeconds(9));
    server.hears(PingReq.INSTANCE);
  }

  @Test
  void zeroIsOff() {
    server.accepts(client(0).build());
    server.passes(Duration.ofDays(1));
    server.hearsNothing();
  }

  @Test
  void aServerThatDoesNotAnswerIsGone() {
    server.accepts(client(10).build());
    server.passes(Duration.ofSeconds(9));
    server.hears(PingReq.INSTANCE);
    server.passes(Duration.ofMillis(4_999));
    server.seesItOpen();
    server.passes(Duration.ofMillis(1));
    server.seesItClosed();
    assertEquals(1, lost.size());
    assertTrue(lost.get(0).getMessage().contains("PINGREQ"), lost.get(0).getMessage());
  }

  @Test
  void aServerThatFallsSilentIsGoneHoweverMuchTheClientSends() {
    MqttClient client = client(10).build();
    server.accepts(client);
    for (int second = 1; second <= 13; second++) {
      client.publish(Message.of("a", "x"));
      server.hears(Publish.class);
      server.passes(Duration.ofSeconds(1));
      if (second == 9) {
        server.hears(PingReq.INSTANCE);
      }
    }
    server.seesItOpen();
    server.passes(Duration.ofSeconds(1));
    server.seesItClosed();
    assertTrue(lost.get(0).getMessage().contains("PINGREQ"), lost.get(0).getMessage());
  }

  @Test
  void aServerThatIsBusySendingIsNotGone() {
    server.accepts(client(60).build());
    server.passes(Duration.ofSeconds(54));
    server.hears(PingReq.INSTANCE);
    for (int i = 0; i < 10; i++) {
      server.passes(Duration.ofSeconds(3));
      server.says(ScriptedServer.publish("a", QoS.AT_MOST_ONCE, 0, "x"));
    }
    server.seesItOpen();
    server.passes(Duration.ofSeconds(10));
    server.seesItClosed();
  }

  @Test
  void anAnswerThatIsLeftUnreadOnPurposeIsNotMissed() {
    List<Runnable> slow = new ArrayList<>();
    MqttClient client = client(10).handlerExecutor(slow::add, 1).build();
    server.accepts(client);
    server.grants(client, SubscribeRequest.of("a", QoS.AT_MOST_ONCE, message -> {}));
    for (int i = 0; i < 3; i++) {
      server.says(ScriptedServer.publish("a", QoS.AT_MOST_ONCE, 0, "x"));
    }
    server.passes(Duration.ofSeconds(9));
    server.hears(PingReq.INSTANCE);
    server.says(PingResp.INSTANCE);
    server.passes(Duration.ofSeconds(30));
    server.seesItOpen();
    slow.forEach(Runnable::run);
    server.passes(Duration.ofSeconds(5));
    server.seesItOpen();
  }
}
