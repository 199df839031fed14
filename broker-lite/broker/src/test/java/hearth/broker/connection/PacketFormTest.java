package hearth.broker.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.codec.PacketEncoder;
import hearth.protocol.packet.Connect;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.Properties;
import hearth.protocol.packet.Property;
import hearth.protocol.packet.PubAck;
import hearth.protocol.packet.ReasonCode;
import org.junit.jupiter.api.Test;

class PacketFormTest {
  private static final String WHY = "the access rules do not allow it";

  @Test
  void clientsThatAskForNothingSpecialShareOne() {
    PacketForm form = of(MqttVersion.V5, Properties.NONE);
    Properties largest =
        Properties.builder().add(Property.MAXIMUM_PACKET_SIZE, 0xFFFF_FFFFL).build();
    assertSame(form, of(MqttVersion.V5, largest));
    assertNotSame(form, of(MqttVersion.V5, Properties.NONE.with(Property.TOPIC_ALIAS_MAXIMUM, 1)));
    assertSame(PacketForm.UNKNOWN, of(MqttVersion.V3_1_1, Properties.NONE));
  }

  @Test
  void reasonsAreForThoseWhoCanAndWantToHearThem() {
    Properties no = Properties.NONE.with(Property.REQUEST_PROBLEM_INFORMATION, 0);
    assertTrue(of(MqttVersion.V5, no).reasonString(WHY).isEmpty());
    assertTrue(of(MqttVersion.V3_1_1, Properties.NONE).reasonString(WHY).isEmpty());
    PacketForm form = of(MqttVersion.V5, Properties.NONE);
    assertTrue(form.reasonString(null).isEmpty());
    assertSame(WHY, form.reasonString(WHY).text(Property.REASON_STRING));
  }

  @Test
  void aPacketThatIsTooLargeLosesItsReasonOrIsNoPacket() {
    PubAck bare = new PubAck(7, ReasonCode.NOT_AUTHORIZED);
    byte[] small = PacketEncoder.encode(bare, MqttVersion.V5);
    PubAck said =
        new PubAck(
            7, ReasonCode.NOT_AUTHORIZED, of(MqttVersion.V5, Properties.NONE).reasonString(WHY));
    assertArrayEquals(small, atMost(small.length).encode(said));
    assertNull(atMost(small.length - 1).encode(said));
    byte[] whole = PacketEncoder.encode(said, MqttVersion.V5);
    assertArrayEquals(whole, atMost(whole.length).encode(said));
  }

  private static PacketForm atMost(int bytes) {
    return of(MqttVersion.V5, Properties.NONE.with(Property.MAXIMUM_PACKET_SIZE, bytes));
  }

  private static PacketForm of(MqttVersion version, Properties properties) {
    return PacketForm.of(new Connect(version, true, 0, "lamp", null, null, null, properties));
  }
}
