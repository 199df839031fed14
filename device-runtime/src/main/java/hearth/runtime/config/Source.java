package hearth.runtime.config;

import hearth.io.file.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One configuration: its tree, the problems found in it, and what stands beside it.
 *
 * <p>A value written {@code !secret NAME} is the value of NAME in {@code secrets.yaml} beside the
 * file; {@code !file PATH} is the content of a file, without the line break at its end. So no
 * password needs to stand in the configuration itself. {@code !include PATH} stands for the tree of
 * another file.
 */
final class Source {
  /** Of a file of YAML: what is made of it takes some twenty times as much. */
  static final int MAX_BYTES = 1 << 20;

  /** Tags of single values that stand for a text. */
  static final Set<String> TEXT_TAGS = Set.of("!secret", "!file");

  private static final String SECRETS = "secrets.yaml";

  private final String name;
  private final Path folder;
  private final boolean mends;
  private final Consumer<Path> filesRead;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Position> told = new HashSet<>();
  private final Set<String> broken = new HashSet<>();
  private int problemCount;
  private Map<String, String> secrets;
  private boolean secretsAreUnread;

  /**
   * @param name how problems call the file
   * @param folder what relative paths in it start from
   * @param mends whether the usual slips in its writing are told and read as they were meant, so
   *     that all else that is wrong is told with them
   * @param filesRead is told the files that values are taken from
   */
  Source(String name, Path folder, boolean mends, Consumer<Path> filesRead) {
    this.name = name;
    this.folder = folder;
    this.mends = mends;
    this.filesRead = filesRead;
  }

  /** A path as the file means it: relative to the file's folder. */
  Path path(String text) {
    return folder.resolve(text);
  }

  /** The text of a file that the configuration takes something from. */
  String read(Path file) throws IOException {
    filesRead.accept(file);
    return TextFile.read(file, MAX_BYTES);
  }

  /** How problems call a file: beside the first as it was named. */
  String nameOf(Path file) {
    Path base = folder.normalize();
    Path shown = file.startsWith(base) ? base.relativize(file) : file;
    return Path.of(name).resolveSibling(shown).toString();
  }

  /** Where a node stands, in whichever file. */
  static Position positionOf(Node node) {
    return positionOf(node.getStartMark().orElseThrow());
  }

  static Position positionOf(Mark mark) {
    return new Position(mark.getName(), mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Tells a problem once, however many ways lead to it. */
  void problem(Problem problem) {
    boolean isTold =
        told.contains(problem.position())
            || problems.stream()
                .anyMatch(
                    each ->
                        each.position().equals(problem.position())
                            && each.message().equals(problem.message()));
    problemCount++;
    if (!isTold) {
      problems.add(problem);
    }
  }

  /** Tells a problem that is the reason of all others in its place. */
  void reportReason(Position position, String message) {
    problem(new Problem(position, "", message));
    told.add(position);
  }

  /** How many were found so far, also those that were told already. */
  int problemCount() {
    return problemCount;
  }

  List<Problem> problems() {
    return problems;
  }

  /** Remembers the name of a thing that has problems, so that nobody says that there is none. */
  void broken(String thing) {
    broken.add(thing);
  }

  boolean isBroken(String thing) {
    return broken.contains(thing);
  }

  /** The whole tree of a text; empty where there is nothing to read, which is then a problem. */
  Optional<Node> tree(String text) {
    Optional<Node> root = compose(name, text).filter(node -> !node.getTag().equals(Tag.NULL));
    if (root.isEmpty() && problems.isEmpty()) {
      problem(
          new Problem(
              new Position(name, 1, 1),
              "",
              "the file is empty; a home begins with 'device:' and, on the next line and indented"
                  + " by two blanks, 'topic: home/livingroom'. 'hearth setup' asks what is wired"
                  + " and writes it"));
    }
    Path file = path(Path.of(name).getFileName().toString()).normalize();
    return root.flatMap(node -> new YamlReferences(this).resolved(node, file));
  }

  /** The tree of one file; empty where it holds nothing or is not YAML, which is then a problem. */
  Optional<Node> compose(String file, String text) {
    if (mends) {
      return new YamlSlips(file, text, this).compose();
    }
    try {
      return YamlText.compose(file, text);
    } catch (YamlEngineException e) {
      // Told in the second reading, which mends.
      problem(new Problem(new Position(file, 1, 1), "", "this is not YAML: " + e.getMessage()));
      return Optional.empty();
    }
  }

  /** The text that a scalar stands for; empty after a problem was told. */
  Optional<String> resolve(ScalarNode scalar, Cursor at) {
    String text = scalar.getValue();
    return switch (scalar.getTag().getValue()) {
      case "!secret" -> secret(text, at);
      case "!file" -> content(text, at);
      default -> Optional.of(text);
    };
  }

  private Optional<String> secret(String key, Cursor at) {
    if (secrets == null) {
      int before = problems.size();
      secrets = readSecrets(at);
      secretsAreUnread = problems.size() > before;
    }
    if (secretsAreUnread) {
      return Optional.empty();
    }
    if (!secrets.containsKey(key)) {
      String suggestion = NearestWord.suggestion(key, secrets.keySet());
      at.problem(path(SECRETS) + " has no '" + key + "'" + suggestion);
      return Optional.empty();
    }
    return Optional.of(secrets.get(key));
  }

  private Map<String, String> readSecrets(Cursor at) {
    Map<String, String> read = new HashMap<>();
    Path file = path(SECRETS);
    try {
      Node root = YamlText.compose(SECRETS, read(file)).orElse(null);
      if (root instanceof MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
          if (tuple.getKeyNode() instanceof ScalarNode key
              && tuple.getValueNode() instanceof ScalarNode value) {
            read.put(key.getValue(), value.getValue());
          }
        }
      }
    } catch (IOException e) {
      at.problem("cannot read " + file + ": " + FileProblem.describe(e));
    } catch (YamlEngineException e) {
      // Not the library's text: it quotes the line, and the line is a secret.
      at.problem(file + " is not YAML; write one 'name: password' a line");
    }
    return read;
  }

  private Optional<String> content(String text, Cursor at) {
    Path file = path(text);
    try {
      return Optional.of(read(file).stripTrailing());
    } catch (IOException e) {
      at.problem("cannot read " + file + ": " + FileProblem.describe(e));
      return Optional.empty();
    }
  }
}
