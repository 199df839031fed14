package hearth.runtime.command;

import hearth.runtime.config.FileProblem;
import hearth.runtime.host.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The names of classes, one a line with slashes, as the Java virtual machine writes and reads them
 * for its archive of classes.
 */
final class ClassList {
  private ClassList() {}

  /**
   * Loads what is listed, and initializes none of it: so a training without pins brings the drivers
   * into the archive, too. What needs a library that is not here is left out.
   *
   * @throws CommandFailure where the file cannot be read
   */
  static void load(Path file) throws CommandFailure {
    try {
      for (String name : Files.readAllLines(file)) {
        load(name.replace('/', '.'));
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "the list of classes " + file + " cannot be read: " + FileProblem.describe(e));
    }
  }

  @SuppressWarnings("EmptyCatch")
  private static void load(String name) {
    try {
      Class.forName(name, false, ClassList.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError leftOut) {
      // A program that starts with the archive looks for it in the jars, as it would without.
    }
  }
}
