package hearth.runtime.config;

import java.util.Map;

/**
 * Where the values of a section stand. A section that has moved in its file is the same section.
 */
final class Places {
  static final Places NONE = new Places(Map.of());

  private final Map<String, Position> places;

  Places(Map<String, Position> places) {
    this.places = Map.copyOf(places);
  }

  /** Where the value of a key stands; null where it was left out. */
  Position of(String key) {
    return places.get(key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Places;
  }

  @Override
  public int hashCode() {
    return 0;
  }
}
