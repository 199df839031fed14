package hearth.runtime.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Puts into a tree what it only names: files ({@code !include PATH}, relative to the file that says
 * so) and the keys of other sections ({@code <<: *anchor}). Anchors themselves are the composer's.
 * What it takes from elsewhere keeps its own file and line.
 */
final class YamlReferences {
  private static final String INCLUDE = "!include";
  private static final int MAX_INCLUDES = 8;

  /** Nodes of a tree once every anchor is written out: more is a trap, not a home. */
  private static final int MAX_NODES = 200_000;

  /** Whose the tags are that people bring along. */
  private static final Map<String, String> FOREIGN =
      Map.of(
          "!lambda", "ESPHome",
          "!extend", "ESPHome",
          "!remove", "ESPHome",
          "!env_var", "Home Assistant and ESPHome",
          "!input", "Home Assistant",
          "!include_dir_list", "Home Assistant and ESPHome",
          "!include_dir_named", "Home Assistant and ESPHome",
          "!include_dir_merge_list", "Home Assistant and ESPHome",
          "!include_dir_merge_named", "Home Assistant and ESPHome");

  private final Source source;
  private final Deque<Path> including = new ArrayDeque<>();
  private final Map<Node, Node> resolved = new IdentityHashMap<>();
  private final Map<Node, Integer> sizes = new IdentityHashMap<>();

  YamlReferences(Source source) {
    this.source = source;
  }

  /** The whole tree; empty after a problem that leaves nothing to read. */
  Optional<Node> resolved(Node root, Path file) {
    including.push(file);
    Node whole = resolve(root);
    including.pop();
    return size(whole) > MAX_NODES
        ? told(root, "its anchors stand for more than " + MAX_NODES + " values")
        : Optional.of(whole);
  }

  private Optional<Node> told(Node at, String message) {
    source.reportReason(Source.positionOf(at), message);
    return Optional.empty();
  }

  /** Once for a node, however many aliases lead to it. */
  private Node resolve(Node node) {
    Node known = resolved.get(node);
    if (known == null) {
      known = resolveAnew(node);
      resolved.put(node, known);
    }
    return known;
  }

  private Node resolveAnew(Node node) {
    if (node.isRecursive()) {
      return nothing(node, "the anchor of it stands in itself");
    }
    String tag = node.getTag().getValue();
    if (tag.equals(INCLUDE)) {
      return included(node);
    }
    boolean isText = node instanceof ScalarNode && Source.TEXT_TAGS.contains(tag);
    if (tag.startsWith("!") && !isText) {
      return nothing(node, unknown(tag));
    }
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().replaceAll(this::resolve);
    } else if (node instanceof MappingNode mapping) {
      mapping.setValue(merged(mapping));
    }
    return node;
  }

  private static String unknown(String tag) {
    String origin = FOREIGN.get(tag);
    return "the tag "
        + tag
        + (origin == null ? " is unknown" : " of " + origin + " is not known here")
        + "; known are !secret, !file and !include. A value that begins with ! stands between"
        + " quotes";
  }

  /** How many values a tree has where each anchor is written out; capped. */
  private int size(Node node) {
    Integer known = sizes.get(node);
    if (known != null) {
      return known;
    }
    long sum = 1;
    if (node instanceof SequenceNode sequence) {
      sum += sequence.getValue().stream().mapToLong(this::size).sum();
    } else if (node instanceof MappingNode mapping) {
      sum += mapping.getValue().stream().mapToLong(tuple -> size(tuple.getValueNode())).sum();
    }
    int size = (int) Math.min(sum, MAX_NODES + 1L);
    sizes.put(node, size);
    return size;
  }

  /** A value that says nothing, in place of one that is told of already. */
  private Node nothing(Node at, String message) {
    source.reportReason(Source.positionOf(at), message);
    return empty(at);
  }

  private static Node empty(Node at) {
    return new ScalarNode(
        Tag.NULL, true, "", ScalarStyle.PLAIN, at.getStartMark(), at.getEndMark());
  }

  private Node included(Node node) {
    if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
      return nothing(
          node, "!include takes the path of a file, as in !include lights.yaml, and nothing else");
    }
    Path file = including.element().resolveSibling(scalar.getValue()).normalize();
    if (including.contains(file) || including.size() > MAX_INCLUDES) {
      return nothing(node, file + " includes itself, or too many files include each other");
    }
    including.push(file);
    try {
      return source
          .compose(source.nameOf(file), source.read(file))
          .map(this::resolve)
          .orElseGet(() -> empty(node));
    } catch (IOException e) {
      return nothing(node, "cannot read " + file + ": " + FileProblem.describe(e));
    } finally {
      including.pop();
    }
  }

  /** The keys of a section, its own before those that it takes from others. */
  private List<NodeTuple> merged(MappingNode mapping) {
    List<NodeTuple> own = new ArrayList<>();
    List<NodeTuple> taken = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node value = resolve(tuple.getValueNode());
      if (isMerge(tuple.getKeyNode())) {
        taken.addAll(keysOf(value));
      } else {
        own.add(new NodeTuple(tuple.getKeyNode(), value));
      }
    }
    Set<String> seen = new HashSet<>();
    own.forEach(tuple -> seen.add(word(tuple)));
    taken.stream().filter(tuple -> seen.add(word(tuple))).forEach(own::add);
    return own;
  }

  private static boolean isMerge(Node key) {
    return key instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && scalar.getValue().equals("<<");
  }

  private List<NodeTuple> keysOf(Node value) {
    if (value instanceof MappingNode section) {
      return section.getValue();
    }
    if (value instanceof SequenceNode sections) {
      return sections.getValue().stream().flatMap(each -> keysOf(each).stream()).toList();
    }
    source.reportReason(
        Source.positionOf(value), "<<: takes the keys of a section, as in <<: *anchor");
    return List.of();
  }

  private static String word(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
  }
}
