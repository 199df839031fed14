package hearth.runtime.config;

import java.util.HashMap;
import java.util.Map;

/** The values of one section, complete and each allowed, from which its record is made. */
final class SectionValues {
  private final Cursor at;
  // By the keys' names: the hash code of a record is code that is made at each start, and a key's
  // goes through all that its fallback holds. It was a third of the start of a home.
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, Position> positions = new HashMap<>();

  SectionValues(Cursor at) {
    this.at = at;
  }

  /** Those of a section in which nothing is written: all that may be left out has its fallback. */
  static SectionValues empty() {
    return new SectionValues(null);
  }

  <T> void put(Key<T> key, Cursor value) {
    positions.put(key.name(), value.position());
    values.put(key.name(), key.value().read(value));
  }

  boolean has(Key<?> key) {
    return values.containsKey(key.name());
  }

  /** The value of a key, its fallback where it was left out. */
  @SuppressWarnings("unchecked") // put() reads the value with the key's own type
  <T> T get(Key<T> key) {
    return has(key) ? (T) values.get(key.name()) : key.fallback();
  }

  /** The whole section, in one form however it is laid out. */
  String written() {
    return at.written();
  }

  /** Where the section starts. */
  Position position() {
    return at.position();
  }

  /** Where the key's value stands, or the section where it was left out. */
  Position position(Key<?> key) {
    return positions.getOrDefault(key.name(), position());
  }

  /** Where all values stand that were given. */
  Places places() {
    return new Places(positions);
  }

  /** Tells that a value does not go with another. */
  void problem(Key<?> key, String message) {
    at.key(key.name(), at.node()).problemAt(position(key), message);
  }

  /** Whether a thing of this name is written down and has problems of its own. */
  boolean isBroken(String thing) {
    return at.source().isBroken(thing);
  }

  /** Whether the key is there, right or not. */
  boolean isWritten(Key<?> key) {
    return positions.containsKey(key.name());
  }

  /** Tells a problem of a section further down. */
  void problemAt(Position position, String message) {
    at.problemAt(position, message);
  }
}
