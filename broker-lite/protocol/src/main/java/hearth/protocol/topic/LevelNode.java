package hearth.protocol.topic;

import java.util.Arrays;

/**
 * A node of a {@link LevelTree}: one or more levels, written as in a topic, and those that go on
 * from here, found by the bytes of their first level.
 */
final class LevelNode<E, F> {
  private static final byte[] ROOT = {};
  private static final int FIRST_CAPACITY = 2;

  /** Whole levels, joined by slashes. The root has none, another node may have one empty one. */
  byte[] levels;

  /** Of the first level. */
  private int hash;

  /** What the owner keeps here, in two places; both null where this node only branches. */
  E first;

  F second;

  /** The one child whose first level is {@code +}; not in the table. */
  LevelNode<E, F> plus;

  /** Open addressing; null where there is none but {@link #plus}. */
  private LevelNode<E, F>[] children;

  private int childCount;

  private LevelNode(byte[] levels, int hash) {
    this.levels = levels;
    this.hash = hash;
  }

  static <E, F> LevelNode<E, F> root() {
    return new LevelNode<>(ROOT, 0);
  }

  static <E, F> LevelNode<E, F> of(byte[] levels, SipHash hash) {
    return new LevelNode<>(levels, hash.hash(levels, 0, levelEnd(levels, 0)));
  }

  /** Where the level that starts here ends: at a slash, or at the end. */
  static int levelEnd(byte[] path, int start) {
    int end = start;
    while (end < path.length && path[end] != '/') {
      end++;
    }
    return end;
  }

  /**
   * Matches levels, some of which may be {@code +}, with the topic's from here.
   *
   * @return where in the topic the last of them ends, or -1
   */
  static int match(byte[] levels, byte[] topic, int start) {
    int at = start;
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] == '+') {
        at = levelEnd(topic, at); // valid filters have it alone in its level only
      } else if (at == topic.length || topic[at++] != levels[i]) {
        return -1;
      }
    }
    return at == topic.length || topic[at] == '/' ? at : -1;
  }

  private boolean isPlus() {
    return levels.length > 0 && levels[0] == '+' && (levels.length == 1 || levels[1] == '/');
  }

  boolean onlyBranches() {
    return first == null && second == null;
  }

  boolean hasChildren() {
    return plus != null || childCount > 0;
  }

  /** The child whose first level is these bytes, {@code +} like any other; or null. */
  LevelNode<E, F> child(byte[] path, int start, int end, SipHash hashes) {
    if (end - start == 1 && path[start] == '+') {
      return plus;
    }
    if (childCount == 0) {
      return null;
    }
    int hash = hashes.hash(path, start, end);
    for (int at = hash & mask(); children[at] != null; at = at + 1 & mask()) {
      LevelNode<E, F> child = children[at];
      if (child.hash == hash && child.startsWithLevel(path, start, end)) {
        return child;
      }
    }
    return null;
  }

  private boolean startsWithLevel(byte[] path, int start, int end) {
    int length = end - start;
    return levels.length >= length
        && (levels.length == length || levels[length] == '/')
        && Arrays.equals(levels, 0, length, path, start, end);
  }

  /** How many places {@link #childAt} has. */
  int places() {
    return children == null ? 0 : children.length;
  }

  /** A child other than {@link #plus}, or null. */
  LevelNode<E, F> childAt(int place) {
    return children[place];
  }

  /** Adds a child that has no sibling with its first level. */
  void add(LevelNode<E, F> child) {
    if (child.isPlus()) {
      plus = child;
      return;
    }
    if (children == null || (childCount + 1) * 4 > children.length * 3) {
      resize(children == null ? FIRST_CAPACITY : children.length * 2);
    }
    place(child);
    childCount++;
  }

  /** Puts a child where another with the same first level stands. */
  void replace(LevelNode<E, F> child, LevelNode<E, F> by) {
    if (plus == child) {
      plus = by;
    } else {
      children[placeOf(child)] = by;
    }
  }

  void remove(LevelNode<E, F> child) {
    if (plus == child) {
      plus = null;
      return;
    }
    int hole = placeOf(child);
    children[hole] = null;
    if (--childCount == 0) {
      children = null;
      return;
    }
    for (int at = hole + 1 & mask(); children[at] != null; at = at + 1 & mask()) {
      LevelNode<E, F> moved = children[at];
      children[at] = null;
      place(moved);
    }
    if (childCount * 8 < children.length) {
      resize(children.length / 2);
    }
  }

  /** Cuts the levels in two at a slash: this one keeps those after it. */
  void cutBefore(int slash, SipHash hashes) {
    levels = Arrays.copyOfRange(levels, slash + 1, levels.length);
    hash = hashes.hash(levels, 0, levelEnd(levels, 0));
  }

  /** The only child, or null where there is none or another. */
  LevelNode<E, F> onlyChild() {
    if (plus != null) {
      return childCount == 0 ? plus : null;
    }
    if (childCount == 1) {
      for (LevelNode<E, F> child : children) {
        if (child != null) {
          return child;
        }
      }
    }
    return null;
  }

  /** Takes the place of its only child, and its levels after its own. */
  void absorb(LevelNode<E, F> child) {
    byte[] joined = Arrays.copyOf(levels, levels.length + 1 + child.levels.length);
    joined[levels.length] = '/';
    System.arraycopy(child.levels, 0, joined, levels.length + 1, child.levels.length);
    levels = joined;
    first = child.first;
    second = child.second;
    plus = child.plus;
    children = child.children;
    childCount = child.childCount;
  }

  /** How many places the longest search for a child looks at. */
  int maxSearch() {
    int longest = 0;
    for (int place = 0; place < places(); place++) {
      if (children[place] != null) {
        longest = Math.max(longest, 1 + (place - children[place].hash & mask()));
      }
    }
    return longest;
  }

  private int placeOf(LevelNode<E, F> child) {
    int at = child.hash & mask();
    while (children[at] != child) {
      at = at + 1 & mask();
    }
    return at;
  }

  private void place(LevelNode<E, F> child) {
    int at = child.hash & mask();
    while (children[at] != null) {
      at = at + 1 & mask();
    }
    children[at] = child;
  }

  private int mask() {
    return children.length - 1;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other way
  private void resize(int capacity) {
    LevelNode<E, F>[] old = children;
    children = new LevelNode[capacity];
    if (old != null) {
      for (LevelNode<E, F> child : old) {
        if (child != null) {
          place(child);
        }
      }
    }
  }
}
