package hearth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.account.Budget;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets that are made whole one after the other. */
class LargePacketPacerTest {
  private final Scenario scenario = new Scenario();

  @Test
  void thoseOfAllTogetherAreTakenAtAPace() {
    List<TestClient> publishers = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      publishers.add(scenario.connected("p" + i, MqttVersion.V5));
    }
    for (TestClient each : publishers) {
      each.send(large(2 << 20));
    }

    scenario.settle(); // as many as come in a second
    assertEquals(8, answered(publishers));
    scenario.connected("small", MqttVersion.V5).publish("a", "1", QoS.AT_LEAST_ONCE, false, 1);
    assertEquals(8, answered(publishers));
    scenario.advance(Duration.ofMillis(126)); // they are a little larger than their payload
    assertEquals(10, answered(publishers));
    scenario.advance(Duration.ofMillis(126));
    assertEquals(11, answered(publishers));
  }

  @Test
  void whoWaitsWithOneIsNotSilent() {
    Scenario roomy = new Scenario(TestSettings.ROOMY.withMemory(Budget.BUFFERS, 1L << 30));
    for (int i = 0; i < 10; i++) {
      roomy.connected("p" + i, MqttVersion.V5).send(large(6 << 20));
    }
    TestClient client = roomy.open(MqttVersion.V5);
    client.connect(new Connect(MqttVersion.V5, true, 1, "c", null, null, null, Properties.NONE));

    client.send(large(1 << 20));

    roomy.advance(Duration.ofSeconds(2)); // more than one and a half times its Keep Alive
    assertEquals(0, client.receivedCount());
    assertFalse(client.isClosed());
    roomy.advance(Duration.ofMillis(760)); // 60 MB were before it, 16 of them at once
    client.expect(PubAck.class);
    roomy.advance(Duration.ofSeconds(2));
    assertTrue(client.isClosed());
  }

  private static Publish large(int bytes) {
    return new Publish(
        false, QoS.AT_LEAST_ONCE, false, TopicName.of("a"), 1, Properties.NONE, new byte[bytes]);
  }

  private static long answered(List<TestClient> publishers) {
    return publishers.stream().filter(each -> each.receivedCount() > 0).count();
  }
}
