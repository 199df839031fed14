package hearth.broker.recorder;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes the rows of hours again that late readings belong to. On the loop's thread. */
final class RowMender {
  private final RecorderFiles files;
  private final BackgroundTasks tasks;
  private final RecorderLog means;
  private final Runnable whenMended;

  /** Some of their readings are not among the records yet. */
  private final Set<Long> fresh = new TreeSet<>();

  private final Set<Long> waiting = new TreeSet<>();
  private boolean isAtWork;

  /**
   * @param whenMended called when more may be mended
   */
  RowMender(RecorderFiles files, BackgroundTasks tasks, RecorderLog means, Runnable whenMended) {
    this.whenMended = whenMended;
    this.files = files;
    this.tasks = tasks;
    this.means = means;
  }

  /** The rows of an hour are no longer true. */
  void add(long hour) {
    fresh.add(hour);
  }

  /** All readings that came until now are among the records. */
  void committed() {
    waiting.addAll(fresh);
    fresh.clear();
  }

  boolean hasWork() {
    return !waiting.isEmpty() || !fresh.isEmpty();
  }

  /** Begins with some of the hours that wait; all readings are on disk. */
  void mend() {
    if (waiting.isEmpty() || isAtWork) {
      return;
    }
    isAtWork = true;
    Set<Long> hours = new TreeSet<>();
    waiting.stream().limit(RebuiltRows.MAX_HOURS).forEach(hours::add);
    waiting.removeAll(hours);
    List<RecorderLog.Unsaved> unsaved = means.unsaved();
    tasks.run(
        () -> {
          RebuiltRows rows = new RebuiltRows(hours).read(files).keepCounted(files, unsaved);
          return () -> mended(rows.all());
        },
        () -> {
          isAtWork = false;
          waiting.addAll(hours);
        });
  }

  private void mended(Map<Long, Map<Integer, RebuiltRows.OfSeries>> rows) {
    isAtWork = false;
    rows.forEach((hour, all) -> RebuiltRows.write(hour, all, means::add));
    means.flush();
    whenMended.run();
  }
}
