package hearth.runtime.thing;

import hearth.drivers.output.StateStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps states for the time of a test. */
final class MemoryStates implements StateStore {
  private final Map<String, Boolean> states = new HashMap<>();

  @Override
  public Optional<Boolean> last(String name) {
    return Optional.ofNullable(states.get(name));
  }

  @Override
  public void save(String name, boolean on) {
    states.put(name, on);
  }
}
