package hearth.io.loop;

/** A task that waits for its time. Used on its loop's thread only. */
public interface Timer {
  /** Keeps the task from running; nothing where it ran or was cancelled before. */
  void cancel();

  /** Whether the task is still to run. */
  boolean isPending();
}
