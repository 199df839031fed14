package hearth.client;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one connection from falling silent and notices when it is dead (3.1.2.10).
 *
 * <p>One timer is enough: it is not moved with each packet, but asks when it fires how long ago the
 * last packet was sent and bytes were received, and goes back to sleep for the rest. Who only sends
 * hears nothing of a server that is gone, so that both count.
 */
final class KeepAlive {
  /** What a connection does for its Keep Alive. */
  interface Line {
    void sendPing();

    /** No answer to a PINGREQ has come in time. */
    void silent(long waitedNanos);

    /** Whether incoming packets are left unread on purpose, PINGRESP perhaps among them. */
    boolean isReadingPaused();
  }

  private final EventLoop loop;
  private final Line line;
  private final long answerNanos;
  private long sendNanos;
  private long lastSent;
  private long lastReceived;
  private long pingSent;
  private boolean awaitingAnswer;
  private Timer timer;

  /**
   * @param answerNanos how long a PINGRESP may take
   */
  KeepAlive(EventLoop loop, Line line, long answerNanos) {
    this.loop = loop;
    this.line = line;
    this.answerNanos = answerNanos;
  }

  /**
   * Whichever is shorter holds: who wants to know early whether the server is there may ask more
   * often than that wants (3.1.2.10).
   *
   * @param server seconds, the server's word; 0 turns Keep Alive off
   * @param own seconds that the client asked for; 0 for as the server likes
   */
  void start(int server, int own) {
    int seconds = server == 0 || (own > 0 && own < server) ? own : server;
    if (seconds == 0) {
      return;
    }
    // The interval between packets must not exceed Keep Alive [MQTT-3.1.2-20], so the PINGREQ goes
    // a tenth earlier.
    sendNanos = TimeUnit.SECONDS.toNanos(seconds) / 10 * 9;
    lastReceived = loop.clock().nanoTime();
    timer = loop.schedule(sendNanos, this::check);
  }

  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  void sent() {
    lastSent = loop.clock().nanoTime();
  }

  /** Bytes have come: the peer lives. */
  void received() {
    lastReceived = loop.clock().nanoTime();
  }

  void pingAnswered() {
    awaitingAnswer = false;
  }

  private void check() {
    long now = loop.clock().nanoTime();
    if (awaitingAnswer) {
      long silence = Math.min(now - pingSent, now - lastReceived);
      if (silence >= answerNanos && !line.isReadingPaused()) {
        line.silent(now - pingSent);
        return;
      }
    }
    long idle = now - Math.min(lastSent, awaitingAnswer ? pingSent : lastReceived);
    if (idle >= sendNanos) {
      ping(now);
      idle = 0;
    }
    long next = sendNanos - idle;
    timer = loop.schedule(awaitingAnswer ? Math.min(next, answerNanos) : next, this::check);
  }

  private void ping(long now) {
    if (!awaitingAnswer) {
      awaitingAnswer = true;
      pingSent = now;
    }
    line.sendPing();
  }
}
