package hearth.protocol.topic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * Values by Topic Name, found by name or by the Topic Filters that match the name (4.7), as
 * retained messages are. Nothing recurses. One thread's.
 */
public final class TopicNameMap<V> {
  private static final byte[] EVERYTHING = {'#'};

  /** The name and its value at the end of its levels. */
  private final LevelTree<TopicName, V> tree;

  private int size;

  /** For names that no stranger chooses. */
  public TopicNameMap() {
    this(new SipHash(0, 0));
  }

  /**
   * An empty one.
   *
   * @param hash of levels, with a key that strangers do not know
   */
  public TopicNameMap(SipHash hash) {
    tree = new LevelTree<>(hash);
  }

  /** The value of a name, or null. */
  public V get(TopicName name) {
    LevelNode<TopicName, V> node = tree.find(name.utf8());
    return node == null ? null : node.second;
  }

  /**
   * Sets the value of a name.
   *
   * @param value not null
   * @return the one it had, or null
   */
  public V put(TopicName name, V value) {
    LevelNode<TopicName, V> node = tree.make(name.utf8());
    V before = node.second;
    node.second = value;
    if (before == null) {
      node.first = name;
      size++;
    }
    return before;
  }

  /**
   * Takes a name away.
   *
   * @return the value it had, or null
   */
  public V remove(TopicName name) {
    V before = get(name);
    if (before != null) {
      tree.remove(name.utf8());
      size--;
    }
    return before;
  }

  /** How many names have a value. */
  public int size() {
    return size;
  }

  /** Hands over every name and its value, in no order; the action must not change this map. */
  public void forEach(BiConsumer<? super TopicName, ? super V> action) {
    new Walk<V>(tree, EVERYTHING, true, action).run(Integer.MAX_VALUE);
  }

  /**
   * Hands over every name that the filter matches, in no order.
   *
   * @param filter of a Shared Subscription: that without {@code $share/name/}
   * @param action must not change this map
   */
  public void forEachMatch(TopicFilter filter, BiConsumer<? super TopicName, ? super V> action) {
    forEachMatch(filter, Integer.MAX_VALUE, action);
  }

  /**
   * As {@link #forEachMatch(TopicFilter, BiConsumer)}, but gives up where that takes long.
   *
   * @param maxSteps how many branches of the tree may be looked at
   * @return whether those handed over are all
   */
  public boolean forEachMatch(
      TopicFilter filter, int maxSteps, BiConsumer<? super TopicName, ? super V> action) {
    if (size == 0) {
      return true;
    }
    if (filter.hasWildcard()) {
      byte[] levels = filter.withoutShare().getBytes(StandardCharsets.UTF_8);
      return new Walk<V>(tree, levels, false, action).run(maxSteps);
    }
    TopicName name = TopicName.of(filter.withoutShare());
    V value = get(name);
    if (value != null) {
      action.accept(name, value);
    }
    return true;
  }

  /** One search. A stack of nodes, each with how much of the filter it matched. */
  private static final class Walk<V> {
    /** Instead of a place in the filter: its {@code #} was reached, all below belongs to it. */
    private static final int ALL = Integer.MAX_VALUE;

    private static final int NOTHING = -2;

    /** As deep as the topics of a home. */
    private static final int FEW = 4;

    private final LevelNode<TopicName, V> root;
    private final SipHash hash;
    private final byte[] filter;
    private final boolean withReserved;
    private final BiConsumer<? super TopicName, ? super V> action;
    private LevelNode<TopicName, V>[] nodes = newArray(FEW);
    private int[] matched = new int[FEW];
    private int[] nextPlace = new int[FEW];
    private int depth;

    Walk(
        LevelTree<TopicName, V> tree,
        byte[] filter,
        boolean withReserved,
        BiConsumer<? super TopicName, ? super V> action) {
      this.root = tree.root;
      this.hash = tree.hash;
      this.filter = filter;
      this.withReserved = withReserved;
      this.action = action;
    }

    /** Returns whether so many steps were enough. */
    boolean run(int maxSteps) {
      enter(root, -1);
      for (int steps = 0; depth > 0; steps++) {
        if (steps == maxSteps) {
          return false;
        }
        int top = depth - 1;
        LevelNode<TopicName, V> node = nodes[top];
        int start = matched[top] == ALL ? ALL : matched[top] + 1;
        if (start != ALL && !isAt(start, '+')) {
          depth--; // one child at most can go on from here, found by its bytes
          LevelNode<TopicName, V> child =
              node.child(filter, start, LevelNode.levelEnd(filter, start), hash);
          if (child != null) {
            follow(child, start);
          }
        } else if (nextPlace[top] < node.places()) {
          LevelNode<TopicName, V> child = node.childAt(nextPlace[top]++);
          if (child != null && (node != root || withReserved || !isReserved(child))) {
            follow(child, start);
          }
        } else {
          depth--;
        }
      }
      return true;
    }

    private void follow(LevelNode<TopicName, V> child, int start) {
      int to = start == ALL ? ALL : match(child.levels, start);
      if (to != NOTHING) {
        enter(child, to);
      }
    }

    private boolean isAt(int index, char wildcard) {
      return index < filter.length && filter[index] == wildcard;
    }

    /** Whether wildcards at the first level leave it out [MQTT-4.7.2-1]. */
    private boolean isReserved(LevelNode<TopicName, V> firstLevel) {
      return firstLevel.levels.length > 0 && firstLevel.levels[0] == '$';
    }

    /** Takes the node's value if the filter ends here, and stacks it if more can follow. */
    private void enter(LevelNode<TopicName, V> node, int to) {
      boolean all = to == ALL || isAt(to + 1, '#');
      if (node.second != null && (all || to == filter.length)) {
        action.accept(node.first, node.second);
      }
      if (to == filter.length || !node.hasChildren()) {
        return;
      }
      if (depth == nodes.length) {
        nodes = Arrays.copyOf(nodes, depth * 2);
        matched = Arrays.copyOf(matched, depth * 2);
        nextPlace = Arrays.copyOf(nextPlace, depth * 2);
      }
      nodes[depth] = node;
      matched[depth] = all ? ALL : to;
      nextPlace[depth++] = 0;
    }

    /**
     * Matches all levels of a node with the filter's from here.
     *
     * @return where in the filter the last of them ends, {@link #ALL} or {@link #NOTHING}
     */
    private int match(byte[] levels, int start) {
      int at = start;
      int i = 0;
      while (true) {
        if (isAt(at, '#')) {
          return ALL;
        }
        int levelEnd = LevelNode.levelEnd(levels, i);
        int filterEnd = LevelNode.levelEnd(filter, at);
        if (!isAt(at, '+') && !Arrays.equals(levels, i, levelEnd, filter, at, filterEnd)) {
          return NOTHING;
        }
        if (levelEnd == levels.length) {
          return filterEnd;
        }
        if (filterEnd == filter.length) {
          return NOTHING;
        }
        i = levelEnd + 1;
        at = filterEnd + 1;
      }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other way
    private static <V> LevelNode<TopicName, V>[] newArray(int length) {
      return new LevelNode[length];
    }
  }
}
