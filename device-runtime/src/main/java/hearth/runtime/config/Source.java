package hearth.runtime.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * One configuration file: its tree, the problems found in it, and what stands beside it.
 *
 * <p>A value written {@code !secret NAME} is the value of NAME in {@code secrets.yaml} beside the
 * file; {@code !file PATH} is the content of a file, without the line break at its end. So no
 * password needs to stand in the configuration itself.
 */
final class Source {
  private static final String SECRETS = "secrets.yaml";

  private final String name;
  private final Path folder;
  private final Consumer<Path> filesRead;
  private final List<Problem> problems = new ArrayList<>();
  private Map<String, String> secrets;

  /**
   * @param name how problems call the file
   * @param folder what relative paths in it start from
   * @param filesRead is told the files that values are taken from
   */
  Source(String name, Path folder, Consumer<Path> filesRead) {
    this.name = name;
    this.folder = folder;
    this.filesRead = filesRead;
  }

  String name() {
    return name;
  }

  /** A path as the file means it: relative to the file's folder. */
  Path path(String text) {
    return folder.resolve(text);
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  int problemCount() {
    return problems.size();
  }

  List<Problem> problems() {
    return problems;
  }

  /** The tree of the text; empty where it holds nothing or is not YAML, which is then a problem. */
  Optional<Node> compose(String text) {
    try {
      Optional<Node> root = new Compose(settings(name)).composeString(text);
      if (root.isEmpty()) {
        problem(new Problem(new Position(name, 1, 1), "", "the file is empty"));
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      Position position =
          mark == null
              ? new Position(name, 1, 1)
              : new Position(name, mark.getLine() + 1, mark.getColumn() + 1);
      problem(new Problem(position, "", notYaml(e.getProblem())));
    } catch (YamlEngineException e) {
      problem(new Problem(new Position(name, 1, 1), "", notYaml(e.getMessage())));
    }
    return Optional.empty();
  }

  private static String notYaml(String reason) {
    String hint =
        reason.contains("'\\t'") || reason.contains("TAB")
            ? "; YAML is indented with spaces, never with tabs"
            : "";
    return "this is not YAML: " + reason + hint;
  }

  private static LoadSettings settings(String name) {
    return LoadSettings.builder().setLabel(name).build();
  }

  /** The text that a scalar stands for; empty after a problem was told. */
  Optional<String> resolve(ScalarNode scalar, Cursor at) {
    String text = scalar.getValue();
    return switch (scalar.getTag().getValue()) {
      case "!secret" -> secret(text, at);
      case "!file" -> content(text, at);
      default -> {
        if (scalar.getTag().getValue().startsWith("!")) {
          at.problem(
              "the tag " + scalar.getTag().getValue() + " is unknown; known are !secret and !file");
          yield Optional.empty();
        }
        yield Optional.of(text);
      }
    };
  }

  private Optional<String> secret(String key, Cursor at) {
    if (secrets == null) {
      secrets = readSecrets(at);
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
    filesRead.accept(file);
    try {
      Node root = new Compose(settings(SECRETS)).composeString(Files.readString(file)).orElse(null);
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
    filesRead.accept(file);
    try {
      return Optional.of(Files.readString(file).stripTrailing());
    } catch (IOException e) {
      at.problem("cannot read " + file + ": " + FileProblem.describe(e));
      return Optional.empty();
    }
  }
}
