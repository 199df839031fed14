package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V5;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.connection.Authenticator;
import hearth.broker.session.Permissions;
import hearth.io.net.Peer;
import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.PingResp;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.ReasonCode;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** 4.12, with a method that asks one question. */
class EnhancedAuthenticationTest {
  private final Scenario scenario = new Scenario().authenticator(new Riddle());

  /** Asks for the capital letters of what the client says. */
  private static final class Riddle implements Authenticator {
    @Override
    public void authenticate(Connect connect, String name, Peer peer, Consumer<AuthResult> answer) {
      answer.accept(AuthResult.accepted(null, Permissions.ALL));
    }

    @Override
    public Exchange begin(String method, String given, String clientIdentifier, Peer peer) {
      if (!method.equals("RIDDLE")) {
        return null;
      }
      String[] user = new String[1];
      return data -> {
        String text = new String(data, UTF_8);
        if (user[0] == null) {
          user[0] = text;
          return Step.further("capitals?".getBytes(UTF_8));
        }
        return text.equals(user[0].toUpperCase(java.util.Locale.ROOT))
            ? Step.end(AuthResult.accepted(user[0], Permissions.ALL), "right".getBytes(UTF_8))
            : Step.end(AuthResult.refused(ReasonCode.NOT_AUTHORIZED, "wrong answer"), null);
      };
    }
  }

  private static Properties riddle(String method, String data) {
    return Properties.builder()
        .add(Property.AUTHENTICATION_METHOD, method)
        .add(Property.AUTHENTICATION_DATA, data.getBytes(UTF_8))
        .build();
  }

  private TestClient begun() {
    TestClient client = scenario.open(V5);
    client.send(client.connectPacket("c", true, null, riddle("RIDDLE", "anna")));
    Auth question = client.expect(Auth.class);
    assertEquals(ReasonCode.CONTINUE_AUTHENTICATION, question.reasonCode());
    assertEquals("RIDDLE", question.properties().text(Property.AUTHENTICATION_METHOD));
    return client;
  }

  private static Auth answer(String data) {
    return new Auth(ReasonCode.CONTINUE_AUTHENTICATION, riddle("RIDDLE", data));
  }

  // [MQTT-4.12.0-2] [MQTT-4.12.0-5]
  @Test
  void theExchangeEndsInConnack() {
    TestClient client = begun();
    client.send(answer("ANNA"));
    ConnAck done = client.expect(ConnAck.class);
    assertEquals(ReasonCode.SUCCESS, done.reasonCode());
    assertEquals("RIDDLE", done.properties().text(Property.AUTHENTICATION_METHOD));
    assertEquals(
        "right", new String(done.properties().binary(Property.AUTHENTICATION_DATA), UTF_8));
    client.send(PingReq.INSTANCE).expect(PingResp.INSTANCE);
  }

  // [MQTT-4.12.0-4]
  @Test
  void aWrongAnswerIsRefused() {
    TestClient client = begun();
    client.send(answer("anna"));
    assertEquals(ReasonCode.NOT_AUTHORIZED, client.expect(ConnAck.class).reasonCode());
    client.expectClosed();
  }

  @Test
  void disconnectInTheMidstOfItIsTheEnd() {
    TestClient client = begun();
    client.disconnect();
    client.expectClosed();
    assertEquals(0, scenario.refusals.size());
  }

  // [MQTT-3.1.2-30]
  @Test
  void nothingElseIsTakenInTheMidstOfIt() {
    TestClient client = begun();
    client.send(PingReq.INSTANCE);
    assertTrue(client.expect(ConnAck.class).reasonCode().isError());
    client.expectClosed();
  }

  // [MQTT-4.12.1-1] [MQTT-4.12.1-2]
  @Test
  void aClientMayAuthenticateAgain() {
    TestClient client = begun();
    client.send(answer("ANNA"));
    client.expect(ConnAck.class);

    client.send(new Auth(ReasonCode.RE_AUTHENTICATE, riddle("RIDDLE", "anna")));
    client.expect(Auth.class);
    client.send(answer("ANNA"));
    assertEquals(ReasonCode.SUCCESS, client.expect(Auth.class).reasonCode());

    client.send(new Auth(ReasonCode.RE_AUTHENTICATE, riddle("RIDDLE", "bert")));
    client.expect(Auth.class);
    client.send(answer("BERT"));
    assertEquals(ReasonCode.NOT_AUTHORIZED, client.expect(Disconnect.class).reasonCode());
    client.expectClosed();
  }

  // [MQTT-4.12.0-7]
  @Test
  void authWithoutAMethodInConnectIsAnError() {
    TestClient client = scenario.connected("c", V5);
    client.send(new Auth(ReasonCode.RE_AUTHENTICATE, riddle("RIDDLE", "anna")));
    assertEquals(ReasonCode.PROTOCOL_ERROR, client.expect(Disconnect.class).reasonCode());
  }
}
