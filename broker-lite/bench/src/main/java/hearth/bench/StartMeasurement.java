package hearth.bench;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** From starting a broker's process to its first CONNACK. */
final class StartMeasurement {
  private static final int STARTS = 5;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private StartMeasurement() {}

  /**
   * The median of several starts. The first is not counted: in it this program loads its own
   * classes, and the kernel reads the other's files from the disk.
   */
  static double millis(int port, List<String> command) throws IOException, InterruptedException {
    once(port, command);
    double[] starts = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      starts[i] = once(port, command);
    }
    Arrays.sort(starts);
    return starts[STARTS / 2];
  }

  /** Starts the command, waits until a client is let in at the port, and ends it again. */
  private static double once(int port, List<String> command)
      throws IOException, InterruptedException {
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
