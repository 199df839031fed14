package hearth.broker;

import static hearth.protocol.packet.MqttVersion.V3_1_1;
import static hearth.protocol.packet.MqttVersion.V5;
import static hearth.protocol.packet.QoS.EXACTLY_ONCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.journal.StoredScenario;
import hearth.io.file.SimulatedDisk;
import hearth.io.loop.ManualClock;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.ConnAck;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * QoS 2 through a broker whose connections are cut: after every single packet of the exchange, and
 * again after every single packet of what follows on the next connection; a packet that had left
 * and not arrived is lost.
 */
class ExactlyOnceTest {
  private static final int PACKETS = 4; // PUBLISH, PUBREC, PUBREL, PUBCOMP
  private static final int ALL = Integer.MAX_VALUE;

  private Scenario scenario;

  /**
   * One course of events.
   *
   * @param first packets that arrive on the first connection, whichever way
   * @param second packets that arrive on the second
   * @param torn whether the client's next packet arrives in part
   * @param stored whether the broker writes to a disk
   */
  record Cuts(MqttVersion version, int first, int second, boolean torn, boolean stored) {}

  static Stream<Cuts> cuts() {
    List<Cuts> all = new ArrayList<>();
    for (MqttVersion version : List.of(V3_1_1, V5)) {
      for (int course = 0; course < (PACKETS + 1) * (PACKETS + 1) * 4; course++) {
        int both = course / 4;
        all.add(
            new Cuts(
                version,
                both / (PACKETS + 1),
                both % (PACKETS + 1),
                course % 2 == 1,
                course % 4 >= 2));
      }
    }
    return all.stream();
  }

  private void begin(Cuts cuts) {
    scenario =
        cuts.stored
            ? new StoredScenario(new SimulatedDisk(new Random(5)), new ManualClock()).scenario
            : new Scenario();
  }

  private TestClient connected(String name, MqttVersion version, boolean again) {
    TestClient client = scenario.open(version);
    Properties hour =
        version.hasProperties()
            ? Properties.builder().add(Property.SESSION_EXPIRY_INTERVAL, 3600).build()
            : Properties.NONE;
    client.send(client.connectPacket(name, false, null, hour));
    assertEquals(again, client.expect(ConnAck.class).sessionPresent());
    return client;
  }

  /** Sends one message, through as many connections as it takes. */
  private static final class Publisher {
    private final String payload;
    private boolean sent;
    private boolean released;
    private boolean done;

    Publisher(String payload) {
      this.payload = payload;
    }

    /** The packet to send now; 4.4: a PUBLISH with DUP, or a PUBREL. */
    ControlPacket next() {
      return released
          ? new PubRel(9)
          : new Publish(
              sent,
              EXACTLY_ONCE,
              false,
              TopicName.of("a"),
              9,
              Properties.NONE,
              payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Goes on until so many packets have arrived, or all is done. */
    void exchange(TestClient client, int packets) {
      for (int arrived = 1; arrived <= packets && !done; arrived += 2) {
        client.send(next());
        sent = true;
        if (arrived == packets) {
          return; // The answer is lost.
        }
        if (released) {
          client.expect(PubComp.class);
          done = true;
        } else {
          assertFalse(client.expect(PubRec.class).reasonCode().isError());
          released = true;
        }
      }
    }
  }

  // [MQTT-4.3.3-10] [MQTT-4.4.0-1]
  @ParameterizedTest
  @MethodSource("cuts")
  void aMessageOfAPublisherThatIsCutIsTakenOnce(Cuts cuts) {
    begin(cuts);
    TestClient subscriber = scenario.connected("subscriber", V5).subscribe("a", EXACTLY_ONCE);
    Publisher message = new Publisher("1");
    boolean again = false;
    for (int packets : new int[] {cuts.first, cuts.second}) {
      TestClient client = connected("publisher", cuts.version, again);
      again = true;
      message.exchange(client, packets);
      if (cuts.torn && !message.done) {
        byte[] bytes = PacketEncoder.encode(message.next(), cuts.version);
        client.sendBytes(Arrays.copyOf(bytes, bytes.length - 1));
      }
      client.cut();
    }
    TestClient client = connected("publisher", cuts.version, true);
    message.exchange(client, ALL);
    new Publisher("2").exchange(client, ALL); // The Packet Identifier is free again.

    subscriber.expectPublish("a", "1");
    subscriber.expectPublish("a", "2");
    subscriber.expectNothing();
  }

  /** Takes messages, through as many connections as it takes; remembers identifiers as 4.3.3 B. */
  private static final class Receiver {
    private final List<Integer> held = new ArrayList<>();
    private final List<String> delivered = new ArrayList<>();

    void exchange(TestClient client, int packets) {
      for (int arrived = 1; arrived <= packets && client.receivedCount() > 0; arrived += 2) {
        ControlPacket answer = take(client.expect(ControlPacket.class));
        if (arrived == packets) {
          return; // It gets to send no answer.
        }
        client.send(answer);
      }
    }

    private ControlPacket take(ControlPacket packet) {
      if (packet instanceof PubRel release) {
        held.remove((Integer) release.packetIdentifier());
        return new PubComp(release.packetIdentifier());
      }
      Publish publish = (Publish) packet;
      if (!held.contains(publish.packetIdentifier())) {
        assertEquals(EXACTLY_ONCE, publish.qos());
        held.add(publish.packetIdentifier());
        delivered.add(TestClient.text(publish));
      }
      return new PubRec(publish.packetIdentifier());
    }
  }

  // [MQTT-4.3.3-1] [MQTT-4.4.0-1]
  @ParameterizedTest
  @MethodSource("cuts")
  void aMessageComesOnceToASubscriberThatIsCut(Cuts cuts) {
    begin(cuts);
    TestClient publisher = scenario.connected("publisher", V5);
    Receiver receiver = new Receiver();
    TestClient client = connected("subscriber", cuts.version, false);
    client.subscribe("a", EXACTLY_ONCE);
    new Publisher("1").exchange(publisher, ALL);

    receiver.exchange(client, cuts.first);
    client.cut();
    new Publisher("2").exchange(publisher, ALL);
    client = connected("subscriber", cuts.version, true);
    receiver.exchange(client, cuts.second);
    if (cuts.torn) {
      client.sendBytes(new byte[] {0x50}); // the first byte of a PUBREC
    }
    client.cut();
    client = connected("subscriber", cuts.version, true);
    receiver.exchange(client, ALL);

    assertEquals(List.of("1", "2"), receiver.delivered);
    assertTrue(receiver.held.isEmpty());
    client.cut();
    connected("subscriber", cuts.version, true).expectNothing(); // All is completed.
  }
}
