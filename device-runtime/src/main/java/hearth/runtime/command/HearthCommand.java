package hearth.runtime.command;

import hearth.runtime.config.ConfigurationException;
import hearth.runtime.config.FileProblem;
import hearth.runtime.config.NearestWord;
import hearth.runtime.doctor.ServiceState;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.OwnVersion;
import hearth.runtime.log.Logging;
import hearth.runtime.log.SystemdJournal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
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
public final class HearthCommand {
  /** The subcommands, each with one line of the list of commands. */
  private static final String[][] SUBCOMMANDS = {
    {"run", "run broker and device in one process"},
    {"device", "run only the device"},
    {"broker", "run only the broker"},
    {"setup", "ask what is wired, and add it to the configuration"},
    {"check", "explain a configuration, or list what is wrong with it"},
    {"doctor", "find what is wrong with this machine, its sensors and its broker"},
    {"passwd", "add, change, remove and list users"},
    {"may", "explain what a user may publish and subscribe to"},
    {"refusals", "list refused requests and why they were refused"},
    {"sessions", "list sessions, or end one"},
    {"history", "show past readings and states as a table, CSV or a plot"},
    {"retained", "list retained messages and who published them, or remove one"},
    {"pair", "show a QR code with what a phone needs"},
    {"export", "write the settings of a phone app"},
    {"reload", "make the running Hearth reload its files"},
    {"pub", "publish a message, like mosquitto_pub"},
    {"sub", "print messages, like mosquitto_sub"},
    {"tls", "create the certificates of this home"},
    {"safe-levels", "set the outputs to their shutdown levels"},
    {"version", "print the versions"},
  };

  private static final String DEBUG = "--debug";

  private static final List<String> HELP = List.of("help", "--help", "-h");

  private HearthCommand() {}

  /**
   * Runs a command line.
   *
   * @return 0, 1 where something failed, 2 where the command line is wrong, 78 where a service
   *     cannot start with its configuration
   */
  public static int execute(String[] arguments, PrintWriter out, PrintWriter err) {
    String name = arguments.length == 0 ? "help" : arguments[0];
    String[] rest = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    if (HELP.contains(name)) {
      if (rest.length > 0 && !HELP.contains(rest[0])) {
        return execute(new String[] {rest[0], "--help"}, out, err); // 'help pub'
      }
      reportUsage(out);
      return CommandLine.ExitCode.OK;
    }
    try {
      return execute(name.equals("--version") ? "version" : name, rest, out, err);
    } catch (StackOverflowError e) {
      err.println("hearth " + name + ": what it was given to read nests too deeply");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static int execute(String wanted, String[] rest, PrintWriter out, PrintWriter err) {
    Callable<Integer> command = make(wanted, out);
    if (command == null) {
      List<String> known = Arrays.stream(SUBCOMMANDS).map(each -> each[0]).toList();
      err.println(
          "hearth: there is no command '" + wanted + "'" + NearestWord.suggestion(wanted, known));
      err.println("'hearth help' lists all commands");
      return CommandLine.ExitCode.USAGE;
    }
    if (command instanceof ServiceCommand service && service.takeAll(Arrays.asList(rest))) {
      return run(service, wanted, err);
    }
    try {
      boolean hasFile = wanted.equals("pub") || wanted.equals("sub");
      String[] words = hasFile ? withOptionsOfFile(wanted, rest, out, err) : rest;
      return commandLine(wanted, make(wanted, out), out, err).execute(words);
    } catch (CommandFailure e) {
      return report(e, "hearth " + wanted, false, err);
    }
  }

  private static String[] withOptionsOfFile(
      String wanted, String[] rest, PrintWriter out, PrintWriter err) throws CommandFailure {
    CommandLine options = commandLine(wanted, make(wanted, out), out, err);
    return PubSubFile.withOptions(options, wanted, rest, System.getenv());
  }

  /**
   * An object that picocli fills with the options, and whose result is the exit status; null for an
   * unknown name. A switch and not a table of constructors, whose fourteen classes every start
   * would have to make.
   *
   * @param out the standard output
   */
  private static Callable<Integer> make(String name, PrintWriter out) {
    return switch (name) {
      case "run" -> new RunCommand(out);
      case "device" -> new DeviceCommand(out);
      case "broker" -> new BrokerCommand(out);
      case "setup" -> new SetupCommand(System.in);
      case "check" -> new CheckCommand();
      case "doctor" -> new DoctorCommand();
      case "passwd" -> new PasswdCommand();
      case "may" -> new MayCommand();
      case "refusals" -> new RefusalsCommand();
      case "sessions" -> new SessionsCommand();
      case "history" -> new HistoryCommand();
      case "retained" -> new RetainedCommand();
      case "pair" -> new PairCommand();
      case "export" -> new ExportCommand();
      case "reload" -> new ReloadCommand();
      case "pub" -> new PubCommand(System.in);
      case "sub" -> SubCommand.onStandardOutput();
      case "tls" -> new TlsCommand();
      case "safe-levels" -> new SafeLevelsCommand();
      case "version" -> new VersionCommand();
      default -> null;
    };
  }

  /** All subcommands at once, for what looks at all of them. */
  public static CommandLine everything() {
    CommandLine all = new CommandLine(CommandSpec.create().name("hearth"));
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    for (String[] subcommand : SUBCOMMANDS) {
      String name = subcommand[0];
      all.addSubcommand(name, commandLine(name, make(name, nowhere), nowhere, nowhere));
    }
    return all;
  }

  private static int run(ServiceCommand service, String name, PrintWriter err) {
    Logging.start(false);
    Logging.warmUp();
    try {
      return service.call();
    } catch (Exception failure) {
      int status = report(failure, "hearth " + name, false, err);
      return failure.getCause() instanceof ConfigurationException
          ? ServiceState.WRONG_CONFIGURATION
          : status;
    }
  }

  private static CommandLine commandLine(
      String name, Callable<Integer> command, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(command);
    line.setCommandName("hearth " + name);
    line.setOut(out).setErr(TerminalWriter.over(err));
    line.getCommandSpec().version("hearth " + OwnVersion.text());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOverwrittenOptionsAllowed(true); // the last counts, as in scripts for Mosquitto's tools
    UsageErrors.register(line);
    line.setExpandAtFiles(false); // '-m @home' is a message, not a file of arguments
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder(DEBUG)
                .description("Log every step, and show where in the program an error came from.")
                .build());
    line.setParameterExceptionHandler((mistake, words) -> reportMistake(mistake));
    line.setExecutionStrategy(
        parsed -> {
          Logging.start(isDebug(parsed));
          return new RunLast().execute(parsed);
        });
    line.setExecutionExceptionHandler(
        (failure, failed, parsed) ->
            report(failure, failed.getCommandName(), isDebug(parsed), err));
    return line;
  }

  /** One sentence; the whole list of options would hide it. */
  private static int reportMistake(ParameterException mistake) {
    CommandLine line = mistake.getCommandLine();
    String name = line.getCommandName();
    line.getErr().println(name + ": " + UsageErrors.describe(mistake));
    line.getErr().println("'" + name + " --help' lists the options");
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static boolean isDebug(ParseResult parsed) {
    return parsed.hasMatchedOption(DEBUG);
  }

  private static int report(Exception failure, String command, boolean debug, PrintWriter stream) {
    PrintWriter err = TerminalWriter.over(stream);
    if (debug) {
      failure.printStackTrace(err);
      return CommandLine.ExitCode.SOFTWARE;
    }
    String text = command + ": " + inWords(failure);
    err.println(SystemdJournal.listens() ? SystemdJournal.lines(SystemdJournal.ERROR, text) : text);
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String inWords(Exception failure) {
    if (failure instanceof CommandFailure) {
      return failure.getMessage();
    }
    if (failure instanceof IOException problem) {
      return FileProblem.withName(problem);
    }
    String reason = failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")";
    return "this is a defect of Hearth"
        + reason
        + "; please report it, with what it tells when "
        + DEBUG
        + " is added";
  }

  private static void reportUsage(PrintWriter to) {
    to.println("Hearth: the MQTT heart of a home");
    to.println();
    to.println("usage: hearth COMMAND [OPTIONS]; 'hearth COMMAND --help' lists the options");
    to.println();
    for (String[] subcommand : SUBCOMMANDS) {
      to.println(String.format("  %-11s %s", subcommand[0], subcommand[1]));
    }
  }
}
