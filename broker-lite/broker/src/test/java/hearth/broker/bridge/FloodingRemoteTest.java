package hearth.broker.bridge;

import static hearth.broker.bridge.BridgedBrokers.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.bridge.BridgedBrokers.House;
import hearth.io.net.MemoryChannel;
import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.PubRel;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Remotes that do not take what they are answered, or never end what they have begun. */
class FloodingRemoteTest {
  private static final int KB = 1 << 10;
  private static final Duration SOON = Duration.ofSeconds(5);

  private final BridgedBrokers brokers = new BridgedBrokers(1);
  private final House home = brokers.house("home");
  private final ScriptedRemote remote = new ScriptedRemote(brokers.loop);

  private void start(MqttVersion version) {
    home.bridged(settings("h7", d -> d.in("#", "in/", "", false).version(version)), remote.way());
    home.start();
    brokers.advance(SOON);
  }

  private void send(ControlPacket packet, MqttVersion version) {
    remote.sends.a().write(PacketEncoder.encode(packet, version));
  }

  @Test
  void waitsUntilItHasTakenItsAnswers() {
    start(MqttVersion.V5);
    remote.sends.a().stall();

    for (int i = 0; i < 300 * KB; i++) {
      send(new PubRel(1), MqttVersion.V5);
    }
    brokers.settle();

    long waits = remote.sends.a().pendingBytes();
    assertTrue(waits > 200 * KB, "still with the remote: " + waits);

    remote.sends.a().unstall();
    brokers.settle();

    assertEquals(0, remote.sends.a().pendingBytes());
    assertTrue(remote.sends.a().isOpen());
  }

  /** One of 3.1.1 is not told how many may be open. */
  @Test
  void isGivenUpWhereItReleasesNothing() {
    start(MqttVersion.V3_1_1);
    MemoryChannel channel = remote.sends.a();

    for (int i = 1; i < 5000; i++) {
      Publish open =
          new Publish(
              false, QoS.EXACTLY_ONCE, false, TopicName.of("t"), i, Properties.NONE, new byte[KB]);
      send(open, MqttVersion.V3_1_1);
    }
    brokers.settle();

    assertFalse(channel.isOpen());
  }
}
