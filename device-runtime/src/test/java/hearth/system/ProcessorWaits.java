package hearth.system;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How long a message was held up only since the machine gave its processors to others: the kernel's
 * account of how long each thread could have run and did not. Of the broker's loop, of what
 * collects its garbage, and of the thread that measures. On that thread.
 */
final class ProcessorWaits implements Closeable {
  private static final Path OWN = Path.of("/proc/thread-self/schedstat");

  private final List<RandomAccessFile> accounts = new ArrayList<>();
  private final byte[] line = new byte[64];

  /**
   * Opens the accounts.
   *
   * @param pid of a Java process whose main thread has worked most
   */
  ProcessorWaits(long pid) throws IOException {
    List<Path> main = new ArrayList<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        String name = Files.readString(thread.resolve("comm")).strip();
        if (name.equals("java")) {
          main.add(thread.resolve("schedstat"));
        } else if (name.equals("VM Thread")) {
          open(thread.resolve("schedstat"));
        }
      }
    }
    main.sort(Comparator.comparingLong(ProcessorWaits::charge));
    open(main.get(main.size() - 1));
    open(OWN.toRealPath());
  }

  private static long charge(Path account) {
    try {
      return Long.parseLong(Files.readString(account).split(" ")[0]);
    } catch (IOException e) {
      return 0;
    }
  }

  private void open(Path account) throws IOException {
    accounts.add(new RandomAccessFile(account.toFile(), "r"));
  }

  /** All of it until now, in nanoseconds. */
  long nanos() throws IOException {
    long sum = 0;
    for (RandomAccessFile account : accounts) {
      account.seek(0);
      int length = account.read(line);
      // the time that it ran, the time that it waited, how often it ran
      sum += Long.parseLong(new String(line, 0, length, StandardCharsets.US_ASCII).split(" ")[1]);
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    for (RandomAccessFile account : accounts) {
      account.close();
    }
  }
}
