package hearth.bench.micro;

import hearth.io.file.AppendLog;
import hearth.io.file.DirectoryDisk;
import hearth.io.file.Durability;
import hearth.io.file.RecoveryListener;
import hearth.io.loop.ManualClock;
import hearth.io.loop.ManualLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** So many records of 100 bytes, forced to disk together. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JournalBenchmark implements RecoveryListener {
  @Param({"1", "10", "100"})
  private int records;

  private final byte[] payload = new byte[100];
  private final ArrayDeque<Runnable> journal = new ArrayDeque<>();
  private Path folder;
  private ManualLoop loop;
  private AppendLog log;
  private int durable;

  @Setup(Level.Iteration)
  public void open() throws IOException {
    folder = Files.createTempDirectory("hearth-bench");
    loop = new ManualLoop(new ManualClock());
    log =
        AppendLog.open(
            new DirectoryDisk(folder),
            loop,
            journal::add,
            () -> 1,
            AppendLog.Settings.DEFAULT,
            this);
  }

  @Benchmark
  public int append() {
    for (int i = 0; i < records; i++) {
      log.append(1, payload, Durability.FORCED, failure -> durable += failure == null ? 1 : 0);
    }
    runAll();
    return durable;
  }

  private void runAll() {
    for (Runnable task; (task = journal.poll()) != null; ) {
      task.run();
    }
    loop.runReady();
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    log.close(failure -> {});
    runAll();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void record(int type, ByteBuffer record) {}

  @Override
  public void damaged(
      String segment, long offset, int type, long length, ByteBuffer payload, String setAside) {
    throw new IllegalStateException("the journal is damaged in " + segment);
  }

  @Override
  public void tornTail(String segment, long offset, long length) {}
}
