package hearth.protocol.delivery;

import java.util.function.IntConsumer;

/**
 * A set of Packet Identifiers, 1 to 65535: open addressing in an array of two bytes a place, and no
 * array at all while it never held one.
 */
final class IdentifierSet {
  private static final char[] NONE = {};
  private static final int FIRST_CAPACITY = 8;
  private static final int ARRAY_BYTES = 16;
  private static final int GOLDEN_RATIO = 0x9E37_79B9; // of 2^32

  private char[] places = NONE;
  private int size;

  int size() {
    return size;
  }

  /** Bytes of its array. */
  int memory() {
    return memory(places.length);
  }

  /** How many bytes more it takes with another identifier. */
  int growth() {
    return isFull() ? memory(grown()) - memory() : 0;
  }

  private static int memory(int places) {
    return places == 0 ? 0 : ARRAY_BYTES + places * Character.BYTES;
  }

  boolean contains(int identifier) {
    return size > 0 && places[index(identifier)] != 0;
  }

  /** False where it was there already. */
  boolean add(int identifier) {
    requireIdentifier(identifier);
    if (isFull()) {
      grow();
    }
    int index = index(identifier);
    if (places[index] != 0) {
      return false;
    }
    places[index] = (char) identifier;
    size++;
    return true;
  }

  /** False where it was not there. */
  boolean remove(int identifier) {
    if (size == 0) {
      return false;
    }
    int hole = index(identifier);
    if (places[hole] == 0) {
      return false;
    }
    places[hole] = 0;
    if (--size == 0 && places.length > FIRST_CAPACITY) {
      places = NONE; // what a burst made large shrinks again
      return true;
    }
    // Those behind that would no longer be found move up into the hole.
    for (int at = next(hole); places[at] != 0; at = next(at)) {
      char moved = places[at];
      places[at] = 0;
      places[index(moved)] = moved;
    }
    return true;
  }

  void clear() {
    places = NONE;
    size = 0;
  }

  void forEach(IntConsumer action) {
    for (char identifier : places) {
      if (identifier != 0) {
        action.accept(identifier);
      }
    }
  }

  /**
   * Where the identifier stands, or the free place where it would. Identifiers come in sequence:
   * multiplied, they spread, where neighbours would make one run that every removal goes through.
   */
  private int index(int identifier) {
    int at = (identifier * GOLDEN_RATIO) >>> Integer.numberOfLeadingZeros(places.length - 1);
    while (places[at] != 0 && places[at] != identifier) {
      at = next(at);
    }
    return at;
  }

  private int next(int index) {
    return index + 1 & places.length - 1;
  }

  private boolean isFull() {
    return (size + 1) * 4 > places.length * 3;
  }

  private int grown() {
    return Math.max(FIRST_CAPACITY, places.length * 2);
  }

  private void grow() {
    char[] old = places;
    places = new char[grown()];
    for (char identifier : old) {
      if (identifier != 0) {
        places[index(identifier)] = identifier;
      }
    }
  }

  static void requireIdentifier(int identifier) {
    if (identifier < 1 || identifier > 0xFFFF) {
      throw new IllegalArgumentException("a Packet Identifier is 1 to 65535, not " + identifier);
    }
  }
}
