package hearth.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PingReq;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.packet.Subscribe;
import hearth.protocol.packet.Subscription;
import hearth.protocol.packet.Unsubscribe;
import hearth.protocol.topic.TopicFilter;
import hearth.protocol.topic.TopicName;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Whoever sends very much at once is served in shares, between which all others have theirs. */
class FairnessTest {
  /** As much as the broker reads of one connection at once. */
  private static final int MOST_BYTES = 64 << 10;

  private final Scenario scenario = new Scenario();

  @Test
  void aFloodOfSubscribeIsServedByTheDozen() {
    int before = placeOfTheOther(i -> subscribe("a/" + i));

    assertTrue(before <= 64, () -> before + " filters were subscribed first");
  }

  @Test
  void aFloodOfUnsubscribeIsServedByTheDozen() {
    int before =
        placeOfTheOther(
            i -> new Unsubscribe(1, List.of(TopicFilter.of("a/" + i)), Properties.NONE));

    assertTrue(before <= 64, () -> before + " filters were unsubscribed first");
  }

  @Test
  void aFloodOfPingsIsServedByTheThousand() {
    int before = placeOfTheOther(i -> PingReq.INSTANCE);

    assertTrue(before <= 4096, () -> before + " pings were answered first");
  }

  @Test
  void messagesToManyCountForEachWhoGetsThem() {
    for (int i = 0; i < 100; i++) {
      scenario.connected("reader" + i, MqttVersion.V5).subscribe("a", QoS.AT_MOST_ONCE);
    }
    int before = placeOfTheOther(i -> publish("a"));

    assertTrue(before <= 16_384 / 100, () -> before + " messages to 100 clients came first");
  }

  @Test
  void messagesToNobodyAreServedInOneGo() {
    int before = placeOfTheOther(i -> publish("a"));

    assertTrue(before >= 2048, () -> "only " + before + " messages were taken in one go");
  }

  @Test
  void nothingIsLostOrReorderedByGivingWay() {
    TestClient reader =
        scenario.connected("reader", MqttVersion.V5).subscribe("n/#", QoS.AT_MOST_ONCE);
    TestClient writer = scenario.connected("writer", MqttVersion.V5);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    for (int i = 0; i < 500; i++) {
      both.writeBytes(encoded(subscribe("s/" + i)));
      both.writeBytes(encoded(publish("n/" + i)));
    }

    writer.sendBytes(both.toByteArray());

    assertEquals(500, writer.receivedCount());
    for (int i = 0; i < 500; i++) {
      reader.expectPublish("n/" + i, "");
    }
  }

  @Test
  void aConnectionThatIsCutWhileItWaitsForItsTurnIsGone() {
    TestClient one = scenario.connected("one", MqttVersion.V5);
    for (int i = 0; i < 500; i++) {
      one.sendMeanwhile(encoded(subscribe("a/" + i)));
    }
    one.cut();

    assertEquals(0, scenario.broker.connections());
  }

  /** How many packets of the flood were served before the one of the other client. */
  private int placeOfTheOther(IntFunction<ControlPacket> packet) {
    TestClient flooder = scenario.connected("flooder", MqttVersion.V5);
    TestClient other = scenario.connected("other", MqttVersion.V5);
    ByteArrayOutputStream flood = new ByteArrayOutputStream();
    int count = 0;
    while (flood.size() < MOST_BYTES - 64) {
      flood.writeBytes(encoded(packet.apply(count++)));
    }
    long start = scenario.broker.statistics().packetsReceived;
    long[] place = {-1};
    other.whenReceived(() -> place[0] = scenario.broker.statistics().packetsReceived - start - 1);

    flooder.sendMeanwhile(flood.toByteArray());
    other.send(PingReq.INSTANCE);

    assertEquals(start + count + 1, scenario.broker.statistics().packetsReceived);
    return (int) place[0];
  }

  private static Subscribe subscribe(String filter) {
    return new Subscribe(
        1, List.of(new Subscription(TopicFilter.of(filter), QoS.AT_MOST_ONCE)), Properties.NONE);
  }

  private static Publish publish(String topic) {
    return new Publish(
        false, QoS.AT_MOST_ONCE, false, TopicName.of(topic), 0, Properties.NONE, new byte[0]);
  }

  private static byte[] encoded(ControlPacket packet) {
    return PacketEncoder.encode(packet, MqttVersion.V5);
  }
}
