package hearth.broker.connection;

import hearth.io.loop.Timer;
import hearth.protocol.packet.ReasonCode;

/**
 * The Keep Alive of one connection (3.1.2.10). While the broker itself does not read the client,
 * its silence is no fault of its own, unless it is stuck.
 */
final class KeepAlive implements Runnable {
  private static final long SECOND = 1_000_000_000L;

  private final Connection connection;
  private int seconds;
  private long lastReceived;
  private Timer timer;

  KeepAlive(Connection connection) {
    this.connection = connection;
  }

  /** After so long it has to send something; 0 for never. */
  int seconds() {
    return seconds;
  }

  /** The client has sent something, or could not. */
  void heard() {
    lastReceived = now();
  }

  /** The broker itself does not look at what it sends for so long. */
  void unreadFor(long nanos) {
    lastReceived = now() + nanos;
  }

  private long now() {
    return connection.broker.loop().clock().nanoTime();
  }

  /**
   * Begins to look.
   *
   * @param seconds 0 for never
   */
  void start(int seconds) {
    heard();
    this.seconds = seconds;
    if (seconds > 0) {
      timer = connection.broker.loop().schedule(timeoutNanos(), this);
    }
  }

  /** One and a half times the Keep Alive [MQTT-3.1.2-22] [MQTT-3.2.2-22]. */
  private long timeoutNanos() {
    return seconds * (3 * SECOND / 2);
  }

  void end() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /** Looks whether it is still there. */
  @Override
  public void run() {
    BackPressure pressure = connection.pressure();
    long timeout = timeoutNanos();
    long idle = now() - lastReceived;
    if (idle >= timeout && (!pressure.waits() || pressure.isStuck())) {
      connection.refuse(
          ReasonCode.KEEP_ALIVE_TIMEOUT,
          "nothing came for " + idle / SECOND + " s, one and a half times its Keep Alive");
      return;
    }
    long wait = pressure.waits() ? timeout : timeout - idle;
    timer = connection.broker.loop().schedule(gather(wait), this);
  }

  /** Puts checks that are nearly due together on whole seconds, to wake the machine only once. */
  private long gather(long wait) {
    if (timeoutNanos() < 15 * SECOND) {
      return wait;
    }
    return wait + SECOND - Math.floorMod(now() + wait, SECOND);
  }
}
