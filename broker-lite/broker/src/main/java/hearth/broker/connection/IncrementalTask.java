package hearth.broker.connection;

import hearth.broker.account.Kind;
import hearth.io.loop.EventLoop;
import hearth.protocol.topic.TopicFilter;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * What one packet asks for, done at once or, where it is very much, in turns of the loop and as
 * fast as its client takes it. The client is read no further meanwhile.
 */
final class IncrementalTask {
  /** Looked at between two looks at the turn's share. */
  private static final int FEW_FILTERS = 4;

  private static final int FILTER_BYTES = 150;

  private final Connection connection;
  private final BooleanSupplier portion;
  private final Runnable end;
  private final IntSupplier memory;
  private int held;
  private boolean holdsBack;

  /**
   * @param portion does as much as the turn's share allows; returns whether all is done
   * @param end run once, when all is done or the client is gone
   * @param memory of what was asked for, in bytes, which is held until then
   */
  IncrementalTask(
      Connection connection, BooleanSupplier portion, Runnable end, IntSupplier memory) {
    this.connection = connection;
    this.portion = portion;
    this.end = end;
    this.memory = memory;
  }

  void goOn() {
    if (connection.isClosed() || isDone()) {
      end.run();
      if (holdsBack) {
        letGo();
      }
      return;
    }
    if (!holdsBack) {
      holdBack();
    }
    connection.pressure().whenThereIsRoom(this::goOn);
  }

  private boolean isDone() {
    try {
      return portion.getAsBoolean();
    } catch (RuntimeException | Error failure) {
      end.run();
      if (holdsBack) { // in a turn of the loop, where the channel does not hear of it
        connection.abort();
      }
      throw failure;
    }
  }

  private void holdBack() {
    holdsBack = true;
    held = memory.getAsInt();
    connection.account.charge(Kind.REQUEST, held);
    connection.holdBack();
    connection.broker.buffers().moved(held);
  }

  private void letGo() {
    if (!connection.isClosed()) {
      connection.account.release(Kind.REQUEST, held);
    }
    connection.letGo();
  }

  /** What a Topic Filter takes in a packet and in its answer, about, in bytes. */
  static int memory(TopicFilter filter) {
    return FILTER_BYTES + 2 * filter.toString().length();
  }

  /**
   * Whether a portion of Topic Filters ends before the next of them, at the earliest after a few.
   *
   * @param done of this portion
   */
  static boolean isTurnOver(EventLoop loop, int done) {
    return done > 0 && done % FEW_FILTERS == 0 && loop.budgetLeft() <= 0;
  }
}
