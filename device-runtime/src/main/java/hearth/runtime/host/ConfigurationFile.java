package hearth.runtime.host;

import hearth.io.file.ServiceFiles;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds and reads the configuration that a command works on. */
public final class ConfigurationFile {
  /** Where it is looked for if the command line names none. */
  public static final List<Path> USUAL =
      List.of(Path.of("hearth.yaml"), Path.of("/etc/hearth/hearth.yaml"));

  /**
   * The variable of the environment that names it where the command line does not, as ./run's does.
   */
  public static final String VARIABLE = "HEARTH_CONFIG";

  private ConfigurationFile() {}

  /**
   * The file that was named, by the command line or else by the environment; null where it is to be
   * found in the usual places.
   *
   * @param option of the command line, or null
   */
  public static Path named(Path option) {
    String variable = System.getenv(VARIABLE);
    boolean isUnset = option != null || variable == null || variable.isEmpty();
    return isUnset ? option : Path.of(variable);
  }

  /**
   * The configuration of a file.
   *
   * @param option of the command line, or null
   * @throws CommandFailure where there is none or it has problems: all of them, one a line
   */
  public static Configuration load(Path option) throws CommandFailure {
    return load(option, any -> {});
  }

  /**
   * The configuration of a file.
   *
   * @param option of the command line, or null
   * @param filesRead is told each file that is read, first the configuration itself
   * @throws CommandFailure where there is none or it has problems: all of them, one a line
   */
  public static Configuration load(Path option, Consumer<Path> filesRead) throws CommandFailure {
    Path file = found(option);
    try {
      return Configuration.load(file, filesRead);
    } catch (ConfigurationException e) {
      int count = e.problems().size();
      throw new CommandFailure(
          file
              + " has "
              + (count == 1 ? "a problem" : count + " problems")
              + ":\n"
              + e.getMessage(),
          e);
    }
  }

  /**
   * The file that a command works on.
   *
   * @param option of the command line, or null
   * @throws CommandFailure where none is named and none is in the usual places
   */
  public static Path found(Path option) throws CommandFailure {
    Path named = named(option);
    return named != null ? named : usual();
  }

  /** The first of the usual places that has one. */
  public static Optional<Path> usualIfThere() {
    return USUAL.stream().filter(file -> Files.exists(file) && isOwn(file)).findFirst();
  }

  private static Path usual() throws CommandFailure {
    return usualIfThere()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "there is neither hearth.yaml in this folder nor /etc/hearth/hearth.yaml;"
                        + " name a configuration with --config FILE"));
  }

  /** Root takes none by itself that a service could have put there. */
  private static boolean isOwn(Path file) {
    try {
      ServiceFiles.ofMachine().requireOwn(file);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
