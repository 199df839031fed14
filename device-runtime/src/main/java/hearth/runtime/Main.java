package hearth.runtime;

import hearth.runtime.command.CommandFailure;
import hearth.runtime.command.PubCommand;
import hearth.runtime.command.RefusalsCommand;
import hearth.runtime.command.SubCommand;
import hearth.runtime.command.VersionCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * The command {@code hearth}. Only the subcommand that is asked for is made, since looking at all
 * of them takes a Raspberry Pi longer than some of them run.
 */
public final class Main {
  /**
   * A subcommand.
   *
   * @param summary one line of the list of commands
   * @param make gives, for the standard output, an object that picocli fills with the options; its
   *     result is the exit status
   */
  private record Subcommand(
      String name, String summary, Function<PrintWriter, Callable<Integer>> make) {}

  private static final List<Subcommand> SUBCOMMANDS =
      List.of(
          new Subcommand("run", "run broker and device in one process", RunCommand::new),
          new Subcommand("device", "run the device alone", DeviceCommand::new),
          new Subcommand("broker", "run the broker alone", BrokerCommand::new),
          new Subcommand(
              "check",
              "tell what a configuration means, or what is wrong",
              out -> new CheckCommand()),
          new Subcommand(
              "passwd", "add, change, remove and list who may connect", out -> new PasswdCommand()),
          new Subcommand(
              "may",
              "tell what a user may publish and subscribe to, and why",
              out -> new MayCommand()),
          new Subcommand(
              "refusals",
              "tell whom the broker refused what, and why",
              out -> new RefusalsCommand()),
          new Subcommand(
              "pair", "show a QR code with what a phone needs", out -> new PairCommand()),
          new Subcommand(
              "reload", "have the running Hearth read its files anew", out -> new ReloadCommand()),
          new Subcommand(
              "pub", "publish a message, like mosquitto_pub", out -> new PubCommand(System.in)),
          new Subcommand(
              "sub",
              "print messages, like mosquitto_sub",
              out -> new SubCommand(new FileOutputStream(FileDescriptor.out))),
          new Subcommand("tls", "make the certificates of this home", out -> new TlsCommand()),
          new Subcommand(
              "safe-levels",
              "bring the outputs to their shutdown levels",
              out -> new SafeLevelsCommand()),
          new Subcommand("version", "tell the version", out -> new VersionCommand()));

  private static final String DEBUG = "--debug";

  private Main() {}

  /** Ends with 0, with 1 where something failed, or with 2 where the command line is wrong. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(execute(arguments, out, err));
  }

  /** Runs a command line and gives its exit status. */
  static int execute(String[] arguments, PrintWriter out, PrintWriter err) {
    String name = arguments.length == 0 ? "help" : arguments[0];
    if (List.of("help", "--help", "-h").contains(name)) {
      tellUsage(out);
      return CommandLine.ExitCode.OK;
    }
    String wanted = name.equals("--version") ? "version" : name;
    Optional<Subcommand> found =
        SUBCOMMANDS.stream().filter(subcommand -> subcommand.name().equals(wanted)).findFirst();
    if (found.isEmpty()) {
      err.println("hearth: there is no command '" + name + "'");
      tellUsage(err);
      return CommandLine.ExitCode.USAGE;
    }
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    if (found.get().make().apply(out) instanceof LongRunning service
        && service.takeAll(List.of(rest))) {
      return run(service, wanted, err);
    }
    return commandLine(found.get(), out, err).execute(rest);
  }

  /** All subcommands at once, for what looks at all of them. */
  static CommandLine everything() {
    CommandLine all = new CommandLine(CommandSpec.create().name("hearth"));
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    for (Subcommand subcommand : SUBCOMMANDS) {
      all.addSubcommand(subcommand.name(), commandLine(subcommand, nowhere, nowhere));
    }
    return all;
  }

  private static int run(LongRunning service, String name, PrintWriter err) {
    Logging.start(false);
    try {
      return service.call();
    } catch (Exception failure) {
      return tell(failure, "hearth " + name, false, err);
    }
  }

  private static CommandLine commandLine(Subcommand subcommand, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(subcommand.make().apply(out));
    line.setCommandName("hearth " + subcommand.name());
    line.setOut(out).setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false); // '-m @home' is a message, not a file of arguments
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder(DEBUG)
                .description("Log every step, and show where in the program an error came from.")
                .build());
    line.setParameterExceptionHandler((mistake, words) -> tellMistake(mistake));
    line.setExecutionStrategy(
        parsed -> {
          Logging.start(isDebug(parsed));
          return new RunLast().execute(parsed);
        });
    line.setExecutionExceptionHandler(
        (failure, failed, parsed) -> tell(failure, failed.getCommandName(), isDebug(parsed), err));
    return line;
  }

  /** One sentence; the whole list of options would hide it. */
  private static int tellMistake(ParameterException mistake) {
    CommandLine line = mistake.getCommandLine();
    String name = line.getCommandName();
    line.getErr().println(name + ": " + mistake.getMessage());
    line.getErr().println("'" + name + " --help' tells the options");
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static boolean isDebug(ParseResult parsed) {
    return parsed.hasMatchedOption(DEBUG);
  }

  private static int tell(Exception failure, String command, boolean debug, PrintWriter err) {
    String prefix = command + ": ";
    if (debug) {
      failure.printStackTrace(err);
    } else if (failure instanceof CommandFailure) {
      err.println(prefix + failure.getMessage());
    } else {
      err.println(prefix + failure + " (with " + DEBUG + " it tells where)");
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static void tellUsage(PrintWriter to) {
    to.println("Hearth: the MQTT heart of a home");
    to.println();
    to.println("usage: hearth COMMAND [OPTIONS]; 'hearth COMMAND --help' tells the options");
    to.println();
    for (Subcommand subcommand : SUBCOMMANDS) {
      to.println(String.format("  %-11s %s", subcommand.name(), subcommand.summary()));
    }
  }
}
