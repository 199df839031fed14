package hearth.system;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Hears {@code q/#} over any number of connections, and subscribes in the first one only. Keeps the
 * Session State that a client must keep, and all it got.
 */
final class EnduringSubscriber extends EnduringClient {
  /** The message after which nothing else comes. */
  static final String LAST = "last";

  private final QoS qos;
  private final Set<Integer> unreleased = new HashSet<>();
  private final List<String> got = new ArrayList<>();
  private int count;

  EnduringSubscriber(String name, MqttVersion version, QoS qos, CurrentBroker broker) {
    super(name, version, broker);
    this.qos = qos;
  }

  QoS qos() {
    return qos;
  }

  /** Subscribes, before the thread starts. */
  void subscribe(int port) throws IOException {
    try (WireClient connection = open(port)) {
      connection.subscribe("q/#", qos);
    }
  }

  /** How many have come. */
  synchronized int count() {
    return count;
  }

  private synchronized void count(int came) {
    count = came;
    notifyAll();
  }

  /** Waits until so many have come. */
  synchronized void awaitCount(int wanted) {
    try {
      while (count < wanted) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** All payloads in their order, up to the last; waits for that. */
  List<String> all() {
    awaitEnd();
    return got;
  }

  /**
   * The same.
   *
   * @param told what to say of the state in which the last did not come
   */
  List<String> all(Supplier<?> told) {
    awaitEnd(told);
    return got;
  }

  @Override
  void converse(WireClient connection) throws IOException {
    while (got.isEmpty() || !got.get(got.size() - 1).equals(LAST)) {
      handle(connection, connection.read());
      count(got.size());
    }
  }

  private void handle(WireClient connection, ControlPacket packet) throws IOException {
    if (packet instanceof Publish publish) {
      int identifier = publish.packetIdentifier();
      if (publish.qos() == QoS.AT_LEAST_ONCE) {
        got.add(WireClient.text(publish));
        connection.send(new PubAck(identifier));
      } else {
        if (unreleased.add(identifier)) {
          got.add(WireClient.text(publish));
        }
        connection.send(new PubRec(identifier));
      }
    } else if (packet instanceof PubRel release) {
      unreleased.remove(release.packetIdentifier());
      connection.send(new PubComp(release.packetIdentifier()));
    } else {
      check(false, packet);
    }
  }
}
