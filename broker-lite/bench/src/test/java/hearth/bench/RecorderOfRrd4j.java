package hearth.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.rrd4j.ConsolFun;
import org.rrd4j.DsType;
import org.rrd4j.core.FetchData;
import org.rrd4j.core.RrdBackendFactory;
import org.rrd4j.core.RrdDb;
import org.rrd4j.core.RrdDef;
import org.rrd4j.core.RrdNioBackendFactory;
import org.rrd4j.core.RrdRandomAccessFileBackendFactory;

/** rrd4j: a file of its own for each sensor. */
final class RecorderOfRrd4j implements RecorderComparison.Subject {
  private static final int NO_SYNC_OF_ITS_OWN = 0;

  private final RrdBackendFactory backend;
  private final boolean forces;
  private final Path folder;
  private final RrdDb[] databases;

  private RecorderOfRrd4j(
      Path folder, int sensors, long start, RrdBackendFactory backend, boolean forces)
      throws IOException {
    this.folder = folder;
    this.backend = backend;
    this.forces = forces;
    this.databases = new RrdDb[sensors];
    for (int sensor = 0; sensor < sensors; sensor++) {
      RrdDef definition = new RrdDef(file(sensor).toString(), start / 1000 - 10, 10);
      definition.addDatasource("value", DsType.GAUGE, 3600, Double.NaN, Double.NaN);
      for (ConsolFun each : List.of(ConsolFun.AVERAGE, ConsolFun.MIN, ConsolFun.MAX)) {
        definition.addArchive(each, 0.99, 30, 366 * 288);
        definition.addArchive(each, 0.99, 360, 366 * 24);
      }
      definition.addArchive(ConsolFun.AVERAGE, 0.99, 1, 8 * 8640);
      databases[sensor] =
          RrdDb.getBuilder().setRrdDef(definition).setBackendFactory(backend).build();
    }
  }

  /** With calls that write, which strace sees: each is a field of a few bytes. */
  static RecorderOfRrd4j forced(Path folder, int sensors, long start) throws IOException {
    return new RecorderOfRrd4j(
        folder, sensors, start, new RrdRandomAccessFileBackendFactory(), true);
  }

  /** With mapped files, its default, and no force: those of a year take ten files half an hour. */
  static RecorderOfRrd4j unforced(Path folder, int sensors, long start) throws IOException {
    return new RecorderOfRrd4j(
        folder, sensors, start, new RrdNioBackendFactory(NO_SYNC_OF_ITS_OWN), false);
  }

  private Path file(int sensor) {
    return folder.resolve(sensor + ".rrd");
  }

  @Override
  public void add(int sensor, long time, double value) throws IOException {
    databases[sensor].createSample(time / 1000).setValue(0, value).update();
  }

  @Override
  public void commit(long now) throws IOException {
    for (int sensor = 0; forces && sensor < databases.length; sensor++) {
      try (FileChannel channel = FileChannel.open(file(sensor), StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  @Override
  public void reopen(long now) throws IOException {
    for (int sensor = 0; sensor < databases.length; sensor++) {
      databases[sensor].close();
      if (!Files.exists(file(sensor))) {
        throw new IOException(file(sensor) + " is gone");
      }
      databases[sensor] =
          RrdDb.getBuilder().setPath(file(sensor).toString()).setBackendFactory(backend).build();
    }
  }

  @Override
  public int ask(int sensor, long from, long to) throws IOException {
    int steps = 0;
    for (ConsolFun each : List.of(ConsolFun.MIN, ConsolFun.AVERAGE, ConsolFun.MAX)) {
      FetchData data =
          databases[sensor]
              .createFetchRequest(each, from / 1000, to / 1000 - 1, (to - from) / 1_000_000)
              .fetchData();
      steps = data.getRowCount();
    }
    return steps;
  }
}
