package hearth.client;

import hearth.protocol.packet.Publish;
import java.util.concurrent.CompletableFuture;

/** A message on its way out, and the future that tells its end: one object for both. */
final class Outgoing extends CompletableFuture<PublishResult> {
  final Message message;

  /** When it was queued, of the loop's clock, in nanoseconds. */
  final long queuedAt;

  /** Its number in the store; 0 where it is not there. On the loop's thread. */
  long sequence;

  Outgoing(Message message, long queuedAt) {
    this.message = message;
    this.queuedAt = queuedAt;
  }

  /** What it counts for in the limit of a queue, in bytes. */
  long size() {
    return (long) message.payload().length + message.topic().utf8().length;
  }

  Publish publish(boolean dup, int packetIdentifier) {
    return new Publish(
        dup,
        message.qos(),
        message.retain(),
        message.topic(),
        packetIdentifier,
        message.properties(),
        message.payload());
  }
}
