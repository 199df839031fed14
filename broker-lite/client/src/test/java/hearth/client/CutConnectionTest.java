package hearth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.io.loop.ManualLoop;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.QoS;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Messages in both directions at once while the connection breaks: at every single packet of the
 * exchange, and at every pair of packets; the packet itself lost or just arrived.
 */
class CutConnectionTest {
  private static final List<String> OUT = List.of("o1", "o2", "o3");
  private static final List<String> IN = List.of("i1", "i2", "i3");

  /** One conversation until nothing is left to say. */
  private static final class Conversation {
    final ManualLoop loop = new ManualLoop();
    final List<String> received = new ArrayList<>();
    final FragileServer server;

    Conversation(MqttVersion version, QoS qos, Set<Integer> cuts, FragileServer.Last last) {
      server = new FragileServer(loop, cuts, last, qos, IN);
      MqttClientBuilder options =
          MqttClient.builder()
              .loop(loop)
              .connector(server)
              .version(version)
              .clientIdentifier("c")
              .cleanStart(false)
              .keepAlive(0)
              .reconnect(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), new Random(3)));
      if (version == MqttVersion.V5) {
        options.sessionExpiryInterval(3600);
      }
      MqttClient client = options.build();
      client.subscribe("in", qos, message -> received.add(message.text()));
      client.keepConnected();
      List<CompletableFuture<PublishResult>> results = new ArrayList<>();
      for (String text : OUT) {
        results.add(client.publish(Message.of("out", text).atQos(qos)));
      }
      loop.advance(Duration.ofSeconds(1 + 2L * cuts.size()));
      assertTrue(results.stream().allMatch(CompletableFuture::isDone), "unfinished");
      results.forEach(CompletableFuture::join);
      assertEquals(0, server.unacknowledged());
    }

    void check(QoS qos) {
      assertEquals(OUT, qos == QoS.EXACTLY_ONCE ? server.received : firsts(server.received));
      assertEquals(IN, qos == QoS.EXACTLY_ONCE ? received : firsts(received));
    }

    /** Each once, where it came first: what is left of the order with repetitions. */
    private static List<String> firsts(List<String> texts) {
      return List.copyOf(new LinkedHashSet<>(texts));
    }
  }

  @ParameterizedTest // [MQTT-4.3.2-3] [MQTT-4.3.3-3] [MQTT-4.3.3-5] [MQTT-4.3.3-6]
  @CsvSource({
    "V3_1_1, AT_LEAST_ONCE, ARRIVES",
    "V3_1_1, AT_LEAST_ONCE, IS_LOST",
    "V3_1_1, EXACTLY_ONCE, ARRIVES",
    "V3_1_1, EXACTLY_ONCE, IS_LOST",
    "V5, AT_LEAST_ONCE, ARRIVES",
    "V5, AT_LEAST_ONCE, IS_LOST",
    "V5, EXACTLY_ONCE, ARRIVES",
    "V5, EXACTLY_ONCE, IS_LOST",
  })
  void everyMessageArrivesAsItsQosPromises(MqttVersion version, QoS qos, FragileServer.Last last) {
    int packets = new Conversation(version, qos, Set.of(), last).server.packets();
    assertTrue(packets >= (qos == QoS.EXACTLY_ONCE ? 4 + 6 * 4 : 4 + 6 * 2), "" + packets);
    for (int first = 1; first <= packets; first++) {
      check(version, qos, Set.of(first), last);
      // The second cut may fall on what the first has caused to be sent again.
      for (int second = first + 1; second <= packets + 10; second++) {
        check(version, qos, Set.of(first, second), last);
      }
    }
  }

  private static void check(
      MqttVersion version, QoS qos, Set<Integer> cuts, FragileServer.Last last) {
    try {
      new Conversation(version, qos, cuts, last).check(qos);
    } catch (AssertionError e) {
      throw new AssertionError("cut at packets " + cuts + ": " + e.getMessage(), e);
    }
  }
}
