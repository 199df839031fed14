package hearth.broker.connection;

import hearth.io.loop.EventLoop;
import hearth.protocol.packet.ReasonCode;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * What one packet asks for, done at once or, where it is very much, in turns of the loop and as
 * fast as its client takes it. The client is read no further meanwhile.
 */
final class IncrementalTask {
  /** Looked at between two looks at the turn's share. */
  private static final int FEW_FILTERS = 4;

  private final Connection connection;
  private final EventLoop loop;
  private final BooleanSupplier portion;
  private final Runnable end;
  private boolean holdsBack;

  /**
   * @param portion does as much as the turn's share allows; returns whether all is done
   * @param end run once, when all is done or the client is gone
   */
  IncrementalTask(Connection connection, EventLoop loop, BooleanSupplier portion, Runnable end) {
    this.connection = connection;
    this.loop = loop;
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
   * Does a portion of what a packet asks for: one Topic Filter after the other.
   *
   * @param codes of those that were done; gets those of the portion
   * @return whether all are done
   */
  static <T> boolean ofFilters(
      EventLoop loop, List<T> asked, List<ReasonCode> codes, Function<T, ReasonCode> action) {
    while (codes.size() < asked.size()) {
      loop.charge(Connection.COST_OF_EXPENSIVE);
      codes.add(action.apply(asked.get(codes.size())));
      if (loop.budgetLeft() <= 0 && codes.size() % FEW_FILTERS == 0) {
        break;
      }
    }
    return codes.size() == asked.size();
  }
}
