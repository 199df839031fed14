package hearth.system;

import hearth.testsupport.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** A client that sends the same bytes for ever, or reads for ever, by a thread of its own. */
final class Flood implements AutoCloseable {
  private static final long STUCK_NANOS = 100_000_000;

  private final RawClient client;
  private final AtomicLong moved = new AtomicLong();
  private volatile boolean over;

  /** Sends these bytes again and again. */
  static Flood of(RawClient client, byte[] bytes) {
    Flood flood = new Flood(client);
    flood.start(() -> flood.write(bytes));
    return flood;
  }

  /** Reads whatever comes. */
  static Flood reading(RawClient client) {
    Flood flood = new Flood(client);
    flood.start(flood::read);
    return flood;
  }

  private Flood(RawClient client) {
    this.client = client;
  }

  private void start(Runnable what) {
    Thread thread = new Thread(what, "flood");
    thread.setDaemon(true);
    thread.start();
  }

  private void write(byte[] bytes) {
    try {
      OutputStream out = client.out();
      while (!over) {
        out.write(bytes);
        moved.addAndGet(bytes.length);
      }
    } catch (IOException e) {
      over = true; // closed by the broker, or by the test
    }
  }

  private void read() {
    byte[] buffer = new byte[64 << 10];
    try {
      for (int count; (count = client.read(buffer)) >= 0; ) {
        moved.addAndGet(count);
      }
    } catch (IOException e) {
      // closed by the broker, or by the test
    }
    over = true;
  }

  /** Waits until the broker takes no more, has ended the connection, or has taken it all. */
  void awaitStuckOrSent(long max) {
    long[] seen = {-1, System.nanoTime()};
    Eventually.holds(
        "the flood ends",
        () -> {
          if (moved.get() != seen[0]) {
            seen[0] = moved.get();
            seen[1] = System.nanoTime();
          }
          return over || moved.get() >= max || System.nanoTime() - seen[1] > STUCK_NANOS;
        },
        () -> moved + " bytes are sent");
    over = true;
  }

  /** Waits until so many bytes have come since it began. */
  void awaitRead(long count) {
    Eventually.holds("all is answered", () -> over || moved.get() >= count, () -> moved + " bytes");
  }

  @Override
  public void close() throws IOException {
    over = true;
    client.reset();
  }
}
