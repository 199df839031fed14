package hearth.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A server that cannot do what the client would like best. */
class TermsTest {
  private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);

  private final ScriptedServer server = new ScriptedServer();
  private final List<String> notices = new ArrayList<>();

  private MqttClientBuilder client() {
    return server
        .faithfulClient(MqttVersion.V5)
        .cleanStart(true)
        .userName("anna")
        .password(SECRET)
        .makesDo()
        .listener(
            new ClientListener() {
              @Override
              public void onNotice(String sentence) {
                notices.add(sentence);
              }
            });
  }

  private void refuses(ReasonCode code) {
    server.says(new ConnAck(false, code, Properties.NONE));
  }

  @Test
  void aServerWithout5IsSpokenToIn311() {
    Will will =
        new Will(
            TopicName.of("a"),
            SECRET,
            QoS.AT_LEAST_ONCE,
            true,
            Properties.builder().add(Property.WILL_DELAY_INTERVAL, 5).build());
    MqttClient client = client().will(will).build();
    CompletableFuture<Connected> connecting = client.keepConnected();
    assertEquals(MqttVersion.V5, server.hears(Connect.class).version());
    server.saysBytes("20 02 00 01");

    Connect older = server.hears(Connect.class); // at once
    assertEquals(MqttVersion.V3_1_1, older.version());
    assertEquals("thermometer", older.clientIdentifier());
    assertArrayEquals(SECRET, older.password());
    server.says(new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
    assertEquals(MqttVersion.V3_1_1, server.result(connecting).version());
    assertEquals(1, notices.size());
    assertTrue(notices.get(0).contains("no MQTT 5.0, so 3.1.1 is used"), notices::toString);
  }

  @Test
  void whatOnly5CanSayIsLeftOut() {
    MqttClient client = client().build();
    client.keepConnected();
    server.hears(Connect.class);
    server.saysBytes("20 02 00 01");
    server.accepts(false, Properties.NONE);
    Subscription noLocal =
        new Subscription(
            TopicFilter.of("a"),
            QoS.AT_LEAST_ONCE,
            true,
            true,
            Subscription.RetainHandling.DO_NOT_SEND);
    client.subscribe(new SubscribeRequest(noLocal, Properties.NONE, false, message -> {}));
    assertEquals(
        List.of(new Subscription(TopicFilter.of("a"), QoS.AT_LEAST_ONCE)),
        server.hears(Subscribe.class).subscriptions());

    client.publish(
        new Message(
            TopicName.of("b"),
            SECRET,
            QoS.AT_LEAST_ONCE,
            false,
            Properties.builder().add(Property.CONTENT_TYPE, "text/plain").build()));
    assertEquals(Properties.NONE, server.hears(Publish.class).properties());
    server.cuts();
    server.passes(Duration.ofSeconds(1));
    assertEquals(MqttVersion.V3_1_1, server.hears(Connect.class).version(), "it stays so");
  }

  @Test
  void aServerThatHangsUpTwiceIsSpokenToIn311AndBack() {
    MqttClient client = client().build();
    client.keepConnected();
    assertEquals(MqttVersion.V5, server.hears(Connect.class).version());
    server.hangsUp();
    server.passes(Duration.ofSeconds(1));
    assertEquals(MqttVersion.V5, server.hears(Connect.class).version());
    server.hangsUp();
    assertEquals(MqttVersion.V3_1_1, server.hears(Connect.class).version());
    server.hangsUp();
    server.passes(Duration.ofSeconds(8));
    assertEquals(MqttVersion.V5, server.hears(Connect.class).version());
  }

  @Test
  void serversThatAreSilentAreNotTakenForOlderOnes() {
    MqttClient client = client().connectTimeout(Duration.ofSeconds(2)).build();
    client.keepConnected();
    for (int i = 0; i < 4; i++) {
      assertEquals(MqttVersion.V5, server.hears(Connect.class).version());
      server.passes(Duration.ofSeconds(2));
      server.passes(Duration.ofSeconds(8));
    }
    assertEquals(List.of(), notices);
  }

  @Test
  void whoDoesNotMakeDoIsRefused() {
    MqttClient client = server.client().version(MqttVersion.V5).build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    server.saysBytes("20 02 00 01");

    assertTrue(server.failure(connecting).getMessage().contains("3.1.1"));
  }

  @Test
  void aSingleAttemptMakesDo() {
    MqttClient client = client().reconnect(null).build();
    CompletableFuture<Connected> connecting = client.connect();
    server.hears(Connect.class);
    refuses(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
    server.accepts(false, Properties.NONE);

    assertEquals(MqttVersion.V3_1_1, server.result(connecting).version());
  }

  @Test
  void thePasswordIsTheLastResort() {
    MqttClient client = client().authentication(scram()).build();
    CompletableFuture<Connected> connecting = client.keepConnected();
    Connect first = server.hears(Connect.class);
    assertEquals("SCRAM-SHA-256", first.properties().text(Property.AUTHENTICATION_METHOD));
    assertNull(first.password(), "it is not told to who can do without");
    refuses(ReasonCode.BAD_AUTHENTICATION_METHOD);

    Connect second = server.hears(Connect.class);
    assertFalse(second.properties().has(Property.AUTHENTICATION_METHOD));
    assertArrayEquals(SECRET, second.password());
    server.says(new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
    assertEquals(MqttVersion.V5, server.result(connecting).version());
    assertTrue(notices.get(0).contains("the password itself is sent"), notices::toString);
  }

  @Test
  void aWrongPasswordIsNoReasonForAnotherVersion() {
    MqttClient client = client().build();
    client.keepConnected();
    server.hears(Connect.class);
    refuses(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    server.hearsNothing();
    server.passes(Duration.ofSeconds(1));

    assertEquals(MqttVersion.V5, server.hears(Connect.class).version());
    assertEquals(List.of(), notices);
  }

  private static Authentication scram() {
    return new ScramSha256("anna", "secret", new Random(1), Runnable::run);
  }
}
