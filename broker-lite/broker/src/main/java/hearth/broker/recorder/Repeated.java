package hearth.broker.recorder;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Which records have been read: one whose commit failed may be there nevertheless, and once more.
 */
final class Repeated {
  private final Set<Long> seen = new HashSet<>();

  boolean wasSeen(ByteBuffer payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload.duplicate());
    return !seen.add((long) payload.remaining() << 32 | crc.getValue());
  }
}
