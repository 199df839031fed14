package hearth.bench;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** From starting a broker's process to its first CONNACK. */
final class StartMeasurement {
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private StartMeasurement() {}

  /** Starts the command, waits until a client is let in at the port, and ends it again. */
  static double millis(int port, List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    try {
      awaitClient(port, process, start);
      return (System.nanoTime() - start) / 1e6;
    } finally {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static void awaitClient(int port, Process process, long start)
      throws IOException, InterruptedException {
    while (true) {
      try {
        new LoadClient(port, 0, "load-first", true).close();
        return;
      } catch (ConnectException notYet) {
        if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
          throw new IOException("the broker did not start", notYet);
        }
        Thread.sleep(0, 500_000);
      }
    }
  }
}
