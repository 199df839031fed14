package hearth.broker.connection;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.packet.ReasonCode;

/**
 * The Keep Alive of one connection (3.1.2.10). While the broker itself does not read the client,
 * its silence is no fault of its own, unless it is stuck.
 */
final class KeepAlive implements Runnable {
  private static final long SECOND = 1_000_000_000L;

  private final EventLoop loop;
  private final Connection connection;
  private final BackPressure pressure;
  private long lastReceived;
  private long longestNanos;
  private Timer timer;

  KeepAlive(EventLoop loop, Connection connection, BackPressure pressure) {
    this.loop = loop;
    this.connection = connection;
    this.pressure = pressure;
  }

  /** The client has sent something, or could not. */
  void heard() {
    lastReceived = loop.clock().nanoTime();
  }

  /**
   * Begins to look.
   *
   * @param seconds 0 for never
   */
  void start(int seconds) {
    heard();
    // [MQTT-3.1.2-22] [MQTT-3.2.2-22]: one and a half times the Keep Alive.
    longestNanos = seconds * 1_500_000_000L;
    if (longestNanos > 0) {
      timer = loop.schedule(longestNanos, this);
    }
  }

  void end() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** Looks whether it is still there. */
  @Override
  public void run() {
    long idle = loop.clock().nanoTime() - lastReceived;
    if (idle >= longestNanos && (!pressure.waits() || pressure.isStuck())) {
      connection.refuse(
          ReasonCode.KEEP_ALIVE_TIMEOUT,
          "nothing came for " + idle / SECOND + " s, one and a half times its Keep Alive");
      return;
    }
    long wait = pressure.waits() ? longestNanos : longestNanos - idle;
    timer = loop.schedule(gather(wait), this);
  }

  /** Puts checks that are nearly due together on whole seconds, to wake the machine only once. */
  private long gather(long wait) {
    if (longestNanos < 15 * SECOND) {
      return wait;
    }
    long due = loop.clock().nanoTime() + wait;
    return wait + SECOND - Math.floorMod(due, SECOND);
  }
}
