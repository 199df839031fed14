package hearth.runtime;

import hearth.broker.access.AccessFileException;
import hearth.broker.access.PasswordFile;
import hearth.drivers.board.Board;
import hearth.drivers.board.ConfigTxt;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.kernel.MountedFiles;
import hearth.runtime.command.CommandFailure;
import hearth.runtime.command.ConfigurationFile;
import hearth.runtime.command.Explanation;
import hearth.runtime.command.FirmwareLines;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth check}. */
@Command(
    mixinStandardHelpOptions = true,
    description = "Reads a configuration and tells what it means, or everything that is wrong.")
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration; else ./hearth.yaml, else /etc/hearth/hearth.yaml.")
  private Path option;

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The same.")
  private Path parameter;

  @Option(
      names = "--config-txt",
      description = "Print only the lines that the firmware's config.txt needs, for scripts.")
  private boolean configTxtOnly;

  @Override
  public Integer call() throws CommandFailure {
    Configuration configuration = ConfigurationFile.load(option != null ? option : parameter);
    PrintWriter out = spec.commandLine().getOut();
    if (configTxtOnly) {
      FirmwareLines.of(configuration).forEach(out::println);
      return 0;
    }
    KernelFiles files = MountedFiles.ofMachine();
    Explanation explanation =
        new Explanation(
            configuration, users(configuration.broker()), ConfigTxt.of(files, Board.of(files)));
    explanation.print(out);
    return explanation.hasErrors() ? 1 : 0;
  }

  private static String users(BrokerSection broker) throws CommandFailure {
    if (broker == null || broker.passwordFile() == null) {
      return "none";
    }
    Path file = broker.passwordFile();
    if (!Files.exists(file)) {
      return "none yet; make one with: hearth passwd -c " + file + " NAME";
    }
    try {
      return String.join(", ", PasswordFile.read(file).users());
    } catch (AccessFileException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
