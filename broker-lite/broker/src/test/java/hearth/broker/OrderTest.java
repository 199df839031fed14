package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.QoS.AT_LEAST_ONCE;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.broker.journal.StoredScenario;
import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The messages of one publisher come to a subscriber in their order (4.6), while both of them lose
 * their connections at any time, with packets on their way in both directions.
 */
class OrderTest {
  private static final int MESSAGES = 120;
  private static final int IN_FLIGHT = 7;

  private Scenario scenario;
  private Random random;

  @BeforeEach
  void begin() {
    scenario = new StoredScenario(new SimulatedDisk(new Random(5)), new ManualClock()).scenario;
  }

  private TestClient connected(String name) {
    TestClient client = scenario.open(V3_1_1);
    client.send(client.connectPacket(name, false, null, Properties.NONE));
    client.expect(ConnAck.class);
    return client;
  }

  /** Has some messages in flight, and sends those again on its next connection. */
  private final class Publisher {
    private final QoS qos;
    private final Map<Integer, ControlPacket> inFlight = new LinkedHashMap<>();
    private TestClient client = connected("publisher");
    private int last;

    Publisher(QoS qos) {
      this.qos = qos;
    }

    void publish() {
      if (last == MESSAGES || inFlight.size() == IN_FLIGHT) {
        return;
      }
      last++;
      inFlight.put(last, publish(last, true));
      client.send(publish(last, false));
    }

    private Publish publish(int number, boolean dup) {
      byte[] payload = String.valueOf(number).getBytes(StandardCharsets.UTF_8);
      return new Publish(dup, qos, false, TopicName.of("a"), number, Properties.NONE, payload);
    }

    void read() {
      if (client.receivedCount() == 0) {
        return;
      }
      ControlPacket packet = client.expect(ControlPacket.class);
      if (packet instanceof PubAck ack) {
        inFlight.remove(ack.packetIdentifier());
      } else if (packet instanceof PubComp ack) {
        inFlight.remove(ack.packetIdentifier());
      } else {
        int identifier = ((PubRec) packet).packetIdentifier();
        inFlight.put(identifier, new PubRel(identifier));
        client.send(new PubRel(identifier));
      }
    }

    void reconnect() {
      client.cut();
      client = connected("publisher");
      inFlight.values().forEach(client::send);
    }

    boolean isDone() {
      return last == MESSAGES && inFlight.isEmpty();
    }
  }

  /** Answers when it comes to it; what it has not answered when it is cut comes again. */
  private final class Subscriber {
    private final List<Integer> delivered = new ArrayList<>();
    private final Set<Integer> held = new LinkedHashSet<>();
    private TestClient client = connected("subscriber");

    void read() {
      if (client.receivedCount() == 0) {
        return;
      }
      ControlPacket packet = client.expect(ControlPacket.class);
      if (packet instanceof PubRel release) {
        held.remove(release.packetIdentifier());
        client.send(new PubComp(release.packetIdentifier()));
        return;
      }
      Publish publish = (Publish) packet;
      int identifier = publish.packetIdentifier();
      int number = Integer.parseInt(TestClient.text(publish));
      if (publish.qos() == AT_LEAST_ONCE) {
        delivered.add(number);
        client.send(new PubAck(identifier));
        return;
      }
      if (held.add(identifier)) {
        delivered.add(number);
      }
      client.send(new PubRec(identifier));
    }

    void reconnect() {
      client.cut();
      client = connected("subscriber");
    }
  }

  // [MQTT-4.6.0-1] [MQTT-4.6.0-5] [MQTT-4.6.0-6]
  @ParameterizedTest
  @CsvSource({
    "AT_LEAST_ONCE, 1", "AT_LEAST_ONCE, 2", "AT_LEAST_ONCE, 3", "AT_LEAST_ONCE, 4",
    "EXACTLY_ONCE, 1", "EXACTLY_ONCE, 2", "EXACTLY_ONCE, 3", "EXACTLY_ONCE, 4"
  })
  void messagesComeInOrderOverReconnectsOfBoth(QoS qos, long seed) {
    random = new Random(seed);
    Subscriber subscriber = new Subscriber();
    subscriber.client.subscribe("a", qos);
    Publisher publisher = new Publisher(qos);

    while (!publisher.isDone()) {
      step(publisher, subscriber);
    }
    while (subscriber.client.receivedCount() > 0) {
      subscriber.read();
    }

    List<Integer> expected = IntStream.rangeClosed(1, MESSAGES).boxed().toList();
    assertEquals(expected, firsts(subscriber.delivered));
    if (qos == EXACTLY_ONCE) {
      assertEquals(expected, subscriber.delivered);
    }
  }

  private void step(Publisher publisher, Subscriber subscriber) {
    int dice = random.nextInt(20);
    if (dice < 8) {
      publisher.publish();
    } else if (dice < 12) {
      publisher.read();
    } else if (dice < 18) {
      subscriber.read();
    } else if (dice < 19) {
      publisher.reconnect();
    } else {
      subscriber.reconnect();
    }
  }

  /** Each number where it came first. */
  private static List<Integer> firsts(List<Integer> numbers) {
    return List.copyOf(new LinkedHashSet<>(numbers));
  }
}
