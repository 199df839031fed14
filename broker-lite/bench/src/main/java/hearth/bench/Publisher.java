package hearth.bench;

import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PublishEncoder;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.util.List;

/** A client that publishes to its topics in turn, numbered by stream. */
final class Publisher {
  /** Of every message, in bytes. */
  static final int PAYLOAD = 64;

  /** Left out before 5.0. */
  private static final Properties PROPERTIES =
      Properties.builder()
          .add(Property.MESSAGE_EXPIRY_INTERVAL, 3600)
          .add(Property.CONTENT_TYPE, "application/json")
          .user("source", "bench")
          .build();

  /** A topic and the stream that its messages are numbered in. */
  record Target(String topic, int stream) {}

  private final LoadClient client;
  private final EncodedPublish[] packets;
  private final int[] streams;
  private final int[] payloadOffsets;
  private final Streams numbers;
  private int next;

  /** Deliveries that its messages should have led to, and those that have come. */
  long expected;

  long arrived;

  /** Its messages have properties in 5.0, as those of a home with a picky program. */
  Publisher(
      LoadClient client, QoS qos, List<Target> targets, Streams numbers, MqttVersion version) {
    this.client = client;
    this.numbers = numbers;
    packets = new EncodedPublish[targets.size()];
    streams = new int[targets.size()];
    payloadOffsets = new int[targets.size()];
    for (int i = 0; i < packets.length; i++) {
      TopicName topic = TopicName.of(targets.get(i).topic());
      packets[i] =
          PublishEncoder.encode(
              new Publish(false, qos, false, topic, 0, PROPERTIES, new byte[PAYLOAD]), version);
      streams[i] = targets.get(i).stream();
      payloadOffsets[i] = packets[i].bytes().length - PAYLOAD;
      numbers.publisher(streams[i], this);
    }
  }

  LoadClient client() {
    return client;
  }

  /** To how many subscribers its next message goes. */
  int fanOut() {
    return numbers.subscribers(streams[next]);
  }

  boolean hasRoom() {
    return client.hasRoom(packets[next].bytes().length);
  }

  void publish(long due) {
    int stream = streams[next];
    client.publish(packets[next], payloadOffsets[next], stream, numbers.next(stream), due);
    expected += numbers.subscribers(stream);
    next = next + 1 == packets.length ? 0 : next + 1;
  }
}
