package hearth.broker.recorder;

import hearth.io.file.AppendLog;
import hearth.io.file.Disk;
import hearth.io.file.Folders;
import hearth.io.file.LogReader;
import hearth.io.file.RecoveryListener;
import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.tinylog.Logger;

/** The folders of both logs. Everything here blocks: on the recorder's worker. */
final class RecorderFiles {
  /** Who reads records. */
  interface Visitor {
    /** Whether records of that type and time matter; of names the times are 0. */
    boolean wants(int type, long from, long to);

    /** One of them. */
    void record(int type, ByteBuffer payload);
  }

  private final Folders folders;
  private final Set<String> damageReported = new HashSet<>();

  RecorderFiles(Folders folders) {
    this.folders = folders;
  }

  /**
   * Opens a folder for appending.
   *
   * @param worker runs what blocks
   */
  AppendLog open(
      Folder folder,
      EventLoop loop,
      Executor worker,
      LongSupplier salts,
      AppendLog.Settings settings,
      RecoveryListener listener)
      throws IOException {
    Disk disk = folders.open(folder.name());
    try {
      return AppendLog.open(disk, loop, worker, salts, settings, listener);
    } catch (IOException | RuntimeException e) {
      disk.close();
      throw e;
    }
  }

  /** The folders of a log, oldest first. */
  List<Folder> all(Folder.Part part) throws IOException {
    List<Folder> found = new ArrayList<>();
    for (String name : folders.list()) {
      Folder folder = part.named(name);
      if (folder != null) {
        found.add(folder);
      }
    }
    // Without Comparator.comparingLong, whose classes lie in no archive: each would take 10 KB.
    found.sort((one, other) -> Long.compare(one.from(), other.from()));
    return found;
  }

  /**
   * Reads what there is from a time on. A folder's first records may stand at the end of the one
   * before, and late ones in any that is newer.
   *
   * @throws IOException where the folders cannot be listed
   */
  void read(Folder.Part part, long from, Visitor visitor) throws IOException {
    for (Folder folder : all(part)) {
      if (folder.to() + Records.DAY_MILLIS > from) {
        read(folder, visitor);
      }
    }
  }

  /** Reads a folder; what cannot be read of it is told once. */
  void read(Folder folder, Visitor visitor) {
    try (Disk disk = folders.read(folder.name())) {
      LogReader.read(disk, new Reading(folder, visitor));
    } catch (IOException e) {
      reportOnce(
          folder.name(), "The recorder cannot read " + folder.name() + ": " + e.getMessage());
    }
  }

  private final class Reading implements LogReader.Visitor {
    private final Folder folder;
    private final Visitor visitor;

    Reading(Folder folder, Visitor visitor) {
      this.folder = folder;
      this.visitor = visitor;
    }

    @Override
    public boolean wants(int type, ByteBuffer start) {
      if (type == Records.NAMES) {
        return visitor.wants(type, 0, 0);
      }
      return start.remaining() >= 2 * Long.BYTES
          && visitor.wants(type, start.getLong(0), start.getLong(Long.BYTES));
    }

    @Override
    public void record(int type, ByteBuffer payload) {
      pass(visitor, type, payload);
    }

    @Override
    public void damaged(String segment, long offset, long length) {
      reportOnce(
          folder.name() + segment + offset,
          "In %s of the recorder's %s %d bytes are damaged at %d: what was in them is missing"
              .formatted(segment, folder.name(), length, offset));
    }
  }

  /** A record of another program's making keeps nobody from reading the next. */
  static void pass(Visitor visitor, int type, ByteBuffer payload) {
    try {
      visitor.record(type, payload);
    } catch (RuntimeException e) {
      Logger.debug("A record of type {} makes no sense: {}", type, e.toString());
    }
  }

  private void reportOnce(String place, String sentence) {
    if (damageReported.size() < 1000 && damageReported.add(place)) {
      Logger.warn("{}", sentence);
    }
  }

  /**
   * Deletes what is too old, and what a clock that was wrong has put far into the future.
   *
   * @param now in milliseconds
   * @param keepMillis how long the content of a folder is kept
   */
  void deleteOld(Folder.Part part, long now, long keepMillis) {
    try {
      for (Folder folder : all(part)) {
        if (folder.to() + keepMillis <= now || folder.from() - keepMillis > now) {
          folders.delete(folder.name());
          Logger.info("The recorder has deleted {}, which is too old", folder.name());
        }
      }
    } catch (IOException e) {
      Logger.warn("The recorder cannot delete what is too old: {}", e.getMessage());
    }
  }
}
