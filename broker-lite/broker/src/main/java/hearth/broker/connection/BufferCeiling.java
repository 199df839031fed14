package hearth.broker.connection;

import hearth.broker.Statistics;
import hearth.broker.access.LineLimit;
import hearth.broker.access.LineLimit.Rate;
import hearth.io.loop.EventLoop;
import hearth.protocol.packet.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Keeps the memory of half-read packets and of what clients have not taken, of all connections
 * together, below a ceiling. At the ceiling load is shed in this order:
 *
 * <ol>
 *   <li>messages of QoS 0 for clients are dropped, until half of the ceiling is free again;
 *   <li>the connections that hold the most are closed, one after the other.
 * </ol>
 *
 * <p>It looks each time so many bytes have come in, since only those can fill it.
 */
public final class BufferCeiling {
  private static final long LOOK_BYTES = 1L << 20;

  /** What is told is of no single host. */
  private static final String ALL = "all";

  private final long ceiling;
  private final Statistics statistics;
  private final Supplier<Collection<Connection>> connections;
  private final LineLimit lines;
  private long unseen;

  /**
   * @param ceiling in bytes
   * @param connections those there are
   */
  public BufferCeiling(
      EventLoop loop,
      long ceiling,
      Statistics statistics,
      Supplier<Collection<Connection>> connections) {
    this.ceiling = ceiling;
    this.statistics = statistics;
    this.connections = connections;
    Rate rate = new Rate(2, Duration.ofMinutes(1));
    this.lines =
        new LineLimit(
            loop,
            rate,
            rate,
            (count, all) -> Logger.warn("Memory for clients was short {} more times", count));
  }

  /** So many bytes have come in. */
  void received(int bytes) {
    unseen += bytes;
    if (unseen >= LOOK_BYTES || statistics.shedding) {
      unseen = 0;
      look();
    }
  }

  private void look() {
    long held = 0;
    for (Connection connection : connections.get()) {
      held += connection.bufferedBytes();
    }
    if (held > ceiling) {
      if (!statistics.shedding && lines.admits(ALL)) {
        Logger.warn(
            "Clients hold {} MB of packets half sent or not taken (limits.buffer_bytes): messages"
                + " of QoS 0 are dropped until they have caught up",
            held >> 20);
      }
      statistics.shedding = true;
      closeLargest(held);
    } else if (statistics.shedding && held < ceiling / 2) {
      statistics.shedding = false;
      Logger.debug("Clients have caught up; messages of QoS 0 are delivered again");
    }
  }

  private void closeLargest(long held) {
    List<Connection> largest = new ArrayList<>(connections.get());
    largest.sort(Comparator.comparingLong(Connection::bufferedBytes).reversed());
    for (Connection connection : largest) {
      if (held <= ceiling) {
        return;
      }
      held -= connection.bufferedBytes();
      connection.refuse(ReasonCode.QUOTA_EXCEEDED, "it holds too much of the broker's memory");
      connection.abort();
    }
  }
}
