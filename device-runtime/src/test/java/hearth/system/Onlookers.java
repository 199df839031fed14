package hearth.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.testsupport.Eventually;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Two clients who do nothing wrong while others do: one sends the other messages of QoS 1 and
 * measures how long each takes. None may be lost, and neither may be disconnected.
 *
 * <p>Measured twice: all of it, and without what the machine gave its processors to others for (see
 * {@link ProcessorWaits}), which is what the broker has to answer for.
 */
final class Onlookers implements AutoCloseable {
  /**
   * Whether how long they wait has a bound: in the profile {@code bounds} of Maven, for a machine
   * that has nothing else to do. Elsewhere it is measured and told.
   */
  private static final boolean BOUND = Boolean.getBoolean("hearth.bounds");

  /** So many messages tell enough; of those that have a bound, 1 % are a number. */
  static final int ENOUGH = BOUND ? 3000 : 500;

  static final double MAX_MILLIS = 5;
  private static final double FACTOR = 5;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final RawClient sender;
  private final RawClient receiver;
  private final Thread thread = new Thread(this::run, "onlookers");
  private final long broker;
  private final Latencies all = new Latencies(PAUSE_NANOS);
  private final Latencies ofBroker = new Latencies(PAUSE_NANOS);
  private Latencies.Figures allAlone;
  private Latencies.Figures ofBrokerAlone;
  private final AtomicInteger seen = new AtomicInteger();
  private volatile boolean ending;
  private volatile Exception failure;

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
        long latency = System.nanoTime() - start;
        all.add(latency);
        ofBroker.add(Math.max(0, latency - (waits.nanos() - waited)));
        seen.incrementAndGet();
        int place = 2 + "onlooker".length();
        receiver.send(
            RawClient.answer(
                RawClient.PUBACK, (message[place] & 0xFF) << 8 | (message[place + 1] & 0xFF)));
        sender.expect(RawClient.PUBACK);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException | AssertionError e) {
      failure = new IllegalStateException("the onlookers were disturbed: " + e.getMessage(), e);
    }
  }

  /** How many messages have arrived. */
  int seen() {
    assertTrue(failure == null, () -> "" + failure);
    return seen.get();
  }

  /** Waits until so many more messages have arrived. */
  void seeMore(int messages) {
    int before = seen.get();
    Eventually.holds(
        "the onlookers are served",
        () -> failure != null || seen.get() >= before + messages,
        () -> failure);
    assertTrue(failure == null, () -> "" + failure);
  }

  /** Sees how it is without anybody else, once Java has warmed up, and begins to measure anew. */
  void seeAlone() {
    seeMore(500);
    forget();
    seeMore(1000);
    allAlone = all.figures();
    ofBrokerAlone = ofBroker.figures();
    forget();
  }

  private void forget() {
    all.clear();
    ofBroker.clear();
  }

  /** What was measured, as a line of the test's report. */
  void report(String meanwhile) {
    System.out.printf(
        "latency of others: p50, p99, p99 of any time, max in ms of %5d messages: %s (alone %s);"
            + " of the broker %s (alone %s) %s%n",
        all.size(), all.figures(), allAlone, ofBroker.figures(), ofBrokerAlone, meanwhile);
  }

  /** As {@link #requireSmallFactor(double)}, with what all attacks but one keep to. */
  void requireSmallFactor() {
    requireSmallFactor(MAX_MILLIS);
  }

  /**
   * That others made them wait no longer than by a small factor, or for a few milliseconds: in the
   * first tenths of a second of an attack, little of the code that it asks for is compiled. Where
   * nothing else runs it is up to 1 ms; where ten others want the machine's two processors, up to 2
   * were measured. Looked at in the profile {@code bounds} only.
   *
   * @param millis what is allowed however fast it is alone
   */
  void requireSmallFactor(double millis) {
    if (!BOUND) {
      return;
    }
    double max = Math.max(millis, FACTOR * ofBrokerAlone.p99());
    double seen = ofBroker.figures().p99();
    assertTrue(
        seen <= max,
        () -> "99 % of the others' messages took up to " + seen + " ms, more than " + max);
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
