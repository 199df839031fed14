package hearth.protocol.topic;

import java.util.Arrays;

/**
 * Paths of levels as a tree, with what its owner keeps at the end of each. Levels that do not
 * branch share one node, so that a path takes memory by its bytes and not by its levels, of which
 * 65,535 bytes can hold 32,768.
 *
 * <pre>
 *   home/kitchen/light        root -- home -- kitchen/light
 *   home/cellar/light                     `-- cellar -- light
 *   home/cellar/+/state                            `-- +/state
 * </pre>
 *
 * A node that only branches has at least two children, except the root.
 */
final class LevelTree<E, F> {
  final LevelNode<E, F> root = LevelNode.root();

  /** Of the first level of each node. */
  final SipHash hash;

  LevelTree(SipHash hash) {
    this.hash = hash;
  }

  /** The node in which a path ends, or null. */
  LevelNode<E, F> find(byte[] path) {
    LevelNode<E, F> node = root;
    int at = 0;
    while (true) {
      node = node.child(path, at, LevelNode.levelEnd(path, at), hash);
      if (node == null || common(node.levels, path, at) < node.levels.length) {
        return null;
      }
      at += node.levels.length;
      if (at == path.length) {
        return node;
      }
      at++;
    }
  }

  /** The node in which a path ends, made where it is not there; it may only branch. */
  LevelNode<E, F> make(byte[] path) {
    LevelNode<E, F> node = root;
    int at = 0;
    while (true) {
      LevelNode<E, F> child = node.child(path, at, LevelNode.levelEnd(path, at), hash);
      if (child == null) {
        child = LevelNode.of(Arrays.copyOfRange(path, at, path.length), hash);
        node.add(child);
        return child;
      }
      int common = common(child.levels, path, at);
      node = common == child.levels.length ? child : split(node, child, common);
      at += common;
      if (at == path.length) {
        return node;
      }
      at++;
    }
  }

  private LevelNode<E, F> split(LevelNode<E, F> parent, LevelNode<E, F> child, int common) {
    LevelNode<E, F> upper = LevelNode.of(Arrays.copyOf(child.levels, common), hash);
    parent.replace(child, upper);
    child.cutBefore(common, hash);
    upper.add(child);
    return upper;
  }

  /** Takes away what is kept at the end of a path, and every node that is not needed any more. */
  void remove(byte[] path) {
    LevelNode<E, F> parent = null;
    LevelNode<E, F> node = root;
    for (int at = 0; at <= path.length; at += node.levels.length + 1) {
      parent = node;
      node = node.child(path, at, LevelNode.levelEnd(path, at), hash);
    }
    node.first = null;
    node.second = null;
    if (!node.hasChildren()) {
      parent.remove(node);
      mergeWithOnlyChild(parent);
    } else {
      mergeWithOnlyChild(node);
    }
  }

  private void mergeWithOnlyChild(LevelNode<E, F> node) {
    LevelNode<E, F> onlyChild = node.onlyChild();
    if (node != root && node.onlyBranches() && onlyChild != null) {
      node.absorb(onlyChild);
    }
  }

  /** How many bytes of whole levels a node has in common with the path from here. */
  private static int common(byte[] levels, byte[] path, int from) {
    int max = Math.min(levels.length, path.length - from);
    int equal = Arrays.mismatch(levels, 0, max, path, from, from + max);
    if (equal < 0) {
      equal = max;
    }
    while (!endsLevel(levels, equal) || !endsLevel(path, from + equal)) {
      equal--;
    }
    return equal;
  }

  private static boolean endsLevel(byte[] path, int at) {
    return at == path.length || path[at] == '/';
  }
}
