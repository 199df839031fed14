package hearth.runtime.command;

import hearth.runtime.config.FileProblem;
import hearth.runtime.host.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The file that mosquitto_pub and mosquitto_sub take options from: one a line, its value behind a
 * blank, {@code #} before a comment. What the command line says comes after and so counts.
 */
public final class PubSubFile {
  static final String OPTION = "-o";

  private static final List<String> OF_SEVERAL_WORDS = List.of("-D", "--property");

  private PubSubFile() {}

  /**
   * The words of a command line behind those of the file that it names, or else of the usual one.
   *
   * @param line reads the words, and is not to be used again
   * @param name {@code pub} or {@code sub}
   * @throws CommandFailure where the file cannot be read
   */
  public static String[] withOptions(
      CommandLine line, String name, String[] words, Map<String, String> environment)
      throws CommandFailure {
    Path named;
    try {
      named = line.parseArgs(words).matchedOptionValue(OPTION, null);
    } catch (ParameterException e) {
      return words; // it is told when they are read once more
    }
    Path file = named != null ? named : usual(name, environment);
    if (file == null) {
      return words;
    }
    List<String> all = new ArrayList<>();
    try {
      Files.readAllLines(file).forEach(each -> add(each, all));
    } catch (IOException e) {
      throw new CommandFailure(
          "the options in '" + file + "' cannot be read: " + FileProblem.describe(e), e);
    }
    all.addAll(Arrays.asList(words));
    return all.toArray(new String[0]);
  }

  /** Mosquitto's own, so that both programs do the same; null where there is none. */
  private static Path usual(String name, Map<String, String> environment) {
    String folder = environment.get("XDG_CONFIG_HOME");
    String home = environment.get("HOME");
    if (folder == null && home == null) {
      return null;
    }
    Path file =
        (folder != null ? Path.of(folder) : Path.of(home, ".config")).resolve("mosquitto_" + name);
    return Files.isRegularFile(file) ? file : null;
  }

  private static void add(String line, List<String> words) {
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    String[] parts = line.split(" ", 2);
    words.add(parts[0]);
    if (parts.length == 2 && OF_SEVERAL_WORDS.contains(parts[0])) {
      words.addAll(List.of(parts[1].strip().split(" +")));
    } else if (parts.length == 2) {
      words.add(parts[1]);
    }
  }
}
