package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.AT_MOST_ONCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.access.AccessControl;
import hearth.broker.access.FailedLogins;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.broker.access.ScramAuthentication;
import hearth.io.net.Peer;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.packet.SubAck;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Will;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who runs the broker learns which rule refused; who is refused learns only that. */
class RefusalsTest {
  private static final Executor NO_THREAD =
      task -> {
        throw new RejectedExecutionException("the system gives no thread");
      };

  private final Scenario scenario = new Scenario();
  private Path rules;

  @BeforeEach
  void users(@TempDir Path folder) throws Exception {
    rules =
        Files.writeString(
            folder.resolve("acl"), "topic home/#\ntopic deny home/safe\ntopic read $SYS/#\n");
    SecureRandom random = new SecureRandom();
    PasswordFile anna = PasswordFile.empty().with("anna", "right".getBytes(UTF_8), 10, random);
    Accounts accounts =
        new Accounts(
            new PasswordVerifier(anna, random),
            new ScramAuthentication(anna, () -> new byte[32], random),
            AccessControl.read(rules));
    AccountAuthenticator.Guard guard =
        new AccountAuthenticator.Guard(
            new FailedLogins(FailedLogins.Limits.standard(), () -> new byte[32]),
            new PasswordQueue(1, 1));
    scenario.authenticator(
        new AccountAuthenticator(scenario.loop, NO_THREAD, true, guard, () -> accounts));
  }

  @Test
  void theRuleIsToldButNotToTheClient() {
    TestClient client = scenario.connected("lamp", V5);

    client.publish("home/safe", "open", AT_LEAST_ONCE, false, 1);
    PubAck answer = client.expect(PubAck.class);
    client.send(
        new Subscribe(
            2,
            List.of(new Subscription(TopicFilter.of("home/safe"), AT_MOST_ONCE)),
            Properties.NONE));

    assertEquals(ReasonCode.NOT_AUTHORIZED, answer.reasonCode());
    assertEquals(
        "the access rules do not allow it", answer.properties().text(Property.REASON_STRING));
    assertEquals(List.of(ReasonCode.NOT_AUTHORIZED), client.expect(SubAck.class).reasonCodes());
    String rule = "lamp: NOT_AUTHORIZED: " + rules + ":2: topic deny home/safe";
    assertEquals(List.of(rule, rule), scenario.refusals);
  }

  @Test
  void theRuleAgainstAWillIsTold() {
    Will will = new Will(TopicName.of("garden"), new byte[0], AT_MOST_ONCE, false, Properties.NONE);
    TestClient client = scenario.open(V3_1_1);

    client.send(client.connectPacket("lamp", true, will, Properties.NONE));

    assertEquals(ReasonCode.NOT_AUTHORIZED, client.expect(ConnAck.class).reasonCode());
    client.expectClosed();
    assertEquals(
        List.of("lamp: NOT_AUTHORIZED: no rule in " + rules + " allows it"), scenario.refusals);
  }

  @Test
  void noThreadForAPasswordIsARefusalForTheMomentOnly() {
    TestClient there = scenario.connected("there", V5);
    for (int i = 0; i < 3; i++) {
      TestClient client = scenario.open(V5);
      client.send(
          new Connect(V5, true, 0, "c", null, "anna", "secret".getBytes(UTF_8), Properties.NONE));
      assertEquals(ReasonCode.SERVER_BUSY, client.expect(ConnAck.class).reasonCode());
    }

    assertTrue(scenario.refusals.get(2).contains("no thread"), scenario.refusals::toString);
    assertFalse(there.isClosed());
  }

  @Test
  void theLastRefusalsAreOnSys() {
    RefusalLog log = new RefusalLog(scenario.loop);
    log.showOn(scenario.broker.systemTopics());
    TestClient first = scenario.connected("first", V3_1_1);
    first.subscribe("$SYS/broker/refusals/+", AT_MOST_ONCE);
    first.expectPublish("$SYS/broker/refusals/total", "0");
    Peer peer = new Peer("10.0.0.7", 4711, null);
    log.refused(peer, "lamp", null, "publish to a", ReasonCode.NOT_AUTHORIZED, "no rule");
    log.refused(peer, null, null, "connect", ReasonCode.SERVER_BUSY, "too many");

    TestClient second = scenario.connected("second", V3_1_1);
    second.subscribe("$SYS/broker/refusals/+", AT_MOST_ONCE);

    second.expectPublish(
        "$SYS/broker/refusals/last",
        "2026-01-01T00:00:00Z refused client 'lamp' from 10.0.0.7 to publish to a: no rule\n"
            + "2026-01-01T00:00:00Z refused a client without identifier from 10.0.0.7 to connect:"
            + " too many");
    second.expectPublish("$SYS/broker/refusals/total", "2");
  }
}
