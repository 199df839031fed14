package hearth.client;

import java.util.function.ObjLongConsumer;

/**
 * Where messages are kept that cannot be sent for want of a connection, so that they outlive the
 * process. Messages that go straight through never come here: the card is spared. On the loop's
 * thread, and never blocking.
 */
public interface QueueStore {
  /** Keeps nothing: what waits is in memory only. */
  QueueStore MEMORY =
      new QueueStore() {
        @Override
        public void recover(ObjLongConsumer<Message> each) {}

        @Override
        public long keep(Message message) {
          return 0;
        }

        @Override
        public void forget(long sequence) {}

        @Override
        public void close() {}
      };

  /** Hands over what an earlier run has left, oldest first, each with its number. Called once. */
  void recover(ObjLongConsumer<Message> each);

  /**
   * Keeps a message behind all others.
   *
   * @return the number to forget it by, more than 0; 0 where it is not kept
   */
  long keep(Message message);

  /** The message has arrived, or was given up. */
  void forget(long sequence);

  /** The client is closed; what is kept waits for the next run. */
  void close();
}
