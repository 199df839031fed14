package hearth.runtime.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What the text of a configuration takes from other files, as it stands there: nothing of them is
 * read. Who may change the text alone must not see through it what stands elsewhere, such as {@code
 * label: !file /etc/hearth/passwd}, nor have it sent to a server of his own.
 */
public final class ForeignFiles {
  /** More than a home has, however its anchors are written out. */
  private static final int MAX_VALUES = 50_000;

  private static final String MERGE = "<<";

  /** And servers, which are looked at once for each section around them. */
  private static final int MAX_SERVERS = 5000;

  /** A host's name has no more. */
  private static final int MAX_SERVER_LENGTH = 300;

  /** Where a section is sent to, and the sections whose keys it has, too. */
  private static final Set<String> TO = Set.of("server", "broker", MERGE);

  private final Map<Taken, Position> taken = new HashMap<>();
  private int values;
  private int servers;

  /**
   * Something taken.
   *
   * @param key from the top, without numbers, such as {@code lights[].label}
   * @param tag such as {@code !secret}
   * @param what of it
   * @param to the servers of the section that it stands in; empty for none
   */
  public record Taken(String key, String tag, String what, String to) {
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
        .ifPresent(node -> found.look(node, "", ""));
    try {
      YamlText.compose(name, text).ifPresent(node -> found.look(node, "", ""));
    } catch (YamlEngineException e) {
      // Whoever reads the configuration tells that it is no YAML.
    }
    return found.values > MAX_VALUES ? Optional.empty() : Optional.of(found.taken);
  }

  /** An anchor is looked at wherever it stands. */
  private void look(Node node, String key, String to) {
    if (isTooMuch(node)) {
      return;
    }
    String tag = node.getTag().getValue();
    if (tag.startsWith("!")) {
      String what = node instanceof ScalarNode scalar ? scalar.getValue() : "";
      taken.putIfAbsent(new Taken(key, tag, what, to), Source.positionOf(node));
    }
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(each -> look(each, key + "[]", to));
    } else if (node instanceof MappingNode mapping) {
      // The keys that a section takes from another go where that section is sent to.
      boolean isMerged = key.replace("[]", "").endsWith(MERGE);
      String own = isMerged ? "" : serversOf(mapping);
      String here = own.isEmpty() ? to : own;
      for (NodeTuple tuple : mapping.getValue()) {
        look(tuple.getKeyNode(), key + "?", here);
        String name = nameOf(tuple);
        look(tuple.getValueNode(), key.isEmpty() ? name : key + "." + name, here);
      }
    }
  }

  private boolean isTooMuch(Node node) {
    if (node.isRecursive() || servers > MAX_SERVERS) {
      values = MAX_VALUES; // told by whoever reads it
    }
    return values++ >= MAX_VALUES;
  }

  private String serversOf(MappingNode section) {
    StringBuilder found = new StringBuilder();
    for (NodeTuple tuple : section.getValue()) {
      if (TO.contains(nameOf(tuple))) {
        found.append(servers(tuple.getValueNode()));
      }
    }
    return found.toString();
  }

  private String servers(Node node) {
    if (isTooMuch(node)) {
      return "";
    }
    if (node instanceof MappingNode section) {
      return serversOf(section);
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(this::servers).collect(Collectors.joining());
    }
    servers++;
    String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    int length = Math.min(text.length(), MAX_SERVER_LENGTH);
    return node.getTag().getValue() + " " + text.substring(0, length) + "\n";
  }

  private static String nameOf(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode name ? name.getValue() : "?";
  }
}
