package hearth.io.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a layer speaks: turns the bytes of the channel below into those of its own, and back. */
interface Codec {
  /** Begins the handshake, whose end is {@link LayeredChannel#established}. */
  void begin(LayeredChannel channel) throws IOException;

  /**
   * Turns bytes from below, one record or frame at the most, into what goes to {@link
   * LayeredChannel#in}.
   *
   * @param bytes at least one
   * @return how many bytes are needed before another call makes sense; 0 where it has taken some
   */
  int read(ByteBuffer bytes) throws IOException;

  /**
   * Queues below the first bytes of a queue, as one record or frame.
   *
   * @return how many, of which none are taken out yet
   */
  int write(WriteQueue queue) throws IOException;

  /**
   * Queues below what tells the peer that this layer ends.
   *
   * @param cause what went wrong, or null
   */
  void sayGoodbye(IOException cause) throws IOException;

  /** What broke the layer, for people. */
  default IOException inWords(IOException cause) {
    return cause;
  }

  /** What it holds for a connection that is open, about, in bytes. */
  default int bytes() {
    return 0;
  }
}
