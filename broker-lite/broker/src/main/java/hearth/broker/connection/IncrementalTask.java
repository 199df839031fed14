package hearth.broker.connection;

import hearth.io.loop.EventLoop;
import java.util.function.BooleanSupplier;

/**
 * What one packet asks for, done at once or, where it is very much, in turns of the loop and as
 * fast as its client takes it. The client is read no further meanwhile.
 */
final class IncrementalTask {
  /** Looked at between two looks at the turn's share. */
  private static final int FEW_FILTERS = 4;

  private final Connection connection;
  private final BooleanSupplier portion;
  private final Runnable end;
  private boolean holdsBack;

  /**
   * @param portion does as much as the turn's share allows; returns whether all is done
   * @param end run once, when all is done or the client is gone
   */
  IncrementalTask(Connection connection, BooleanSupplier portion, Runnable end) {
    this.connection = connection;
    this.portion = portion;
    this.end = end;
  }

  void goOn() {
    if (connection.isClosed() || portion.getAsBoolean()) {
      end.run();
      if (holdsBack) {
        connection.letGo();
      }
      return;
    }
    if (!holdsBack) {
      holdsBack = true;
      connection.holdBack();
    }
    connection.pressure().whenThereIsRoom(this::goOn);
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
