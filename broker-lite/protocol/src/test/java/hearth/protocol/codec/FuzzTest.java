package hearth.protocol.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.protocol.packet.ControlPacket;
import hearth.protocol.packet.MqttProtocolException;
import hearth.protocol.packet.MqttVersion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Bytes that chance has spoilt: each stream ends in packets or in an {@link MqttProtocolException},
 * reads nothing but its own bytes, and what was read can be written again. {@code
 * -Dhearth.fuzz.tries=100000000} runs longer, {@code -Dhearth.fuzz.seed=...} runs one failure
 * again.
 */
class FuzzTest {
  private static final int TRIES = Integer.getInteger("hearth.fuzz.tries", 200_000);
  private static final int MARGIN = 8;

  private final List<byte[]> seeds = new ArrayList<>();

  FuzzTest() {
    Golden.all().forEach(golden -> seeds.add(golden.wire()));
  }

  @Test
  void anyBytesAreReadOrRefused() {
    long seed = Long.getLong("hearth.fuzz.seed", System.nanoTime());
    int read = 0;
    int refused = 0;
    for (int i = 0; i < TRIES; i++) {
      long seedOfTry = seed + i;
      try {
        if (readAll(new Random(seedOfTry))) {
          read++;
        } else {
          refused++;
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "again with -Dhearth.fuzz.tries=1 -Dhearth.fuzz.seed=" + seedOfTry, e);
      }
    }
    System.out.printf("fuzz: seed %d, %d streams read, %d refused%n", seed, read, refused);
    assertTrue(read > TRIES / 50 && refused > TRIES / 50, "chance tries both");
  }

  /** Whether all packets of a stream were read. */
  private boolean readAll(Random random) {
    MqttVersion version = MqttVersion.values()[random.nextInt(3)];
    Role reads = Role.values()[random.nextInt(2)];
    boolean connects = reads == Role.SERVER && random.nextInt(4) == 0;
    PacketDecoder decoder =
        Wire.decoder(reads, connects ? null : version, random.nextInt(10) == 0 ? 20 : 100_000);
    byte[] stream = stream(random);
    byte[] surrounded = surrounded(random, stream);
    ByteBuffer in = ByteBuffer.wrap(surrounded, MARGIN, stream.length);
    byte[] before = surrounded.clone();
    try {
      decodeAll(decoder, in);
      return true;
    } catch (MqttProtocolException e) {
      assertTrue(e.reasonCode().isError());
      return false;
    } finally {
      assertTrue(in.position() >= MARGIN && in.limit() == MARGIN + stream.length);
      assertTrue(Arrays.equals(before, surrounded), "the decoder writes nothing");
    }
  }

  private static void decodeAll(PacketDecoder decoder, ByteBuffer in) throws MqttProtocolException {
    while (true) {
      int position = in.position();
      ControlPacket packet = decoder.decode(in);
      if (packet == null) {
        assertEquals(position, in.position());
        assertTrue(decoder.bytesNeeded() == 0 || decoder.bytesNeeded() > in.remaining());
        return;
      }
      assertTrue(in.position() >= position + 2, "every packet is some bytes");
      byte[] again = PacketEncoder.encode(packet, decoder.version());
      assertTrue(again.length <= in.position() - position, "nothing was read beyond the packet");
    }
  }

  /** A stream of one to three packets, golden or made by chance, most of them spoilt. */
  private byte[] stream(Random random) {
    ByteBuffer stream = ByteBuffer.allocate(100_000);
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte[] packet =
          random.nextInt(3) == 0
              ? anyPacket(random)
              : seeds.get(random.nextInt(seeds.size())).clone();
      stream.put(random.nextInt(5) == 0 ? packet : spoilt(random, packet));
    }
    return Arrays.copyOf(stream.array(), stream.position());
  }

  private static byte[] anyPacket(Random random) {
    RoundTripTest.Sent sent = AnyPacket.sent(random);
    return PacketEncoder.encode(sent.packet(), sent.version());
  }

  private byte[] spoilt(Random random, byte[] packet) {
    byte[] bytes = packet;
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[Math.min(1, bytes.length - 1)] = (byte) random.nextInt(256);
        case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 4 -> bytes = inserted(random, bytes, at);
        default -> bytes = spliced(random, bytes, at);
      }
    }
    return bytes;
  }

  private static byte[] inserted(Random random, byte[] bytes, int at) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
    longer[at] = (byte) random.nextInt(256);
    return longer;
  }

  /** The end of another packet behind the start of this one. */
  private byte[] spliced(Random random, byte[] bytes, int at) {
    byte[] other = seeds.get(random.nextInt(seeds.size()));
    int from = random.nextInt(other.length);
    byte[] both = Arrays.copyOf(bytes, at + other.length - from);
    System.arraycopy(other, from, both, at, other.length - from);
    return both.length == 0 ? bytes : both;
  }

  /** The stream with bytes before and behind that it must not touch. */
  private static byte[] surrounded(Random random, byte[] stream) {
    byte[] all = new byte[stream.length + 2 * MARGIN];
    random.nextBytes(all);
    System.arraycopy(stream, 0, all, MARGIN, stream.length);
    return all;
  }
}
