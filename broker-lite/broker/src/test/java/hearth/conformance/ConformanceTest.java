package hearth.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every normative statement of MQTT 5.0 and 3.1.1 is tested somewhere in this repository, or says
 * why not. Writes {@code target/conformance.md}. How to cite is told beside the tables, in {@code
 * broker-lite/protocol/src/main/conformance}.
 */
class ConformanceTest {
  private static final Path TABLES = Path.of("broker-lite/protocol/src/main/conformance");

  private final Map<String, Statement> statements = new LinkedHashMap<>();
  private Citations honoured;
  private Citations tested;

  @BeforeEach
  void read() throws IOException {
    Path root = root();
    for (String table : List.of("mqtt-5.0.txt", "mqtt-3.1.1.txt")) {
      for (Statement statement : Statement.readAll(root.resolve(TABLES).resolve(table))) {
        Statement twice = statements.put(statement.identifier(), statement);
        assertEquals(null, twice, "a statement stands twice");
      }
    }
    honoured = Citations.below(root, "src/main/java");
    tested = Citations.below(root, "src/test/java");
  }

  /** The repository, from whichever folder the tests run in. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(TABLES))) {
      folder = folder.getParent();
    }
    return folder;
  }

  @Test
  void everyStatementIsTestedOrExplained() throws IOException {
    write(Path.of("target/conformance.md"));
    List<String> missing =
        statements.values().stream()
            .filter(statement -> !isTested(statement) && statement.whyNot() == null)
            .map(Statement::identifier)
            .toList();
    assertTrue(
        missing.isEmpty(),
        () -> "neither tested nor explained (see " + TABLES + "/README.md): " + missing);
  }

  @Test
  void everyCitationNamesAStatement() {
    Set<String> unknown = new TreeSet<>(honoured.identifiers());
    unknown.addAll(tested.identifiers());
    statements.values().forEach(statement -> unknown.addAll(statement.sameAs()));
    unknown.removeAll(statements.keySet());
    assertTrue(
        unknown.isEmpty(),
        () -> "no such statement: " + unknown + " at " + places(unknown, honoured, tested));
  }

  private static List<String> places(Set<String> identifiers, Citations... all) {
    List<String> places = new ArrayList<>();
    for (Citations citations : all) {
      identifiers.forEach(identifier -> places.addAll(citations.of(identifier)));
    }
    return places;
  }

  /** By a test of its own, or because whatever asks for the same is tested. */
  private boolean isTested(Statement statement) {
    return !tested.of(statement.identifier()).isEmpty()
        || (!statement.sameAs().isEmpty()
            && statement.sameAs().stream().allMatch(same -> isTested(statements.get(same))));
  }

  private void write(Path file) throws IOException {
    long explained = statements.values().stream().filter(each -> each.whyNot() != null).count();
    long proven = statements.values().stream().filter(this::isTested).count();
    StringBuilder text = new StringBuilder("# Conformance\n\n");
    text.append(
        String.format(
            "%d statements: %d tested, %d explained.%n%n", statements.size(), proven, explained));
    text.append("| statement | binds | what | honoured where | tested where, or why not |\n");
    text.append("|---|---|---|---|---|\n");
    for (Statement statement : statements.values()) {
      text.append("| ").append(statement.identifier());
      text.append(" | ").append(statement.binds());
      text.append(" | ").append(statement.what());
      text.append(" | ").append(listed(honoured, statement));
      text.append(" | ").append(proof(statement)).append(" |\n");
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
  }

  private String proof(Statement statement) {
    if (isTested(statement)) {
      return listed(tested, statement);
    }
    return statement.whyNot() != null ? "not tested: " + statement.whyNot() : "**not yet**";
  }

  private static String listed(Citations citations, Statement statement) {
    String own = String.join(", ", citations.of(statement.identifier()));
    String same = statement.sameAs().isEmpty() ? "" : "as " + String.join(", ", statement.sameAs());
    return own + (own.isEmpty() || same.isEmpty() ? "" : "; ") + same;
  }
}
