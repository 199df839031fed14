package hearth.broker.journal;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import hearth.broker.TestClient;
import hearth.broker.TestSettings;
import hearth.io.file.SimulatedDisk;
import hearth.io.file.SimulatedDisk.PowerCutException;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random histories of publishing and receiving clients over power cuts at random steps of the disk.
 * The clients keep their own state as the specification asks of them. In the end everything
 * acknowledged has arrived, and what was sent with QoS 2 has arrived once.
 *
 * <p>{@code -Dhearth.histories=N} runs more of them, {@code -Dhearth.seed=S} one again.
 */
class PowerCutTest {
  private static final int HISTORIES = Integer.getInteger("hearth.histories", 300);
  private static final long PLENTY = 16L << 20;
  private static final long LITTLE = 700;

  private boolean sawPages;

  @Test
  void nothingAcknowledgedIsLostAndQoS2ComesOnce() {
    reportHistories(PLENTY);
  }

  /** Queues that are on disk as soon as three messages wait, of a subscriber that often is away. */
  @Test
  void norAreMessagesThatWaitOnDiskInsteadOfInMemory() {
    reportHistories(LITTLE);
  }

  private void reportHistories(long queueMemory) {
    Long one = Long.getLong("hearth.seed");
    for (long seed = one == null ? 0 : one; seed < (one == null ? HISTORIES : one + 1); seed++) {
      try {
        new History(seed, queueMemory).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("history " + seed + " (-Dhearth.seed=" + seed + ")", e);
      }
    }
    assertEquals(queueMemory == LITTLE, sawPages, "messages were on disk");
  }

  /** A message a publisher has not seen the end of. */
  private static final class Open {
    final Publish publish;
    boolean received;

    Open(Publish publish) {
      this.publish = publish;
    }
  }

  /** A client that publishes, and keeps what it must over its connections. */
  private final class Publisher {
    final String name;
    final Map<Integer, Open> open = new LinkedHashMap<>();
    TestClient client;
    int next;

    Publisher(String name) {
      this.name = name;
    }

    void connect(StoredScenario stored) {
      client = stored.scenario.open(V3_1_1);
      client.send(client.connectPacket(name, false, null, Properties.NONE));
      client.expect(ConnAck.class);
      for (Open each : new ArrayList<>(open.values())) {
        Publish p = each.publish;
        client.send(
            each.received
                ? new PubRel(p.packetIdentifier())
                : new Publish(
                    true,
                    p.qos(),
                    p.retain(),
                    p.topic(),
                    p.packetIdentifier(),
                    p.properties(),
                    p.payload()));
        read();
      }
    }

    void publish(QoS qos, boolean retain) {
      int identifier = next % 60_000 + 1;
      String payload = name + "-" + ++next;
      String topic = (retain ? "r/" : "q/") + name;
      Publish publish =
          new Publish(
              false,
              qos,
              retain,
              TopicName.of(topic),
              identifier,
              Properties.NONE,
              payload.getBytes(StandardCharsets.UTF_8));
      open.put(identifier, new Open(publish));
      client.send(publish);
      read();
    }

    void read() {
      while (client.receivedCount() > 0) {
        ControlPacket packet = client.expect(ControlPacket.class);
        if (packet instanceof PubAck ack) {
          acknowledged(open.remove(ack.packetIdentifier()).publish);
        } else if (packet instanceof PubRec received) {
          open.get(received.packetIdentifier()).received = true;
          acknowledged(open.get(received.packetIdentifier()).publish);
          client.send(new PubRel(received.packetIdentifier()));
        } else if (packet instanceof PubComp complete) {
          open.remove(complete.packetIdentifier());
        } else {
          fail("a publisher got " + packet);
        }
      }
    }

    void acknowledged(Publish publish) {
      String payload = TestClient.text(publish);
      if (publish.retain()) {
        retained.put(publish.topic().toString(), next);
      } else {
        acknowledged.add(payload);
      }
      if (publish.qos() == QoS.EXACTLY_ONCE) {
        once.add(payload);
      }
    }
  }

  /** A client that receives with QoS 2, and keeps what it must over its connections. */
  private final class Subscriber {
    final Set<Integer> held = new HashSet<>();
    TestClient client;

    void connect(StoredScenario stored, boolean subscribes) {
      client = stored.scenario.open(V3_1_1);
      client.send(client.connectPacket("subscriber", false, null, Properties.NONE));
      boolean present = client.expect(ConnAck.class).sessionPresent();
      assertTrue(present || subscribes, "the session is lost");
      if (subscribes) {
        client.subscribe("q/#", QoS.EXACTLY_ONCE);
      }
      read();
    }

    void read() {
      while (client.receivedCount() > 0) {
        ControlPacket packet = client.expect(ControlPacket.class);
        if (packet instanceof Publish publish) {
          int identifier = publish.packetIdentifier();
          if (publish.qos() == QoS.AT_LEAST_ONCE) {
            arrived.add(TestClient.text(publish));
            client.send(new PubAck(identifier));
          } else {
            if (held.add(identifier)) {
              arrived.add(TestClient.text(publish));
            }
            client.send(new PubRec(identifier));
          }
        } else if (packet instanceof PubRel release) {
          held.remove(release.packetIdentifier());
          client.send(new PubComp(release.packetIdentifier()));
        } else {
          fail("the subscriber got " + packet);
        }
      }
    }
  }

  private final Set<String> acknowledged = new HashSet<>();
  private final Set<String> once = new HashSet<>();
  private final Map<String, Integer> retained = new LinkedHashMap<>();
  private final List<String> arrived = new ArrayList<>();

  private final class History {
    final Random random;
    final SimulatedDisk disk;
    final List<Publisher> publishers = List.of(new Publisher("x"), new Publisher("y"));
    final Subscriber subscriber = new Subscriber();
    StoredScenario stored;

    final long queueMemory;

    History(long seed, long queueMemory) {
      this.queueMemory = queueMemory;
      random = new Random(seed);
      disk = new SimulatedDisk(new Random(seed + 1));
      acknowledged.clear();
      once.clear();
      retained.clear();
      arrived.clear();
    }

    void run() {
      start();
      subscriber.connect(stored, true);
      publishers.forEach(publisher -> publisher.connect(stored));
      for (int cut = 0; cut < 3; cut++) {
        disk.cutPowerAt(disk.calls() + 1 + random.nextInt(40));
        try {
          for (int i = 0; i < 200; i++) {
            step();
          }
        } catch (PowerCutException e) {
          // The power comes back below.
        }
        recover();
      }
      check();
    }

    private void start() {
      stored =
          new StoredScenario(
              disk, new ManualClock(), DurabilityRules.ALWAYS, TestSettings.ROOMY, queueMemory);
    }

    private void recover() {
      disk.restart();
      start();
      subscriber.connect(stored, false);
      publishers.forEach(publisher -> publisher.connect(stored));
    }

    private void step() {
      int dice = random.nextInt(10);
      Publisher publisher = publishers.get(random.nextInt(publishers.size()));
      if (dice < 3) {
        publisher.publish(QoS.AT_LEAST_ONCE, false);
      } else if (dice < 6) {
        publisher.publish(QoS.EXACTLY_ONCE, false);
      } else if (dice < 7) {
        publisher.publish(QoS.AT_LEAST_ONCE, true);
      } else if (dice < 9 && subscriber.client != null) {
        subscriber.read();
      } else if (subscriber.client == null) {
        subscriber.connect(stored, false);
      } else {
        subscriber.client.cut();
        subscriber.client = null;
        if (queueMemory > LITTLE) {
          subscriber.connect(stored, false);
        }
      }
      publishers.forEach(Publisher::read);
      sawPages |= disk.list().stream().anyMatch(file -> file.startsWith("pages-"));
    }

    private void check() {
      if (subscriber.client == null) {
        subscriber.connect(stored, false);
      }
      subscriber.read();
      publishers.forEach(publisher -> assertEquals(Map.of(), publisher.open, "not answered"));
      Set<String> got = new HashSet<>(arrived);
      for (String payload : acknowledged) {
        assertTrue(got.contains(payload), payload + " was acknowledged and did not arrive");
      }
      Map<String, Integer> times = new LinkedHashMap<>();
      arrived.forEach(payload -> times.merge(payload, 1, Integer::sum));
      for (String payload : once) {
        assertEquals(1, times.get(payload) == null ? 1 : times.get(payload), payload);
      }
      TestClient late = stored.scenario.connected("late", V3_1_1);
      late.subscribe("r/#", QoS.AT_MOST_ONCE);
      assertEquals(retained.size(), late.receivedCount(), "retained topics");
    }
  }
}
