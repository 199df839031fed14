package hearth.runtime.config;

/**
 * A place in a configuration file.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 */
public record Position(String file, int line, int column) implements Comparable<Position> {
  @Override
  public int compareTo(Position other) {
    int byFile = file.compareTo(other.file);
    int byLine = byFile != 0 ? byFile : Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /** As compilers and editors write it: {@code hearth.yaml:12:5}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
