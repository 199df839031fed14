package hearth.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Two clients who do nothing wrong while others do: one sends the other messages of QoS 1 and
 * measures how long each takes. None may be lost, and neither may be disconnected.
 */
final class Onlookers implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final RawClient sender;
  private final RawClient receiver;
  private final Thread thread = new Thread(this::run, "onlookers");
  private final List<Long> latencies = Collections.synchronizedList(new ArrayList<>());
  private Object[] alone;
  private volatile boolean ending;
  private volatile Exception failure;

  Onlookers(int port) throws IOException {
    receiver = RawClient.open(port).connect("onlooker-receiver").subscribe("onlooker", 1);
    sender = RawClient.open(port).connect("onlooker-sender");
    thread.start();
  }

  private void run() {
    try {
      for (int i = 1; !ending; i = i % 60_000 + 1) {
        long start = System.nanoTime();
        sender.send(RawClient.publishPacket("onlooker", 1, false, i, new byte[16]));
        byte[] message = receiver.expect(RawClient.PUBLISH).body();
        latencies.add(System.nanoTime() - start);
        int place = 2 + "onlooker".length();
        receiver.send(
            RawClient.answer(
                RawClient.PUBACK, (message[place] & 0xFF) << 8 | message[place + 1] & 0xFF));
        sender.expect(RawClient.PUBACK);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException | AssertionError e) {
      failure = new IllegalStateException("the onlookers were disturbed: " + e.getMessage(), e);
    }
  }

  /** Waits until so many more messages have arrived. */
  void seeMore(int messages) {
    int before = latencies.size();
    Eventually.holds(
        "the onlookers are served",
        () -> failure != null || latencies.size() >= before + messages,
        () -> failure);
    assertTrue(failure == null, () -> "" + failure);
  }

  /** Begins to measure anew. */
  void forget() {
    latencies.clear();
  }

  /** What was measured so far is what it is without anybody else. */
  void alone() {
    alone = measured();
    forget();
  }

  private Object[] measured() {
    Object[] all = latencies.toArray();
    Arrays.sort(all);
    assertTrue(all.length > 0, "nothing was measured");
    return all;
  }

  /** What was measured, as a line of the test's report. */
  void report(String meanwhile) {
    Object[] all = measured();
    System.out.printf(
        "latency of others, QoS 1, %-32s %6d messages: p50 %7.3f ms (alone %7.3f), p99 %7.3f ms"
            + " (alone %7.3f), max %7.3f ms%n",
        meanwhile + ",",
        all.length,
        millis(all, 0.5),
        millis(alone, 0.5),
        millis(all, 0.99),
        millis(alone, 0.99),
        millis(all, 1));
  }

  private static double millis(Object[] sorted, double quantile) {
    int place = (int) Math.min(sorted.length - 1L, (long) (sorted.length * quantile));
    return (Long) sorted[place] / 1e6;
  }

  @Override
  public void close() throws IOException {
    ending = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sender.close();
    receiver.close();
    assertTrue(failure == null, () -> "" + failure);
  }
}
