package hearth.runtime.thing;

import hearth.drivers.output.StateStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps states for the time of a test. */
public final class MemoryStates implements StateStore {
  private final Map<String, String> states = new HashMap<>();

  @Override
  public Optional<String> kept(String name) {
    return Optional.ofNullable(states.get(name));
  }

  @Override
  public void keep(String name, String text) {
    states.put(name, text);
  }
}
