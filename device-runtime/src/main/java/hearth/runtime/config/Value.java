package hearth.runtime.config;

import java.util.List;

/**
 * What may stand behind a key.
 *
 * @param <T> what it becomes
 */
interface Value<T> {
  /** Reads it; null after a problem was told. */
  T read(Cursor at);

  /** What is allowed, to stand after "give": {@code "a time such as 10s"}. */
  String allowed();

  /** The sections in it, for those who walk the whole schema. */
  default List<Schema<?>> sections() {
    return List.of();
  }
}
