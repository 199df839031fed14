package hearth.broker.session;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where queues set down what need not be in memory. Called on the loop's thread, never blocks;
 * whoever asked hears on the loop.
 */
public interface QueuePages {
  /** When so much is being written the disk has enough to do, and publishers are slowed down. */
  long MAX_PENDING_BYTES = 4L << 20;

  /** Where there is no disk: everything stays in memory. */
  QueuePages NONE =
      new QueuePages() {
        @Override
        public boolean isThere() {
          return false;
        }

        @Override
        public long memoryBytes() {
          return Long.MAX_VALUE;
        }

        @Override
        public void found(QueuedPage page, boolean isNew) {
          throw new IllegalStateException("there is no disk");
        }

        @Override
        public void write(List<QueuedPage> pages, Consumer<IOException> done) {
          throw new IllegalStateException("there is no disk");
        }

        @Override
        public void read(QueuedPage page, Consumer<List<OutgoingMessage>> done) {
          throw new IllegalStateException("there is no disk");
        }

        @Override
        public void ended(QueuedPage page) {
          throw new IllegalStateException("there is no disk");
        }

        @Override
        public long pendingBytes() {
          return 0;
        }
      };

  /** Whether there is a disk to write to. */
  boolean isThere();

  /** How many bytes of all queues together may stay in memory, as limits count them. */
  long memoryBytes();

  /**
   * A page that a start has found is of use.
   *
   * @param isNew whether the start has made it
   */
  void found(QueuedPage page, boolean isNew);

  /**
   * Writes pages.
   *
   * @param done hears of a failure, or null; each page knows by then what has become of it
   */
  void write(List<QueuedPage> pages, Consumer<IOException> done);

  /**
   * Reads a page.
   *
   * @param done gets its messages in their order, or null where they are lost
   */
  void read(QueuedPage page, Consumer<List<OutgoingMessage>> done);

  /** All messages of a page that was on disk have left their session. */
  void ended(QueuedPage page);

  /** What is being written counts so much in the limits of queues, in bytes. */
  long pendingBytes();
}
