package hearth.protocol.topic;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Equal values once, walked often and few mostly. One value stands for itself, none is null: most
 * Topic Filters have one subscription, and a set around it would be larger than that. Several are
 * an array, with an index once it is long.
 */
final class ValueSet {
  private static final int INDEXED = 64;

  private Object[] values;
  private int size = 2;
  private Map<Object, Integer> index;

  private ValueSet(Object one, Object other) {
    values = new Object[] {one, other};
  }

  /**
   * Adds a value to what is held.
   *
   * @return what is held now; null where an equal value is there already
   */
  static Object with(Object held, Object value) {
    if (held == null) {
      return value;
    }
    if (holds(held, value)) {
      return null;
    }
    if (held instanceof ValueSet set) {
      set.add(value);
      return set;
    }
    return new ValueSet(held, value);
  }

  /** What is held without a value that it {@link #holds}; null where that was the last. */
  static Object without(Object held, Object value) {
    if (held instanceof ValueSet set) {
      set.remove(value);
      return set.size == 1 ? set.values[0] : set;
    }
    return null;
  }

  static boolean holds(Object held, Object value) {
    return held instanceof ValueSet set ? set.indexOf(value) >= 0 : value.equals(held);
  }

  /** Hands over each value that is held; they are of the type that was added. */
  @SuppressWarnings("unchecked")
  static <V> void forEach(Object held, Consumer<? super V> action) {
    if (held instanceof ValueSet set) {
      for (int i = 0; i < set.size; i++) {
        action.accept((V) set.values[i]);
      }
    } else if (held != null) {
      action.accept((V) held);
    }
  }

  private void add(Object value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size] = value;
    if (index != null) {
      index.put(value, size);
    }
    size++;
    if (size == INDEXED && index == null) {
      index = new HashMap<>();
      for (int i = 0; i < size; i++) {
        index.put(values[i], i);
      }
    }
  }

  private void remove(Object value) {
    int at = indexOf(value);
    Object moved = values[--size];
    values[at] = moved;
    values[size] = null;
    if (index != null) {
      index.put(moved, at);
      index.remove(value);
    }
    if (size * 4 <= values.length) {
      values = Arrays.copyOf(values, size * 2);
      index = size < INDEXED / 2 ? null : index;
    }
  }

  private int indexOf(Object value) {
    if (index != null) {
      return index.getOrDefault(value, -1);
    }
    for (int i = 0; i < size; i++) {
      if (values[i].equals(value)) {
        return i;
      }
    }
    return -1;
  }
}
