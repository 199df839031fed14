package hearth.drivers.output;

import java.util.Optional;

/** Where outputs keep their last state, and whoever else wants to, what was set, over a restart. */
public interface StateStore {
  /** What was kept under the name last, if anything. */
  Optional<String> kept(String name);

  /**
   * Keeps a text without line ends; called on changes only. A failure to write is the store's to
   * report: no light stays dark for it.
   *
   * @param name without {@code =}
   */
  void keep(String name, String text);

  /** The last state of the output named so, if one is known. */
  default Optional<Boolean> last(String name) {
    return kept(name).map("on"::equals);
  }

  /** Keeps the state of an output. */
  default void save(String name, boolean on) {
    keep(name, on ? "on" : "off");
  }

  /** A listener that keeps each change of the output named so, and then tells the other. */
  default OutputListener keeping(String name, OutputListener listener) {
    return (on, cause) -> {
      save(name, on);
      listener.changed(on, cause);
    };
  }
}
