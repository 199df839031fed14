package hearth.protocol.topic;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A set that is walked often and is small mostly: an array, and an index once it is long. */
final class ValueSet<V> {
  private static final Object[] NONE = {};
  private static final int INDEXED = 64;

  private Object[] values = NONE;
  private int size;
  private Map<Object, Integer> index;

  boolean isEmpty() {
    return size == 0;
  }

  boolean add(V value) {
    if (indexOf(value) >= 0) {
      return false;
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, size == 0 ? 1 : size * 2);
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
    return true;
  }

  boolean remove(V value) {
    int at = indexOf(value);
    if (at < 0) {
      return false;
    }
    Object moved = values[--size];
    values[at] = moved;
    values[size] = null;
    if (index != null) {
      index.put(moved, at);
      index.remove(value);
    }
    if (size * 4 <= values.length) {
      values = size == 0 ? NONE : Arrays.copyOf(values, size * 2);
      index = size < INDEXED / 2 ? null : index;
    }
    return true;
  }

  private int indexOf(V value) {
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

  @SuppressWarnings("unchecked") // only add puts values here
  void forEach(Consumer<? super V> action) {
    for (int i = 0; i < size; i++) {
      action.accept((V) values[i]);
    }
  }
}
