package hearth.runtime.command;

import hearth.runtime.config.Configuration;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.ConfigurationFile;
import java.nio.file.Path;
import java.util.Iterator;
import picocli.CommandLine.Option;

/** The option that names the configuration. */
final class ConfigOption {
  static final String TEXT =
      "The configuration. Default: ./hearth.yaml if there is one, else /etc/hearth/hearth.yaml.";

  /** As the command line named it, or null. */
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = TEXT)
  Path file;

  /** Takes the option where it is this one; see {@link ServiceCommand#take}. */
  boolean take(String option, Iterator<String> values) {
    if (!option.equals("-c") && !option.equals("--config")) {
      return false;
    }
    file = Path.of(ServiceCommand.value(values));
    return true;
  }

  /**
   * The configuration that is meant.
   *
   * @throws CommandFailure where there is none or it has problems: all of them, one a line
   */
  Configuration load() throws CommandFailure {
    return ConfigurationFile.load(file);
  }
}
