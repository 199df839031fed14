package hearth.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the kernel tells of a process in {@code /proc}. */
final class ObservedProcess {
  private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same everywhere

  private final Path folder;

  ObservedProcess(long pid) {
    this(Long.toString(pid));
  }

  private ObservedProcess(String name) {
    folder = Path.of("/proc", name);
  }

  /** This process. */
  static ObservedProcess self() {
    return new ObservedProcess("self");
  }

  /** Processor time of all its threads, those that have ended included, in 10 ms steps. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(folder.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Processor time of the threads that are alive, to the nanosecond. */
  double preciseCpuSeconds() throws IOException {
    long nanos = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path task : tasks) {
        nanos += Long.parseLong(readIfThere(task.resolve("schedstat"), "0").split(" ")[0]);
      }
    }
    return nanos / 1e9;
  }

  /** How often its threads have gone to sleep by themselves, and so woken up. */
  long wakeUps() throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path task : tasks) {
        String status = readIfThere(task.resolve("status"), "");
        sum += status.isEmpty() ? 0 : number(status, "voluntary_ctxt_switches:");
      }
    }
    return sum;
  }

  private static String readIfThere(Path file, String otherwise) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return otherwise; // the thread has ended meanwhile
    }
  }

  double residentMegabytes() throws IOException {
    return number(Files.readString(folder.resolve("smaps_rollup")), "Rss:") / 1024.0;
  }

  /** What the kernel cannot take back without swapping. */
  double privateDirtyMegabytes() throws IOException {
    return number(Files.readString(folder.resolve("smaps_rollup")), "Private_Dirty:") / 1024.0;
  }

  double peakResidentMegabytes() throws IOException {
    return number(Files.readString(folder.resolve("status")), "VmHWM:") / 1024.0;
  }

  private static long number(String text, String key) {
    int at = text.indexOf("\n" + key) + 1 + key.length();
    String line = text.substring(at, text.indexOf('\n', at)).trim();
    return Long.parseLong(line.split(" ")[0]);
  }
}
