package hearth.protocol.codec;

import static hearth.protocol.codec.DeepEquals.assertSamePacket;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever packet there is: written and read it is the same, in one piece and in two. */
class RoundTripTest {

  /** A packet, its version and who reads it. */
  record Sent(ControlPacket packet, MqttVersion version, Role reads) {
    PacketDecoder decoder() {
      return Wire.decoder(reads, packet.type() == PacketType.CONNECT ? null : version);
    }
  }

  @Provide
  Arbitrary<Sent> sent() {
    return AnyPacket.sent();
  }

  @Property(tries = 3000)
  void isTheSameAgain(@ForAll("sent") Sent sent) throws Exception {
    byte[] bytes = PacketEncoder.encode(sent.packet(), sent.version());
    ByteBuffer in = ByteBuffer.wrap(bytes);
    assertSamePacket(sent.packet(), sent.decoder().decode(in));
    assertEquals(0, in.remaining());
  }

  @Property(tries = 1000)
  void mayComeInTwoPieces(@ForAll("sent") Sent sent, @ForAll @IntRange(max = 99) int percent)
      throws Exception {
    byte[] bytes = PacketEncoder.encode(sent.packet(), sent.version());
    PacketDecoder decoder = sent.decoder();
    assertNull(decoder.decode(ByteBuffer.wrap(bytes, 0, bytes.length * percent / 100)));
    assertSamePacket(sent.packet(), decoder.decode(ByteBuffer.wrap(bytes)));
  }
}
