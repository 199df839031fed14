package hearth.io.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a proxy passes on: its first bytes say whose the connection is, the others are its own. */
final class ProxyCodec implements Codec {
  private static final int MAX_WRITE = 64 * 1024;

  private LayeredChannel channel;

  @Override
  public void begin(LayeredChannel channel) {
    this.channel = channel; // The proxy begins.
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    if (channel.isEstablished()) {
      channel.in.receive(bytes);
      return 0;
    }
    ProxyHeader header = ProxyHeader.read(bytes);
    if (header == null) {
      return bytes.remaining() + 1;
    }
    channel.established(header.peer(channel.peer()));
    return 0;
  }

  @Override
  public int write(WriteQueue queue) {
    byte[] piece = new byte[(int) Math.min(queue.bytes(), MAX_WRITE)];
    queue.copyTo(ByteBuffer.wrap(piece));
    channel.below().write(piece);
    return piece.length;
  }

  @Override
  public void sayGoodbye(IOException cause) {
    // The end of the connection says it.
  }
}
