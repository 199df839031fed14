package hearth.io.net;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection that a proxy passes on: its first bytes say whose it is, the others are its own. */
final class ProxiedChannel extends LayeredChannel {
  private static final int MAX_WRITE = 64 * 1024;

  private Peer peer;

  ProxiedChannel(EventLoop loop, WriteQueuePool queues, Channel below) {
    super(loop, queues, below);
    this.peer = below.peer();
  }

  @Override
  void shakeHands() {
    // The proxy begins.
  }

  @Override
  int read(ByteBuffer bytes) throws IOException {
    if (!isEstablished()) {
      ProxyHeader header = ProxyHeader.read(bytes);
      if (header == null) {
        return 0;
      }
      peer = header.peer(below().peer());
      established();
    }
    if (mayRead() && bytes.hasRemaining()) {
      receive(bytes);
    }
    return 0;
  }

  @Override
  void send(WriteQueue queue) {
    while (!queue.isEmpty() && !isBlocked()) {
      byte[] piece = new byte[(int) Math.min(queuedBytes(), MAX_WRITE)];
      queue.copyTo(ByteBuffer.wrap(piece));
      sent(piece.length);
      below().write(piece);
      blockIfStuckBelow();
    }
    below().flush();
  }

  @Override
  void sayGoodbye(IOException cause) {
    // The end of the connection says it.
  }

  @Override
  public Peer peer() {
    return peer;
  }
}
