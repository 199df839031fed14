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

  /** Branches that are still to be walked, each with how much of the name it has matched. */
  private static final class Branches {
    LevelNode<Object, Object>[] nodes = newArray(FEW);
    int[] matched = new int[FEW];
    int size;

    void push(LevelNode<Object, Object> node, int end) {
      if (size == nodes.length) {
        nodes = Arrays.copyOf(nodes, size * 2);
        matched = Arrays.copyOf(matched, size * 2);
      }
      nodes[size] = node;
      matched[size++] = end;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other way
    private static LevelNode<Object, Object>[] newArray(int length) {
      return new LevelNode[length];
    }
  }

  /**
   * At the end of a filter's levels: first what the filter has, second what the same filter with
   * {@code /#} behind has. Each is null, the only value, or a {@link ValueSet} of several.
   */
  private final LevelTree<Object, Object> tree;

  private Branches spare = new Branches();
  private int size;

  /** For filters that no stranger chooses. */
  public TopicTree() {
    this(new SipHash(0, 0));
  }

  /**
   * An empty one.
   *
   * @param hash of levels, with a key that strangers do not know
   */
  public TopicTree(SipHash hash) {
    tree = new LevelTree<>(hash);
  }

  /**
   * Adds a value to a filter.
   *
   * @param filter a valid Topic Filter without {@code $share/name/}
   * @return false where the filter has an equal value
   */
  public boolean add(String filter, V value) {
    byte[] path = utf8(filter);
    int end = endOfLevels(path);
    LevelNode<Object, Object> node =
        end < 0 ? tree.root : tree.make(end == path.length ? path : Arrays.copyOf(path, end));
    boolean below = end < path.length;
    Object held = below ? node.second : node.first;
    Object now = ValueSet.with(held, value);
    if (now == null) {
      return false;
    }
    hold(node, below, now);
    size++;
    return true;
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
    LevelNode<Object, Object> node = end < 0 ? tree.root : tree.find(levels);
    if (node == null) {
      return false;
    }
    boolean below = end < path.length;
    Object held = below ? node.second : node.first;
    if (!ValueSet.holds(held, value)) {
      return false;
    }
    hold(node, below, ValueSet.without(held, value));
    size--;
    if (node.onlyBranches() && node != tree.root) {
      tree.remove(levels);
    }
    return true;
  }

  private static void hold(LevelNode<Object, Object> node, boolean below, Object values) {
    if (below) {
      node.second = values;
    } else {
      node.first = values;
    }
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
    Branches branches = spare == null ? new Branches() : spare;
    spare = null; // the action may ask for matches itself
    startAtRoot(name, branches, action);
    while (branches.size > 0) {
      LevelNode<Object, Object> node = branches.nodes[--branches.size];
      branches.nodes[branches.size] = null;
      walk(node, branches.matched[branches.size], topic, branches, action);
    }
    spare = branches.nodes.length == FEW ? branches : null; // a huge one is not kept
  }

  /** At the first level, wildcards do not match what starts with a dollar [MQTT-4.7.2-1]. */
  private void startAtRoot(TopicName name, Branches branches, Consumer<? super V> action) {
    LevelNode<Object, Object> root = tree.root;
    if (!name.isReserved()) {
      ValueSet.forEach(root.second, action);
      branch(root.plus, name.utf8(), 0, branches);
    }
    int end = LevelNode.levelEnd(name.utf8(), 0);
    branch(root.child(name.utf8(), 0, end, tree.hash), name.utf8(), 0, branches);
  }

  /** Follows the plain levels down and leaves the branches of {@code +} for later. */
  private void walk(
      LevelNode<Object, Object> from,
      int matchedBefore,
      byte[] topic,
      Branches branches,
      Consumer<? super V> action) {
    LevelNode<Object, Object> node = from;
    int matched = matchedBefore;
    while (true) {
      ValueSet.forEach(node.second, action); // also of the parent level: sport/# matches sport
      if (matched == topic.length) {
        ValueSet.forEach(node.first, action);
        return;
      }
      int start = matched + 1;
      branch(node.plus, topic, start, branches);
      node = node.child(topic, start, LevelNode.levelEnd(topic, start), tree.hash);
      matched = node == null ? -1 : LevelNode.match(node.levels, topic, start);
      if (matched < 0) {
        return;
      }
    }
  }

  private static void branch(
      LevelNode<Object, Object> node, byte[] topic, int start, Branches branches) {
    int matched = node == null ? -1 : LevelNode.match(node.levels, topic, start);
    if (matched >= 0) {
      branches.push(node, matched);
    }
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** How many values all filters have together. */
  public int size() {
    return size;
  }
}
