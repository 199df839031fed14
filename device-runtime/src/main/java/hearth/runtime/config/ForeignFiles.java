package hearth.runtime.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What the text of a configuration takes from other files, as it stands there: nothing of them is
 * read. Who may change the text alone must not see through it what stands elsewhere, such as {@code
 * label: !file /etc/hearth/passwd}.
 */
public final class ForeignFiles {
  /** More than a home has, however its anchors are written out. */
  private static final int MOST_VALUES = 50_000;

  private final Map<Taken, Position> taken = new HashMap<>();
  private int values;

  /**
   * Something taken.
   *
   * @param key from the top, without numbers, such as {@code lights[].label}
   * @param tag such as {@code !secret}
   * @param what of it
   */
  public record Taken(String key, String tag, String what) {
    @Override
    public String toString() {
      return tag + " " + what;
    }
  }

  private ForeignFiles() {}

  /**
   * All that a text takes, and where.
   *
   * @param name of the file, for positions
   * @return empty where its anchors stand for too much to tell
   */
  public static Optional<Map<Taken, Position>> of(String name, String text) {
    ForeignFiles found = new ForeignFiles();
    // As it is, and as it is read where it has the usual slips: either may be what takes something.
    new Source(name, Path.of(""), true, any -> {})
        .compose(name, text)
        .ifPresent(node -> found.look(node, ""));
    try {
      YamlText.compose(name, text).ifPresent(node -> found.look(node, ""));
    } catch (YamlEngineException e) {
      // Whoever reads the configuration tells that it is no YAML.
    }
    return found.values > MOST_VALUES ? Optional.empty() : Optional.of(found.taken);
  }

  /** An anchor is looked at wherever it stands. */
  private void look(Node node, String key) {
    if (node.isRecursive()) {
      values = MOST_VALUES; // told by whoever reads it
    }
    if (values++ >= MOST_VALUES) {
      return;
    }
    String tag = node.getTag().getValue();
    if (tag.startsWith("!")) {
      String what = node instanceof ScalarNode scalar ? scalar.getValue() : "";
      taken.putIfAbsent(new Taken(key, tag, what), Source.positionOf(node));
    }
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(each -> look(each, key + "[]"));
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        look(tuple.getKeyNode(), key + "?");
        String own = tuple.getKeyNode() instanceof ScalarNode name ? name.getValue() : "?";
        look(tuple.getValueNode(), key.isEmpty() ? own : key + "." + own);
      }
    }
  }
}
