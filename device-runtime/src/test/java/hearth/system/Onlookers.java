package hearth.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Two clients who do nothing wrong while others do: one sends the other messages of QoS 1 and
 * measures how long each takes. None may be lost, and neither may be disconnected.
 *
 * <p>Measured twice: all of it, and without what the machine gave its processors to others for (see
 * {@link ProcessorWaits}), which is what the broker has to answer for.
 */
final class Onlookers implements AutoCloseable {
  private static final double LEAST_BOUND_MILLIS = 15;
  private static final double FACTOR = 10;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final RawClient sender;
  private final RawClient receiver;
  private final Thread thread = new Thread(this::run, "onlookers");
  private final long broker;
  private final List<Latency> latencies = Collections.synchronizedList(new ArrayList<>());
  private Figures alone;
  private volatile boolean ending;
  private volatile Exception failure;

  /** What one message took, in nanoseconds. */
  private record Latency(long all, long ofBroker) {}

  /** What many took, in milliseconds. */
  private record Figures(double median, double p99, double most, double p99OfBroker) {
    static Figures of(List<Latency> latencies) {
      long[] all = latencies.stream().mapToLong(Latency::all).sorted().toArray();
      long[] ofBroker = latencies.stream().mapToLong(Latency::ofBroker).sorted().toArray();
      assertTrue(all.length > 0, "nothing was measured");
      return new Figures(
          millis(all, 0.5), millis(all, 0.99), millis(all, 1), millis(ofBroker, 0.99));
    }

    private static double millis(long[] sorted, double quantile) {
      int place = (int) Math.min(sorted.length - 1L, (long) (sorted.length * quantile));
      return sorted[place] / 1e6;
    }
  }

  /** Two of this process's own broker, or of one whose waits do not matter. */
  Onlookers(int port) throws IOException {
    this(port, ProcessHandle.current().pid());
  }

  /**
   * Connects them and begins.
   *
   * @param broker its process
   */
  Onlookers(int port, long broker) throws IOException {
    this.broker = broker;
    receiver = RawClient.open(port).connect("onlooker-receiver").subscribe("onlooker", 1);
    sender = RawClient.open(port).connect("onlooker-sender");
    thread.start();
  }

  private void run() {
    try (ProcessorWaits waits = new ProcessorWaits(broker)) {
      for (int i = 1; !ending; i = i % 60_000 + 1) {
        long waited = waits.nanos();
        long start = System.nanoTime();
        sender.send(RawClient.publishPacket("onlooker", 1, false, i, new byte[16]));
        byte[] message = receiver.expect(RawClient.PUBLISH).body();
        long all = System.nanoTime() - start;
        latencies.add(new Latency(all, Math.max(0, all - (waits.nanos() - waited))));
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

  private Figures measured() {
    return Figures.of(List.of(latencies.toArray(new Latency[0])));
  }

  /** What was measured, as a line of the test's report. */
  void report(String meanwhile) {
    Figures figures = measured();
    System.out.printf(
        "latency of others, QoS 1, %-32s %6d messages: p50 %7.3f ms (alone %7.3f), p99 %7.3f ms"
            + " (alone %7.3f), of the broker alone %7.3f ms (alone %7.3f), max %7.3f ms%n",
        meanwhile + ",",
        latencies.size(),
        figures.median,
        alone.median,
        figures.p99,
        alone.p99,
        figures.p99OfBroker,
        alone.p99OfBroker,
        figures.most);
  }

  /**
   * That others made them wait no longer than by a small factor. Where nothing else runs it is up
   * to 8 ms, whatever the others do; where ten others want the machine's two processors, up to 10
   * were measured: caches and memory are busy with other things, and little of Java's code is
   * compiled yet.
   */
  void requireSmallFactor() {
    double most = Math.max(LEAST_BOUND_MILLIS, FACTOR * alone.p99OfBroker);
    double seen = measured().p99OfBroker;
    assertTrue(
        seen <= most,
        () -> "99 % of the others' messages took up to " + seen + " ms, more than " + most);
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
