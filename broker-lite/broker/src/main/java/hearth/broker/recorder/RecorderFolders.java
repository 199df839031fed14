package hearth.broker.recorder;

import hearth.io.file.AppendLog;
import hearth.io.file.RecoveryListener;
import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Opens the folders of both logs, each week and month the next, and deletes what is too old. On the
 * loop's thread; what blocks is a background task.
 */
final class RecorderFolders {
  /** Whoever set the clock may be wrong, too: nothing is deleted on its word alone. */
  private static final long STEADY_BEFORE_DELETING = Records.HOUR_MILLIS;

  private static final long BETWEEN_DELETIONS = Records.DAY_MILLIS / 4;

  private final RecorderFiles files;
  private final RecorderSettings settings;
  private final BackgroundTasks tasks;
  private final EventLoop loop;
  private final Executor worker;
  private final LongSupplier salts;
  private final Set<Folder.Part> turning = new HashSet<>();
  private boolean isDeleting;
  private long lastDeletion = Long.MIN_VALUE;

  /**
   * @param worker of the logs that are opened
   * @param salts of their records
   */
  RecorderFolders(
      RecorderFiles files,
      RecorderSettings settings,
      BackgroundTasks tasks,
      EventLoop loop,
      Executor worker,
      LongSupplier salts) {
    this.files = files;
    this.settings = settings;
    this.tasks = tasks;
    this.loop = loop;
    this.worker = worker;
    this.salts = salts;
  }

  /** Opens both logs and reads what matters of what there is. */
  void open(long now, Consumer<RecorderStart> opened, Runnable failed) {
    tasks.run(
        () -> {
          RecorderStart start = new RecorderStart(now).open(files, this::openLog);
          return () -> opened.accept(start);
        },
        failed);
  }

  private AppendLog openLog(Folder folder, RecoveryListener listener) throws IOException {
    AppendLog.Settings log = settings.log();
    AppendLog.Settings own =
        folder.part() == Folder.Part.MEANS ? log.ahead(log.preallocateBytes() / 3 * 2) : log;
    return files.open(folder, loop, worker, salts, own, listener);
  }

  /**
   * Opens the folder of another week or month, where it is one.
   *
   * @param next that of the present time
   * @param opened gets the new one to append to
   */
  void turn(RecorderLog log, Folder next, Consumer<AppendLog> opened) {
    if (next.equals(log.folder()) || !turning.add(next.part())) {
      return;
    }
    tasks.run(
        () -> {
          AppendLog another = openLog(next, new RecorderStart.Silent());
          return () -> {
            turning.remove(next.part());
            opened.accept(another);
          };
        },
        () -> turning.remove(next.part()));
  }

  /**
   * Deletes what is too old, a few times a day.
   *
   * @param steadyMillis for how long the clock has not leapt
   */
  void deleteOld(long now, long steadyMillis) {
    boolean isDue = lastDeletion == Long.MIN_VALUE || now - lastDeletion > BETWEEN_DELETIONS;
    if (isDeleting || !isDue || steadyMillis < STEADY_BEFORE_DELETING) {
      return;
    }
    isDeleting = true;
    lastDeletion = now;
    tasks.run(
        () -> {
          files.deleteOld(Folder.Part.READINGS, now, settings.keep().toMillis());
          files.deleteOld(Folder.Part.MEANS, now, settings.keepMeans().toMillis());
          return () -> isDeleting = false;
        },
        () -> isDeleting = false);
  }
}
