package hearth.drivers.output;

import java.util.Optional;

/** Where outputs keep their last state over a restart. */
public interface StateStore {
  /** The last state of the output named so, if one is known. */
  Optional<Boolean> last(String name);

  /**
   * Keeps a state; called on changes only. A failure to write is the store's to report: no light
   * stays dark for it.
   */
  void save(String name, boolean on);

  /** A listener that keeps each change of the output named so, and then tells the other. */
  default OutputListener keeping(String name, OutputListener listener) {
    return (on, cause) -> {
      save(name, on);
      listener.changed(on, cause);
    };
  }
}
