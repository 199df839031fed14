package hearth.runtime.config;

import java.util.List;
import java.util.function.Function;

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

  /** The same in writing, turned into something else. */
  default <R> Value<R> as(Function<T, R> become) {
    Value<T> written = this;
    return new Value<>() {
      @Override
      public R read(Cursor at) {
        T read = written.read(at);
        return read == null ? null : become.apply(read);
      }

      @Override
      public String allowed() {
        return written.allowed();
      }

      @Override
      public List<Schema<?>> sections() {
        return written.sections();
      }
    };
  }
}
