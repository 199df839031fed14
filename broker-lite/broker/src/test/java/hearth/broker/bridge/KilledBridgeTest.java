package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.broker.TestClient;
import hearth.broker.bridge.BridgedBrokers.House;
import hearth.io.file.SimulatedDisk.PowerCutException;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories of a bridge whose ends lose their power at random steps of their disks, are
 * killed, and lose their link. A client publishes at one end, another receives at the other; each
 * keeps what the specification asks of it.
 *
 * <p>{@code -Dhearth.histories=N} runs more, {@code -Dhearth.seed=S} one again.
 */
class KilledBridgeTest {
  private static final int HISTORIES = Integer.getInteger("hearth.histories", 8);
  private static final int MESSAGES = 60;
  private static final Properties LASTING =
      Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 0xFFFF_FFFFL).build();

  /** What befalls the bridge and its ends. */
  private enum Harm {
    /** Links break, nobody dies. */
    LINKS,

    /** The power goes, too, and with it the end of what was not forced. */
    POWER,

    /**
     * The power goes, and of what was not forced the disk has kept a later part without an earlier
     * one. The journal serves all that is whole of it, since nothing tells it from what was forced
     * and damaged afterwards: of messages that were not acknowledged yet some are there, and their
     * publisher sends the others after them. Order is kept where no start has told of damage.
     */
    POWER_AND_SECTORS
  }

  @ParameterizedTest
  @CsvSource({
    "LINKS, EXACTLY_ONCE, true, false",
    "LINKS, AT_LEAST_ONCE, true, false",
    "LINKS, EXACTLY_ONCE, false, false",
    "POWER, EXACTLY_ONCE, true, false",
    "POWER, AT_LEAST_ONCE, true, false",
    "POWER, AT_LEAST_ONCE, true, true",
    "POWER, EXACTLY_ONCE, false, false",
    "POWER, AT_LEAST_ONCE, false, false",
    "POWER_AND_SECTORS, EXACTLY_ONCE, true, false",
    "POWER_AND_SECTORS, AT_LEAST_ONCE, true, false",
    "POWER_AND_SECTORS, AT_LEAST_ONCE, true, true",
    "POWER_AND_SECTORS, EXACTLY_ONCE, false, false",
    "POWER_AND_SECTORS, AT_LEAST_ONCE, false, false"
  })
  void nothingIsLostNorTwiceNorOutOfOrder(Harm harm, QoS qos, boolean leaves, boolean lifted) {
    Long one = Long.getLong("hearth.seed");
    for (long seed = one == null ? 0 : one; seed < (one == null ? HISTORIES : one + 1); seed++) {
      try {
        new History(seed, qos, leaves, lifted, harm).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("history " + seed + " (-Dhearth.seed=" + seed + ")", e);
      }
    }
  }

  private static final class History {
    private final Random random;
    private final QoS qos;
    private final boolean isExact;

    private final Harm harm;
    private final BridgedBrokers brokers;
    private final House from;
    private final House to;

    /**
     * What the publisher has not seen the end of: its Packet Identifier, and whether PUBREC came.
     */
    private final Map<Integer, Boolean> open = new LinkedHashMap<>();

    private final List<Integer> got = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();
    private TestClient publisher;
    private TestClient reader;
    private int next;

    History(long seed, QoS qos, boolean leaves, boolean lifted, Harm harm) {
      this.harm = harm;
      this.random = new Random(seed);
      this.qos = qos;
      this.isExact = qos == QoS.EXACTLY_ONCE;
      this.brokers = new BridgedBrokers(seed);
      House home = brokers.house("home");
      House cloud = brokers.house("cloud");
      this.from = leaves ? home : cloud;
      this.to = leaves ? cloud : home;
      if (harm == Harm.POWER) {
        home.disk.losesOnlyTheEnd();
        cloud.disk.losesOnlyTheEnd();
      }
      cloud.start();
      home.bridged(
              settings(
                  "h7",
                  d -> {
                    d.exactlyOnce = lifted;
                    return leaves
                        ? d.out("#", "a/", "b/")
                        : d.in("#", "b/", "a/", false).keepFor(3600);
                  }),
              cloud.way())
          .start();
      brokers.advance(Duration.ofSeconds(3));
    }

    void run() {
      connect();
      for (int steps = 0; next < MESSAGES || steps < 300; steps++) {
        attempt(this::step);
      }
      for (int calm = 0; calm < 8; calm++) {
        attempt(this::comeBack);
        attempt(() -> brokers.advance(Duration.ofSeconds(3)));
        read();
      }
      check();
    }

    /** The power may go at any step. */
    private void attempt(Runnable action) {
      try {
        action.run();
      } catch (PowerCutException e) {
        List.of(from, to).stream().filter(each -> each.disk.isPowerCut()).forEach(this::restart);
        publisher = null; // it was interrupted at whatever it sent
        reader = null;
      }
    }

    private void step() {
      comeBack();
      switch (accident()) {
        case 0 -> restart(random.nextBoolean() ? from : to);
        case 1 -> {
          House cut = random.nextBoolean() ? from : to;
          cut.disk.cutPowerAt(cut.disk.calls() + 1 + random.nextInt(20));
        }
        case 2 -> (random.nextBoolean() ? from : to).cutLinks();
        case 3, 4 -> brokers.advance(Duration.ofMillis(random.nextInt(1500)));
        default -> publish();
      }
      read();
    }

    private int accident() {
      int accident = random.nextInt(12);
      return harm == Harm.LINKS && accident < 2 ? 2 : accident;
    }

    private void restart(House house) {
      house.kill();
      attempt(house::start);
      publisher = house == from ? null : publisher;
      reader = house == to ? null : reader;
    }

    private void comeBack() {
      if (publisher == null || publisher.isClosed() || reader == null || reader.isClosed()) {
        connect();
      }
    }

    private void connect() {
      publisher = from.scenario().open(MqttVersion.V5);
      publisher.send(publisher.connectPacket("p", false, null, LASTING));
      for (Map.Entry<Integer, Boolean> each : new ArrayList<>(open.entrySet())) {
        publisher.send(each.getValue() ? new PubRel(each.getKey()) : message(each.getKey(), true));
      }
      reader = to.scenario().open(MqttVersion.V5);
      reader.send(reader.connectPacket("r", false, null, LASTING));
      reader.send(
          new Subscribe(
              1,
              List.of(new Subscription(TopicFilter.of("b/#"), QoS.EXACTLY_ONCE)),
              Properties.NONE));
    }

    private void publish() {
      open.put(++next, false);
      publisher.send(message(next, false));
    }

    private Publish message(int number, boolean dup) {
      return new Publish(
          dup,
          qos,
          false,
          TopicName.of("a/x"),
          number,
          Properties.NONE,
          Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    }

    private void read() {
      while (publisher != null && publisher.receivedCount() > 0) {
        TestClient client = publisher;
        ControlPacket packet = client.expect(ControlPacket.class);
        if (packet instanceof PubAck ack) {
          open.remove(ack.packetIdentifier());
        } else if (packet instanceof PubRec received
            && open.containsKey(received.packetIdentifier())) {
          open.put(received.packetIdentifier(), true);
          PubRel release = new PubRel(received.packetIdentifier());
          attempt(() -> client.send(release));
        } else if (packet instanceof PubComp complete) {
          open.remove(complete.packetIdentifier());
        }
      }
      while (reader != null && reader.receivedCount() > 0) {
        ControlPacket packet = reader.expect(ControlPacket.class);
        if (packet instanceof Publish publish) {
          receive(publish);
        } else if (packet instanceof PubRel release) {
          seen.remove(release.packetIdentifier());
          answer(new PubComp(release.packetIdentifier()));
        } else if (packet instanceof ConnAck answer && !answer.sessionPresent()) {
          seen.clear();
        }
      }
    }

    private void receive(Publish publish) {
      int number = Integer.parseInt(TestClient.text(publish));
      if (publish.qos() == QoS.AT_LEAST_ONCE) {
        got.add(number);
        answer(new PubAck(publish.packetIdentifier()));
      } else {
        if (seen.add(publish.packetIdentifier())) {
          got.add(number);
        }
        answer(new PubRec(publish.packetIdentifier()));
      }
    }

    private void answer(ControlPacket packet) {
      TestClient to = reader;
      attempt(() -> to.send(packet));
    }

    private void check() {
      Set<Integer> all = new TreeSet<>();
      for (int i = 1; i <= next; i++) {
        all.add(i);
      }
      assertEquals(all, new TreeSet<>(got), "nothing is lost");
      if (isExact) {
        assertEquals(all.size(), got.size(), "nothing comes twice");
      }
      boolean mayChangePlaces =
          harm == Harm.POWER_AND_SECTORS && (from.hasSeenDamage || to.hasSeenDamage);
      if (!mayChangePlaces) {
        assertEquals(List.copyOf(all), got.stream().distinct().toList(), "all in order");
      }
    }
  }
}
