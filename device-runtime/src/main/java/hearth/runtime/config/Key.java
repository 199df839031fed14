package hearth.runtime.config;

/**
 * A key of a section: its name, what may stand behind it, and what holds where it is left out.
 *
 * @param fallback the value where the key is left out; may be null for "nothing"
 * @param meaning half a sentence that explains the key to its reader
 */
record Key<T>(String name, Value<T> value, boolean isRequired, T fallback, String meaning) {
  static <T> Key<T> required(String name, Value<T> value, String meaning) {
    return new Key<>(name, value, true, null, meaning);
  }

  static <T> Key<T> optional(String name, Value<T> value, T fallback, String meaning) {
    return new Key<>(name, value, false, fallback, meaning);
  }
}
