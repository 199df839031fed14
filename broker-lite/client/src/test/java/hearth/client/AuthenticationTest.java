package hearth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.Auth;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Disconnect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
  private final ScriptedServer server = new ScriptedServer();

  /** The conversation of RFC 7677, section 3. */
  private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";

  private static final String SERVER_FIRST =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String CLIENT_FINAL =
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
          + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  /** Yields the nonce of the RFC. */
  private static final class NonceOfTheRfc extends Random {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      byte[] nonce = Base64.getDecoder().decode(CLIENT_NONCE);
      System.arraycopy(nonce, 0, bytes, 0, nonce.length);
    }
  }

  private static ScramSha256 scram() {
    return new ScramSha256("user", "pencil", 15, new NonceOfTheRfc(), Runnable::run);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String data(Properties properties) {
    return new String(properties.binary(Property.AUTHENTICATION_DATA), StandardCharsets.UTF_8);
  }

  private static Properties scramData(String data) {
    return Properties.builder()
        .add(Property.AUTHENTICATION_METHOD, "SCRAM-SHA-256")
        .add(Property.AUTHENTICATION_DATA, bytes(data))
        .build();
  }

  private MqttClient connecting() {
    return server.client().clientIdentifier("a").authentication(scram()).build();
  }

  @Test
  void theExampleOfTheRfc() throws MqttException {
    ScramSha256 scram = scram();
    assertEquals("n,,n=user,r=" + CLIENT_NONCE, new String(scram.begin(), StandardCharsets.UTF_8));
    assertEquals(
        CLIENT_FINAL, new String(scram.answer(bytes(SERVER_FIRST)).join(), StandardCharsets.UTF_8));
    scram.finish(bytes(SERVER_FINAL));
  }

  @Test
  void aServerThatDoesNotKnowThePasswordIsFoundOut() {
    ScramSha256 scram = scram();
    scram.begin();
    scram.answer(bytes(SERVER_FIRST)).join();
    assertThrows(MqttException.class, () -> scram.finish(bytes("v=AAAA")));
    assertThrows(MqttException.class, () -> scram.finish(null));
  }

  @Test
  void aChallengeThatIsNoneIsRefused() {
    for (String bad :
        new String[] {
          "",
          "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
          "r=" + CLIENT_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
          SERVER_FIRST.replace("4096", "1"),
          SERVER_FIRST.replace("4096", "999999999"),
          SERVER_FIRST.replace("4096", "many"),
          SERVER_FIRST.replace("W22Z", "*&^%"),
        }) {
      ScramSha256 scram = scram();
      scram.begin();
      CompletionException failure =
          assertThrows(CompletionException.class, scram.answer(bytes(bad))::join, bad);
      assertTrue(failure.getCause() instanceof MqttException, bad);
    }
  }

  @Test
  void theExchangeOnTheWire() { // [MQTT-4.12.0-2] [MQTT-4.12.0-3] [MQTT-4.12.0-5]
    MqttClient client = connecting();
    CompletableFuture<Connected> connected = client.connect();
    client.publish(Message.of("a", "x"));
    Connect connect = server.hears(Connect.class);
    assertEquals("SCRAM-SHA-256", connect.properties().text(Property.AUTHENTICATION_METHOD));
    assertEquals("n,,n=user,r=" + CLIENT_NONCE, data(connect.properties()));
    server.says(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, scramData(SERVER_FIRST)));
    Auth auth = server.hears(Auth.class);
    assertEquals(ReasonCode.CONTINUE_AUTHENTICATION, auth.reasonCode());
    assertEquals(CLIENT_FINAL, data(auth.properties()));
    server.hearsNothing(); // [MQTT-3.1.2-30]
    server.says(new ConnAck(false, ReasonCode.SUCCESS, scramData(SERVER_FINAL)));
    server.result(connected);
    server.hears(Publish.class);
  }

  private MqttClient authenticated() {
    MqttClient client = connecting();
    client.connect();
    server.hears(Connect.class);
    server.says(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, scramData(SERVER_FIRST)));
    server.hears(Auth.class);
    server.says(new ConnAck(false, ReasonCode.SUCCESS, scramData(SERVER_FINAL)));
    return client;
  }

  @Test
  void anImpostorIsNotTalkedTo() {
    MqttClient client = connecting();
    CompletableFuture<Connected> connected = client.connect();
    server.hears(Connect.class);
    server.says(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, scramData(SERVER_FIRST)));
    server.hears(Auth.class);
    server.says(new ConnAck(false, ReasonCode.SUCCESS, scramData("v=AAAA")));
    assertTrue(server.failure(connected).getMessage().contains("impostor"));
    server.seesItClosed();
  }

  @Test
  void anotherMethodIsAnError() { // [MQTT-4.12.0-5]
    MqttClient client = connecting();
    CompletableFuture<Connected> connected = client.connect();
    server.hears(Connect.class);
    server.says(
        new Auth(
            ReasonCode.CONTINUE_AUTHENTICATION,
            scramData("x").with(Property.AUTHENTICATION_METHOD, "OTHER")));
    assertEquals(ReasonCode.PROTOCOL_ERROR, server.failure(connected).reasonCode());
    server.seesItClosed();
  }

  @Test
  void aServerMustNotAuthenticateUnasked() { // [MQTT-4.12.0-6]
    CompletableFuture<Connected> connected = server.client().build().connect();
    server.hears(Connect.class);
    server.says(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, scramData("x")));
    assertEquals(ReasonCode.PROTOCOL_ERROR, server.failure(connected).reasonCode());
  }

  @Test
  void aServerMustNotNameAMethodUnasked() { // [MQTT-4.12.0-6]
    CompletableFuture<Connected> connected = server.client().build().connect();
    server.accepts(
        false, Properties.builder().add(Property.AUTHENTICATION_METHOD, "OTHER").build());
    assertEquals(ReasonCode.PROTOCOL_ERROR, server.failure(connected).reasonCode());
  }

  @Test
  void authenticatingAnewWhileTheRestGoesOn() { // [MQTT-4.12.1-1]
    MqttClient client = authenticated();
    CompletableFuture<Void> again = client.reauthenticate();
    Auth first = server.hears(Auth.class);
    assertEquals(ReasonCode.RE_AUTHENTICATE, first.reasonCode());
    assertEquals("n,,n=user,r=" + CLIENT_NONCE, data(first.properties()));
    client.publish(Message.of("a", "meanwhile"));
    server.hears(Publish.class);
    server.says(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, scramData(SERVER_FIRST)));
    assertEquals(CLIENT_FINAL, data(server.hears(Auth.class).properties()));
    server.failure(client.reauthenticate());
    server.says(new Auth(ReasonCode.SUCCESS, scramData(SERVER_FINAL)));
    server.result(again);
  }

  @Test
  void aFailedReauthenticationEndsTheConnection() { // [MQTT-4.12.1-2]
    MqttClient client = authenticated();
    CompletableFuture<Void> again = client.reauthenticate();
    server.hears(Auth.class);
    server.says(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, scramData("r=other,s=,i=4096")));
    server.failure(again);
    server.hears(Disconnect.class);
    server.seesTheEnd();
  }

  @Test
  void withoutAMethodThereIsNoAuthenticatingAnew() { // [MQTT-4.12.0-7]
    MqttClient client = server.client().build();
    server.accepts(client);
    server.failure(client.reauthenticate());
    server.hearsNothing();
  }

  @Test
  void anAuthThatNobodyAwaitsEndsTheConnection() {
    authenticated();
    server.says(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, scramData(SERVER_FIRST)));
    assertEquals(ReasonCode.PROTOCOL_ERROR, server.hears(Disconnect.class).reasonCode());
  }

  @Test
  void before50ThereIsNone() {
    MqttClientBuilder builder = server.client().version(MqttVersion.V3_1_1).authentication(scram());
    assertThrows(IllegalStateException.class, builder::build);
  }
}
