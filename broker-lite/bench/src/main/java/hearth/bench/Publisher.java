package hearth.bench;

import hearth.protocol.codec.EncodedPublish;
import hearth.protocol.codec.PublishEncoder;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.util.List;

/** A client that publishes to its topics in turn, numbered by stream. */
final class Publisher {
  /** Of every message, in bytes. */
  static final int PAYLOAD = 64;

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

  Publisher(LoadClient client, QoS qos, List<Target> targets, Streams numbers) {
    this.client = client;
    this.numbers = numbers;
    packets = new EncodedPublish[targets.size()];
    streams = new int[targets.size()];
    payloadOffsets = new int[targets.size()];
    for (int i = 0; i < packets.length; i++) {
      TopicName topic = TopicName.of(targets.get(i).topic());
      packets[i] =
          PublishEncoder.encode(
              Publish.message(topic, qos, false, new byte[PAYLOAD]), MqttVersion.V3_1_1);
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
