package hearth.protocol.topic;

import java.util.Arrays;
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

  /**
   * The index: one more than the place of each value, by its hash, and 0 where none stands. Numbers
   * and no objects: a hundred thousand of those would hold each collection of garbage up.
   */
  private int[] places;

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
    boolean grows = size == values.length;
    if (grows) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
    if (places != null && !grows) {
      place(size - 1);
    } else if (size >= INDEXED) {
      index();
    }
  }

  private void remove(Object value) {
    int at = indexOf(value);
    int last = size - 1;
    Object moved = values[last];
    if (places != null) {
      int slot = slotOf(value);
      places[slotOf(moved)] = at + 1;
      values[at] = moved;
      free(slot);
    }
    values[at] = moved;
    values[last] = null;
    size = last;
    if (size * 4 <= values.length) {
      values = Arrays.copyOf(values, size * 2);
      places = null;
      if (size >= INDEXED / 2) {
        index();
      }
    }
  }

  private int indexOf(Object value) {
    if (places != null) {
      return places[slotOf(value)] - 1;
    }
    for (int i = 0; i < size; i++) {
      if (values[i].equals(value)) {
        return i;
      }
    }
    return -1;
  }

  // ---- the index

  /** Makes it anew, with twice as many slots as there is room for values, at the least. */
  private void index() {
    places = new int[Integer.highestOneBit(values.length - 1) << 2];
    for (int i = 0; i < size; i++) {
      place(i);
    }
  }

  private void place(int at) {
    places[slotOf(values[at])] = at + 1;
  }

  /** Where a value's place stands, or the free slot where it would. */
  private int slotOf(Object value) {
    int hash = value.hashCode();
    int mask = places.length - 1;
    int slot = (hash ^ hash >>> 16) & mask;
    while (places[slot] != 0 && !values[places[slot] - 1].equals(value)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Frees a slot and moves those behind it that it had kept from their own. */
  private void free(int slot) {
    int mask = places.length - 1;
    places[slot] = 0;
    for (int next = slot + 1 & mask; places[next] != 0; next = next + 1 & mask) {
      int moved = places[next];
      places[next] = 0;
      place(moved - 1);
    }
  }
}
