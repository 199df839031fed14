package hearth.io.loop;

/** What waits for the operating system in a {@link SelectorLoop}. */
public interface Selectable {
  /**
   * Some of the operations asked for can be done without blocking. On the loop's thread.
   *
   * @param operations bits of {@link java.nio.channels.SelectionKey}, OP_READ and the like
   */
  void ready(int operations);
}
