package hearth.runtime.config;

import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A place in the tree of a file while it is read: the node, its path, and where problems go. */
final class Cursor {
  private final Source source;
  private final Node node;
  private final String path;

  Cursor(Source source, Node node, String path) {
    this.source = source;
    this.node = node;
    this.path = path;
  }

  Node node() {
    return node;
  }

  Position position() {
    return Source.positionOf(node);
  }

  /** The value of a key of this mapping. */
  Cursor key(String key, Node value) {
    return new Cursor(source, value, path.isEmpty() ? key : path + "." + key);
  }

  /** An item of this sequence. */
  Cursor item(int index, Node value) {
    return new Cursor(source, value, path + "[" + index + "]");
  }

  /** The key of the section that this is, without its place in a list; empty at the top. */
  String section() {
    String last = path.substring(path.lastIndexOf('.') + 1);
    int bracket = last.indexOf('[');
    return bracket < 0 ? last : last.substring(0, bracket);
  }

  /** Remembers that the thing of this section, if it is one, has problems. */
  void reportBroken() {
    if (node instanceof MappingNode mapping) {
      mapping.getValue().stream()
          .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key && isName(key))
          .filter(tuple -> tuple.getValueNode() instanceof ScalarNode)
          .forEach(tuple -> source.broken(((ScalarNode) tuple.getValueNode()).getValue()));
    }
  }

  private static boolean isName(ScalarNode key) {
    return key.getValue().equals(Identity.NAME.name());
  }

  void problem(String message) {
    problemAt(position(), message);
  }

  void problemAt(Position position, String message) {
    source.problem(new Problem(position, path, message));
  }

  /** How many problems the file has had so far. */
  int problemCount() {
    return source.problemCount();
  }

  /** Whether nothing is written behind the key. */
  boolean isEmpty() {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  /** All that stands here, in one form however it is laid out: alike texts mean the same. */
  String written() {
    return written(node);
  }

  private static String written(Node node) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(Cursor::written).toList().toString();
    }
    if (node instanceof MappingNode mapping) {
      return mapping.getValue().stream()
          .map(tuple -> written(tuple.getKeyNode()) + ": " + written(tuple.getValueNode()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return node instanceof ScalarNode scalar ? scalar.getTag() + " " + scalar.getValue() : "";
  }

  /**
   * The text of a scalar, {@code !secret} and {@code !file} replaced by what they stand for; empty
   * after a problem was told.
   *
   * @param allowed what the value may be, for the message
   */
  Optional<String> text(String allowed) {
    if (isEmpty()) {
      problem("has no value; give " + allowed);
      return Optional.empty();
    }
    if (node instanceof ScalarNode scalar) {
      return source.resolve(scalar, this);
    }
    problem("must be a single value; give " + allowed);
    return Optional.empty();
  }

  /** The file that a value names, relative to the folder of the configuration. */
  Source source() {
    return source;
  }
}
