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
 * did not live to see, or whose late readings, made again from the readings. On the worker.
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

  /** Hours of readings that stand behind newer ones: their rows may be from before. */
  private final Set<Long> lateHours = new HashSet<>();

  /** By hour that has rows: how many readings they are made of. */
  private final Map<Long, Long> readingsInRows = new HashMap<>();

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
    means = opener.open(meansFolder, new Recovered(meansFolder));
    try {
      readings = opener.open(readingsFolder, new Recovered(readingsFolder));
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
          files.read(folder, new Earlier(folder));
        }
      }
    }
  }

  private void rebuild(RecorderFiles files) throws IOException {
    long current = Records.hourOf(now);
    TreeSet<Long> wanted = new TreeSet<>(hoursOfReadings);
    wanted.removeIf(
        hour -> hour > current || (hour < current && hasRows(hour) && !lateHours.contains(hour)));
    Set<Long> some = new TreeSet<>();
    for (long hour : wanted) {
      some.add(hour);
      if (some.size() == RebuiltRows.MAX_HOURS || hour == wanted.last()) {
        RebuiltRows rebuilt = new RebuiltRows(Set.copyOf(some)).read(files);
        if (some.stream().anyMatch(this::hasRows)) {
          rebuilt.keepCounted(files, List.of());
        }
        rebuilt.all().forEach(this::add);
        some.clear();
      }
    }
  }

  private void add(long hour, Map<Integer, RebuiltRows.OfSeries> rows) {
    if (hour == Records.hourOf(now)) {
      thisHour = rows;
    } else if (!hasRows(hour) || readingsIn(rows) > readingsInRows.get(hour)) {
      RebuiltRows.write(
          hour, rows, (type, payload) -> missing.add(new RecorderLog.Unsaved(type, payload)));
    }
  }

  /** Of an hour that is over, or was in another time of this clock. */
  boolean hasRows(long hour) {
    return readingsInRows.containsKey(hour);
  }

  private static long readingsIn(Map<Integer, RebuiltRows.OfSeries> all) {
    long count = 0;
    for (RebuiltRows.OfSeries each : all.values()) {
      for (Row row : each.rows) {
        count += row == null ? 0 : row.count;
      }
    }
    return count;
  }

  /** What nobody recorded is a gap: from the last that was written to now. */
  List<Records.Change> ends() {
    return lastTime == Long.MIN_VALUE
        ? List.of()
        : names.values().stream()
            .map(name -> new Records.Change(name.series(), lastTime + 1, "", ""))
            .toList();
  }

  /** Notes of which hours there are readings; those that came late stand behind newer ones. */
  private void noteReadings(long from, long to, boolean areLate) {
    if (to <= now) {
      lastTime = Math.max(lastTime, to);
    }
    long first = Records.hourOf(Math.max(from, now - FARTHEST_BACK));
    for (long hour = first; hour <= Records.hourOf(Math.min(to, now)); hour++) {
      hoursOfReadings.add(hour);
      if (areLate) {
        lateHours.add(hour);
      }
    }
  }

  /** Of how many readings the rows of an hour are made, those of the whole hour being given. */
  private void noteRows(ByteBuffer payload) {
    long from = payload.getLong();
    payload.getLong();
    long[] count = new long[1];
    while (payload.hasRemaining()) {
      payload.getInt();
      int digits = Decimal.digits(payload);
      Rows.read(
          payload, digits, from, Records.HOUR_MILLIS, (slot, row, d) -> count[0] += row.count);
    }
    readingsInRows.merge(Records.hourOf(from), count[0], Math::max);
  }

  private void names(ByteBuffer payload) {
    while (payload.hasRemaining()) {
      Records.Name name = Records.Name.read(payload);
      names.put(name.series(), name);
    }
  }

  private final class Earlier implements RecorderFiles.Visitor {
    /** Up to when there were readings; what begins before that came late. */
    private long latest;

    Earlier(Folder folder) {
      this.latest = folder.from();
    }

    @Override
    public boolean wants(int type, long from, long to) {
      if (type == Records.READINGS) {
        noteReadings(from, to, from < latest);
        latest = Math.max(latest, to);
      }
      return type == Records.NAMES || (type == Records.HOURS && from > now - FARTHEST_BACK);
    }

    @Override
    public void record(int type, ByteBuffer payload) {
      if (type == Records.NAMES) {
        names(payload);
      } else {
        noteRows(payload);
      }
    }
  }

  /** What is heard while a log is opened. */
  private final class Recovered extends Silent {
    private final Earlier visitor;

    Recovered(Folder folder) {
      this.visitor = new Earlier(folder);
    }

    @Override
    public void record(int type, ByteBuffer payload) {
      boolean hasTimes = type != Records.NAMES && payload.remaining() >= 2 * Long.BYTES;
      int start = payload.position();
      if (type == Records.NAMES
          || (hasTimes
              && visitor.wants(type, payload.getLong(start), payload.getLong(start + 8)))) {
        RecorderFiles.pass(visitor, type, payload);
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
          "The end of the recorder's {} was not completely written when the power went; {} bytes are"
              + " cut off",
          segment,
          length);
    }
  }
}
