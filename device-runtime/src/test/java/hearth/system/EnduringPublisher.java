package hearth.system;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.PubComp;
import hearth.protocol.packet.PubRec;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Publishes numbers, one after the other, with some of them unanswered at a time, over any number
 * of connections: alternately a message to {@code q/NAME} and a retained one to {@code r/NAME}.
 * Keeps the Session State that a client must keep.
 */
final class EnduringPublisher extends EnduringClient {
  private static final int WINDOW = 6;

  /** A message whose last answer has not come. */
  private static final class Open {
    final Publish publish;
    final int number;
    boolean received;

    Open(Publish publish, int number) {
      this.publish = publish;
      this.number = number;
    }
  }

  private final QoS qos;
  private final Runnable pace;
  private final Map<Integer, Open> open = new LinkedHashMap<>();
  private volatile boolean ends;
  private volatile int sent;
  private volatile int acknowledged;
  private volatile int lastRetained;

  EnduringPublisher(String name, MqttVersion version, QoS qos, CurrentBroker broker) {
    this(name, version, qos, broker, () -> {});
  }

  /**
   * One that does not hurry.
   *
   * @param pace runs before each message, for as long as that has to wait
   */
  EnduringPublisher(
      String name, MqttVersion version, QoS qos, CurrentBroker broker, Runnable pace) {
    super(name, version, broker);
    this.qos = qos;
    this.pace = pace;
  }

  QoS qos() {
    return qos;
  }

  /** Every number up to this one was acknowledged. */
  int acknowledged() {
    return acknowledged;
  }

  /** The highest number whose retained message was acknowledged. */
  int lastRetained() {
    return lastRetained;
  }

  /** The highest number sent. */
  int sent() {
    return sent;
  }

  /** Sends no new message and waits until all have their last answer. */
  void end() {
    ends = true;
    awaitEnd();
  }

  @Override
  void converse(WireClient connection) throws IOException {
    sendAgain(connection);
    while (!ends || !open.isEmpty()) {
      while (!ends && open.size() < WINDOW) {
        publish(connection);
      }
      if (!open.isEmpty()) {
        handle(connection, connection.read());
      }
    }
  }

  /** [MQTT-4.4.0-1], in the order of before [MQTT-4.6.0-1]. */
  private void sendAgain(WireClient connection) throws IOException {
    for (Open each : new ArrayList<>(open.values())) {
      Publish p = each.publish;
      connection.send(
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
    }
  }

  private void publish(WireClient connection) throws IOException {
    pace.run();
    int number = sent + 1;
    int packetIdentifier = number % 60_000 + 1;
    boolean retain = number % 2 == 0;
    Publish publish =
        new Publish(
            false,
            qos,
            retain,
            TopicName.of((retain ? "r/" : "q/") + name()),
            packetIdentifier,
            Properties.NONE,
            (name() + " " + number).getBytes(StandardCharsets.UTF_8));
    open.put(packetIdentifier, new Open(publish, number));
    sent = number;
    connection.send(publish);
  }

  private void handle(WireClient connection, ControlPacket packet) throws IOException {
    if (packet instanceof PubAck ack) {
      check(!ack.reasonCode().isError(), packet);
      acknowledged(open.remove(ack.packetIdentifier()));
    } else if (packet instanceof PubRec received) {
      check(!received.reasonCode().isError(), packet);
      Open answered = open.get(received.packetIdentifier());
      answered.received = true;
      acknowledged(answered);
      connection.send(new PubRel(received.packetIdentifier()));
    } else if (packet instanceof PubComp complete) {
      open.remove(complete.packetIdentifier());
    } else {
      check(false, packet);
    }
  }

  private void acknowledged(Open answered) {
    acknowledged = Math.max(acknowledged, answered.number);
    if (answered.publish.retain()) {
      lastRetained = Math.max(lastRetained, answered.number);
    }
  }
}
