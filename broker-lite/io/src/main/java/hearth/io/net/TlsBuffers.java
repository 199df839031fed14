package hearth.io.net;

import java.nio.ByteBuffer;

/**
 * What all TLS channels of a loop share; each buffer is free again when the call that took it ends.
 */
final class TlsBuffers {
  private static final int FIRST_BYTES = 17 * 1024;

  final WriteQueuePool queues = new WriteQueuePool();
  final ByteBuffer nothing = ByteBuffer.allocate(0);
  private final ByteBuffer plainOut = ByteBuffer.allocate(FIRST_BYTES);
  private ByteBuffer plainIn = ByteBuffer.allocate(FIRST_BYTES);
  private ByteBuffer cipherOut = ByteBuffer.allocate(FIRST_BYTES);

  ByteBuffer plainOut() {
    return plainOut.clear();
  }

  ByteBuffer plainIn() {
    return plainIn.clear();
  }

  void growPlainIn() {
    plainIn = ByteBuffer.allocate(2 * plainIn.capacity());
  }

  ByteBuffer cipherOut() {
    return cipherOut.clear();
  }

  void growCipherOut() {
    cipherOut = ByteBuffer.allocate(2 * cipherOut.capacity());
  }
}
