package hearth.protocol.codec;

import static hearth.protocol.codec.DeepEquals.assertSamePacket;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import hearth.protocol.packet.PacketType;
import hearth.protocol.packet.Publish;
import hearth.protocol.packet.ReasonCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden packet, read and written in every way that a connection can bring about. */
class GoldenTest {
  static List<Golden> all() {
    return Golden.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDecoded(Golden golden) throws Exception {
    ByteBuffer in = ByteBuffer.wrap(golden.wire());
    PacketDecoder decoder = golden.decoder();
    assertSamePacket(golden.packet(), decoder.decode(in));
    assertEquals(0, in.remaining());
    assertEquals(golden.version(), decoder.version());
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDecodedFromADirectBufferInTheMiddleOfOthers(Golden golden) throws Exception {
    byte[] wire = golden.wire();
    ByteBuffer in = ByteBuffer.allocateDirect(wire.length + 20);
    in.position(10).put(wire).position(10).limit(10 + wire.length);
    assertSamePacket(golden.packet(), golden.decoder().decode(in));
    assertEquals(10 + wire.length, in.position());
  }

  static List<Golden> canonical() {
    return Golden.all().stream().filter(Golden::isCanonical).toList();
  }

  @ParameterizedTest
  @MethodSource("canonical")
  void isEncoded(Golden golden) {
    byte[] encoded = PacketEncoder.encode(golden.packet(), golden.version());
    assertEquals(Wire.hex(golden.wire()), Wire.hex(encoded));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDecodedByteByByte(Golden golden) throws Exception {
    byte[] wire = golden.wire();
    PacketDecoder decoder = golden.decoder();
    for (int length = 0; length < wire.length; length++) {
      ByteBuffer in = ByteBuffer.wrap(wire, 0, length);
      assertNull(decoder.decode(in), "after " + length + " bytes");
      assertEquals(0, in.position());
      assertTrue(decoder.bytesNeeded() == 0 || decoder.bytesNeeded() == wire.length);
    }
    assertSamePacket(golden.packet(), decoder.decode(ByteBuffer.wrap(wire)));
  }

  /** Cut short, with a Remaining Length that says so, a packet is refused or is another packet. */
  @ParameterizedTest
  @MethodSource("all")
  void isRefusedWhenItsEndIsCutOff(Golden golden) {
    byte[] body = bodyOf(golden.wire());
    for (int length = 0; length < body.length; length++) {
      byte[] cut = framed(golden.wire()[0], body, length);
      try {
        ControlPacket other = golden.decoder().decode(ByteBuffer.wrap(cut));
        assertTrue(mayBeShorter(golden), golden + " cut to " + length + " bytes is " + other);
      } catch (MqttProtocolException e) {
        assertTrue(e.reasonCode().isError(), e.toString());
      }
    }
  }

  /** Packets that say with less, too, what is a packet: a payload, a list, a reason may end. */
  private static boolean mayBeShorter(Golden golden) {
    PacketType type = golden.packet().type();
    return (golden.version() == MqttVersion.V3_1 && type == PacketType.CONNECT)
        || EnumSet.of(PacketType.PUBLISH, PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE)
            .contains(type)
        || EnumSet.of(PacketType.SUBACK, PacketType.UNSUBACK).contains(type)
        || (golden.version() == MqttVersion.V5
            && EnumSet.of(
                    PacketType.PUBACK,
                    PacketType.PUBREC,
                    PacketType.PUBREL,
                    PacketType.PUBCOMP,
                    PacketType.DISCONNECT,
                    PacketType.AUTH)
                .contains(type));
  }

  /** Those that do not end in a payload or a list, which a byte more could belong to. */
  static List<Golden> ending() {
    Set<PacketType> endless =
        EnumSet.of(
            PacketType.PUBLISH, PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE, PacketType.SUBACK);
    return Golden.all().stream()
        .filter(golden -> !endless.contains(golden.packet().type()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("ending")
  void isRefusedWithAByteTooMuch(Golden golden) {
    byte[] body = bodyOf(golden.wire());
    byte[] longer = Arrays.copyOf(body, body.length + 1);
    longer[body.length] = (byte) 0xFF;
    byte[] packet = framed(golden.wire()[0], longer, longer.length);
    assertThrows(
        MqttProtocolException.class, () -> golden.decoder().decode(ByteBuffer.wrap(packet)));
  }

  /** [MQTT-2.1.3-1] [MQTT3-2.2.2-1] [MQTT3-2.2.2-2]. */
  @ParameterizedTest
  @MethodSource("all")
  void isRefusedWithEveryOtherFlag(Golden golden) throws Exception {
    byte[] wire = golden.wire();
    for (int flags = 0; flags < 16; flags++) {
      wire[0] = (byte) (golden.packet().type().value() << 4 | flags);
      if (golden.packet() instanceof Publish) {
        assertFlagsOfPublish(golden, wire, flags);
      } else if (wire[0] != golden.wire()[0] && !isRepeatIn31(golden, flags)) {
        MqttProtocolException refused =
            assertThrows(
                MqttProtocolException.class,
                () -> golden.decoder().decode(ByteBuffer.wrap(wire)),
                golden + " with flags " + flags);
        assertEquals(ReasonCode.MALFORMED_PACKET, refused.reasonCode());
      }
    }
  }

  private static boolean isRepeatIn31(Golden golden, int flags) {
    return golden.version() == MqttVersion.V3_1
        && FixedHeader.flags(golden.packet().type()) != 0
        && (flags & ~FixedHeader.DUP) == FixedHeader.flags(golden.packet().type());
  }

  /** [MQTT-3.3.1-2] [MQTT-3.3.1-4]. */
  private static void assertFlagsOfPublish(Golden golden, byte[] wire, int flags)
      throws MqttProtocolException {
    boolean legal = (flags >> 1 & 3) != 3 && ((flags & 8) == 0 || (flags >> 1 & 3) != 0);
    boolean identified = (golden.wire()[0] & 6) != 0;
    if (!legal) {
      MqttProtocolException refused =
          assertThrows(
              MqttProtocolException.class, () -> golden.decoder().decode(ByteBuffer.wrap(wire)));
      assertEquals(ReasonCode.MALFORMED_PACKET, refused.reasonCode());
    } else if (identified == ((flags & 6) != 0)) {
      Publish publish = (Publish) golden.decoder().decode(ByteBuffer.wrap(wire));
      assertEquals(flags >> 1 & 3, publish.qos().level());
      assertEquals((flags & 8) != 0, publish.dup());
      assertEquals((flags & 1) != 0, publish.retain());
    }
  }

  /** A limit of exactly its size lets a packet through, one byte less does not. */
  @ParameterizedTest
  @MethodSource("all")
  void isRefusedByItsHeaderWhenTooLarge(Golden golden) throws Exception {
    byte[] wire = golden.wire();
    PacketDecoder decoder = golden.decoder(wire.length - 1);
    ByteBuffer header = ByteBuffer.wrap(wire, 0, wire.length - bodyOf(wire).length);
    MqttProtocolException refused =
        assertThrows(MqttProtocolException.class, () -> decoder.decode(header));
    assertEquals(ReasonCode.PACKET_TOO_LARGE, refused.reasonCode());

    PacketDecoder exact = golden.decoder(wire.length);
    assertSamePacket(golden.packet(), exact.decode(ByteBuffer.wrap(wire)));
  }

  @Test
  void manyInOneBufferAreDecodedOneAfterAnother() throws Exception {
    for (MqttVersion version : MqttVersion.values()) {
      for (Role reads : Role.values()) {
        decodeMany(version, reads);
      }
    }
  }

  private static void decodeMany(MqttVersion version, Role reads) throws Exception {
    List<Golden> some = new ArrayList<>();
    ByteBuffer in = ByteBuffer.allocate(100_000);
    for (int round = 0; round < 10; round++) {
      for (Golden golden : Golden.all()) {
        boolean isConnect = golden.packet().type() == PacketType.CONNECT;
        if (golden.version() == version && golden.reads() == reads && !isConnect) {
          some.add(golden);
          in.put(golden.wire());
        }
      }
    }
    in.flip();
    PacketDecoder decoder = Wire.decoder(reads, version);
    for (Golden golden : some) {
      assertSamePacket(golden.packet(), decoder.decode(in));
    }
    assertNull(decoder.decode(in));
  }

  private static byte[] bodyOf(byte[] wire) {
    int start = 1;
    while (wire[start] < 0) {
      start++;
    }
    return Arrays.copyOfRange(wire, start + 1, wire.length);
  }

  private static byte[] framed(byte firstByte, byte[] body, int length) {
    byte[] packet = new byte[1 + VariableByteInteger.size(length) + length];
    packet[0] = firstByte;
    int start = VariableByteInteger.put(packet, 1, length);
    System.arraycopy(body, 0, packet, start, length);
    return packet;
  }
}
