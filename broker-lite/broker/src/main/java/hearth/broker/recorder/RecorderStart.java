package hearth.broker.recorder;

import hearth.io.file.AppendLog;
import hearth.io.file.RecoveryListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tinylog.Logger;

/**
 * What is there when the recorder starts: names, rows of this hour, and rows of hours whose end it
 * did not live to see, made again from the readings. On the worker.
 */
final class RecorderStart {
  /** Rows are made again for as long as readings are kept, and no longer ago than this. */
  private static final long FARTHEST_BACK = 9 * Records.DAY_MILLIS;

  /** Opens one of the logs. */
  @FunctionalInterface
  interface Opener {
    AppendLog open(Folder folder, RecoveryListener listener) throws IOException;
  }

  final Folder readingsFolder;
  final Folder meansFolder;
  AppendLog readings;
  AppendLog means;

  final Map<Integer, Records.Name> names = new HashMap<>();

  /** The last time that is written; {@link Long#MIN_VALUE} where there is none. */
  long lastTime = Long.MIN_VALUE;

  /** By series: what there is of the hour that is not over. */
  Map<Integer, RebuiltRows.OfSeries> thisHour = Map.of();

  /** Records of hours that had none. */
  final List<RecorderLog.Unsaved> missing = new ArrayList<>();

  private final long now;
  private final Set<Long> hoursOfReadings = new HashSet<>();
  private final Set<Long> hoursOfRows = new HashSet<>();

  RecorderStart(long now) {
    this.now = now;
    this.readingsFolder = Folder.Part.READINGS.at(now);
    this.meansFolder = Folder.Part.MEANS.at(now);
  }

  /**
   * Opens both logs and reads what matters.
   *
   * @throws IOException where a log cannot be opened; none of them stays open
   */
  RecorderStart open(RecorderFiles files, Opener opener) throws IOException {
    means = opener.open(meansFolder, new Recovered());
    try {
      readings = opener.open(readingsFolder, new Recovered());
    } catch (IOException | RuntimeException e) {
      means.close(failure -> {});
      throw e;
    }
    readEarlier(files);
    rebuild(files);
    return this;
  }

  /** Folders that nobody appends to any more. */
  private void readEarlier(RecorderFiles files) throws IOException {
    for (Folder.Part part : Folder.Part.values()) {
      for (Folder folder : files.all(part)) {
        boolean isOpen = folder.equals(readingsFolder) || folder.equals(meansFolder);
        if (!isOpen && folder.to() + FARTHEST_BACK > now) {
          files.read(folder, new Earlier());
        }
      }
    }
  }

  private void rebuild(RecorderFiles files) throws IOException {
    long current = Records.hourOf(now);
    TreeSet<Long> wanted = new TreeSet<>(hoursOfReadings);
    wanted.removeAll(hoursOfRows);
    wanted.removeIf(hour -> hour > current);
    Set<Long> some = new TreeSet<>();
    for (long hour : wanted) {
      some.add(hour);
      if (some.size() == RebuiltRows.MAX_HOURS || hour == wanted.last()) {
        new RebuiltRows(Set.copyOf(some)).read(files).forEach((each, rows) -> add(each, rows));
        some.clear();
      }
    }
  }

  private void add(long hour, Map<Integer, RebuiltRows.OfSeries> rows) {
    if (hour == Records.hourOf(now)) {
      thisHour = rows;
    } else {
      RebuiltRows.write(
          hour, rows, (type, payload) -> missing.add(new RecorderLog.Unsaved(type, payload)));
    }
  }

  /** What nobody recorded is a gap: from the last that was written to now. */
  List<Records.Change> ends() {
    return lastTime == Long.MIN_VALUE
        ? List.of()
        : names.values().stream()
            .map(name -> new Records.Change(name.series(), lastTime + 1, "", ""))
            .toList();
  }

  private boolean note(int type, long from, long to) {
    if (type == Records.HOURS) {
      hoursOfRows.add(Records.hourOf(from));
    } else if (type == Records.READINGS) {
      if (to <= now) {
        lastTime = Math.max(lastTime, to);
      }
      long first = Records.hourOf(Math.max(from, now - FARTHEST_BACK));
      for (long hour = first; hour <= Records.hourOf(Math.min(to, now)); hour++) {
        hoursOfReadings.add(hour);
      }
    }
    return type == Records.NAMES;
  }

  private void names(ByteBuffer payload) {
    while (payload.hasRemaining()) {
      Records.Name name = Records.Name.read(payload);
      names.put(name.series(), name);
    }
  }

  private final class Earlier implements RecorderFiles.Visitor {
    @Override
    public boolean wants(int type, long from, long to) {
      return note(type, from, to);
    }

    @Override
    public void record(int type, ByteBuffer payload) {
      names(payload);
    }
  }

  /** What is heard while a log is opened. */
  private final class Recovered extends Silent {
    @Override
    public void record(int type, ByteBuffer payload) {
      if (type == Records.NAMES) {
        RecorderFiles.pass(new Earlier(), type, payload);
      } else if (payload.remaining() >= 2 * Long.BYTES) {
        note(type, payload.getLong(), payload.getLong());
      }
    }
  }

  /** Only damage matters. */
  static class Silent implements RecoveryListener {
    @Override
    public void record(int type, ByteBuffer payload) {
      // Nothing is wanted of it.
    }

    @Override
    public void damaged(
        String segment, long offset, int type, long length, ByteBuffer payload, String setAside) {
      Logger.warn(
          "In {} of the recorder {} bytes are damaged at {}: what was in them is missing{}",
          segment,
          length,
          offset,
          setAside == null ? "" : "; they are kept in " + setAside);
    }

    @Override
    public void tornTail(String segment, long offset, long length) {
      Logger.info(
          "The end of the recorder's {} was not wholly written when the power went; {} bytes are"
              + " cut off",
          segment,
          length);
    }
  }
}
