package hearth.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A normative statement, as a line of a table lists it.
 *
 * @param identifier as {@code MQTT-3.3.1-5}
 * @param binds server, client or both
 * @param sameAs statements of 5.0 that ask for the same; none for most
 * @param whyNot the reason why no test proves it, or null
 */
record Statement(String identifier, String binds, String what, List<String> sameAs, String whyNot) {
  private static final String SAME_AS = "as ";
  private static final String WHY_NOT = "not: ";

  static List<Statement> readAll(Path table) throws IOException {
    return Files.readAllLines(table).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Statement::parse)
        .toList();
  }

  private static Statement parse(String line) {
    String[] columns = line.split("\\|", -1);
    if (columns.length != 4) {
      throw new IllegalArgumentException("not four columns: " + line);
    }
    String note = columns[3].strip();
    boolean isSame = note.startsWith(SAME_AS);
    boolean isExcused = note.startsWith(WHY_NOT);
    if (!note.isEmpty() && !isSame && !isExcused) {
      throw new IllegalArgumentException("neither 'as ' nor 'not: ': " + line);
    }
    return new Statement(
        columns[0].strip(),
        columns[1].strip(),
        columns[2].strip(),
        isSame ? Arrays.asList(note.substring(SAME_AS.length()).split(" ")) : List.of(),
        isExcused ? note.substring(WHY_NOT.length()) : null);
  }
}
