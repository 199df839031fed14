package hearth.protocol.topic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Values by Topic Filter, found by the Topic Names that the filters match (4.7). What it costs to
 * find them depends on the levels of the name and the matches, hardly on the number of filters, and
 * nothing recurses. One thread's.
 */
public final class TopicTree<V> {
  private static final byte[] NO_LEVELS = {};
  private static final int FEW = 32;

  /** The values of one filter, and those of the same filter with {@code /#} behind. */
  private static final class Values<V> {
    /** Null where there are none, as mostly one of the two has. */
    ValueSet<V> exact;

    ValueSet<V> andBelow;

    boolean add(boolean below, V value) {
      if (below) {
        andBelow = andBelow == null ? new ValueSet<>() : andBelow;
        return andBelow.add(value);
      }
      exact = exact == null ? new ValueSet<>() : exact;
      return exact.add(value);
    }

    boolean remove(boolean below, V value) {
      ValueSet<V> set = below ? andBelow : exact;
      boolean removed = set != null && set.remove(value);
      if (removed && set.isEmpty()) {
        andBelow = below ? null : andBelow;
        exact = below ? exact : null;
      }
      return removed;
    }

    boolean isEmpty() {
      return exact == null && andBelow == null;
    }

    void forEach(boolean below, Consumer<? super V> action) {
      ValueSet<V> set = below ? andBelow : exact;
      if (set != null) {
        set.forEach(action);
      }
    }
  }

  /** Branches that are still to be walked, each with how much of the name it has matched. */
  private static final class Branches<V> {
    LevelNode<Values<V>>[] nodes = newArray(FEW);
    int[] matched = new int[FEW];
    int size;

    void push(LevelNode<Values<V>> node, int end) {
      if (size == nodes.length) {
        nodes = Arrays.copyOf(nodes, size * 2);
        matched = Arrays.copyOf(matched, size * 2);
      }
      nodes[size] = node;
      matched[size++] = end;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other way
    private static <V> LevelNode<Values<V>>[] newArray(int length) {
      return new LevelNode[length];
    }
  }

  private final LevelTree<Values<V>> tree = new LevelTree<>();
  private Branches<V> spare = new Branches<>();
  private int size;

  /**
   * Adds a value to a filter.
   *
   * @param filter a valid Topic Filter without {@code $share/name/}
   * @return false where the filter has an equal value
   */
  public boolean add(String filter, V value) {
    byte[] path = utf8(filter);
    int end = endOfLevels(path);
    LevelNode<Values<V>> node =
        end < 0 ? tree.root : tree.make(end == path.length ? path : Arrays.copyOf(path, end));
    if (node.entry == null) {
      node.entry = new Values<>();
    }
    boolean added = node.entry.add(end < path.length, value);
    size += added ? 1 : 0;
    return added;
  }

  /**
   * Takes a value from a filter.
   *
   * @return false where the filter has no equal value
   */
  public boolean remove(String filter, V value) {
    byte[] path = utf8(filter);
    int end = endOfLevels(path);
    byte[] levels = end < 0 ? NO_LEVELS : end == path.length ? path : Arrays.copyOf(path, end);
    LevelNode<Values<V>> node = end < 0 ? tree.root : tree.find(levels);
    if (node == null || node.entry == null) {
      return false;
    }
    if (!node.entry.remove(end < path.length, value)) {
      return false;
    }
    size--;
    if (node.entry.isEmpty()) {
      if (node == tree.root) {
        node.entry = null;
      } else {
        tree.remove(levels);
      }
    }
    return true;
  }

  private static byte[] utf8(String filter) {
    return filter.getBytes(StandardCharsets.UTF_8);
  }

  /** Where the levels before a {@code #} end: -1 for {@code #} alone, all of them without one. */
  private static int endOfLevels(byte[] path) {
    return path[path.length - 1] == '#' ? path.length - 2 : path.length;
  }

  /**
   * Hands over each value of each filter that matches; a value of several such filters as often.
   *
   * @param action must not change this tree
   */
  public void forEachMatch(TopicName name, Consumer<? super V> action) {
    byte[] topic = name.utf8();
    Branches<V> branches = spare == null ? new Branches<>() : spare;
    spare = null; // the action may ask for matches itself
    startAtRoot(name, branches, action);
    while (branches.size > 0) {
      LevelNode<Values<V>> node = branches.nodes[--branches.size];
      branches.nodes[branches.size] = null;
      walk(node, branches.matched[branches.size], topic, branches, action);
    }
    spare = branches.nodes.length == FEW ? branches : null; // a huge one is not kept
  }

  /** At the first level, wildcards do not match what starts with a dollar [MQTT-4.7.2-1]. */
  private void startAtRoot(TopicName name, Branches<V> branches, Consumer<? super V> action) {
    LevelNode<Values<V>> root = tree.root;
    if (!name.isReserved()) {
      if (root.entry != null) {
        root.entry.forEach(true, action);
      }
      branch(root.plus, name.utf8(), 0, branches);
    }
    int end = LevelNode.levelEnd(name.utf8(), 0);
    branch(root.child(name.utf8(), 0, end), name.utf8(), 0, branches);
  }

  /** Follows the plain levels down and leaves the branches of {@code +} for later. */
  private void walk(
      LevelNode<Values<V>> from,
      int matchedBefore,
      byte[] topic,
      Branches<V> branches,
      Consumer<? super V> action) {
    LevelNode<Values<V>> node = from;
    int matched = matchedBefore;
    while (true) {
      Values<V> values = node.entry;
      if (values != null) {
        values.forEach(true, action); // also of the parent level: sport/# matches sport
      }
      if (matched == topic.length) {
        if (values != null) {
          values.forEach(false, action);
        }
        return;
      }
      int start = matched + 1;
      branch(node.plus, topic, start, branches);
      node = node.child(topic, start, LevelNode.levelEnd(topic, start));
      matched = node == null ? -1 : match(node.levels, topic, start);
      if (matched < 0) {
        return;
      }
    }
  }

  private static <V> void branch(
      LevelNode<Values<V>> node, byte[] topic, int start, Branches<V> branches) {
    int matched = node == null ? -1 : match(node.levels, topic, start);
    if (matched >= 0) {
      branches.push(node, matched);
    }
  }

  /**
   * Matches all levels of a node with the topic's from here.
   *
   * @return where in the topic the last of them ends, or -1
   */
  private static int match(byte[] levels, byte[] topic, int start) {
    int at = start;
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] == '+') {
        at = LevelNode.levelEnd(topic, at); // valid filters have it alone in its level only
      } else if (at == topic.length || topic[at++] != levels[i]) {
        return -1;
      }
    }
    return at == topic.length || topic[at] == '/' ? at : -1;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** How many values all filters have together. */
  public int size() {
    return size;
  }
}
