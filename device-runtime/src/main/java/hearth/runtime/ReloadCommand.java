package hearth.runtime;

import hearth.runtime.command.CommandFailure;
import hearth.runtime.command.ConfigurationFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth reload}. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Has the running Hearth read its users, access rules and certificates anew, and the things of"
            + " its configuration; connections stay, and what did not change keeps running. The"
            + " configuration is checked first, and the log tells what came of it.")
final class ReloadCommand implements Callable<Integer> {
  private static final Set<String> SERVICES = Set.of("run", "broker", "device");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration that it runs with; needed where it was named at the start.")
  private Path config;

  @Override
  public Integer call() throws CommandFailure {
    ConfigurationFile.load(config);
    Path meant = ConfigurationFile.named(config);
    List<ProcessHandle> running =
        ProcessHandle.allProcesses().filter(process -> isMeant(process, meant)).toList();
    if (running.isEmpty()) {
      throw new CommandFailure(
          "no Hearth of this user runs with "
              + (meant == null ? "a configuration that it found itself" : meant)
              + "; name its configuration with --config, and if it is a service, use"
              + " sudo systemctl reload hearth");
    }
    PrintWriter out = spec.commandLine().getOut();
    for (ProcessHandle process : running) {
      if (ignoresHangup(process.pid())) {
        throw new CommandFailure(
            "process "
                + process.pid()
                + " was started so that it ignores SIGHUP, as nohup does, and reads nothing anew;"
                + " start it without, or as a service");
      }
      hangUp(process.pid());
      out.println("Told process " + process.pid() + " to read its files anew");
    }
    return 0;
  }

  /**
   * {@code java ... -jar .../hearth.jar run --config FILE}, with the configuration that is meant.
   */
  private static boolean isMeant(ProcessHandle process, Path meant) {
    List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
    int start = arguments.indexOf("-jar") + 2;
    boolean isService =
        start >= 2
            && start < arguments.size()
            && arguments.get(start - 1).endsWith("hearth.jar")
            && SERVICES.contains(arguments.get(start));
    return isService && Objects.equals(configOf(arguments), meant == null ? null : absolute(meant));
  }

  /** The configuration that a process was started with; null where it was left to be found. */
  private static Path configOf(List<String> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).equals("--config") || arguments.get(i).equals("-c")) {
        return absolute(Path.of(arguments.get(i + 1)));
      }
    }
    return null;
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** Whether it has inherited that SIGHUP, the first of the signals, is ignored: see proc(5). */
  private static boolean ignoresHangup(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("SigIgn:")) {
          return Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16) % 2 != 0;
        }
      }
    } catch (IOException e) {
      // Another system than Linux, or it has just ended: kill will tell.
    }
    return false;
  }

  /** By the shell's own command: the program kill is not on every Debian. */
  private static void hangUp(long pid) throws CommandFailure {
    try {
      int status = new ProcessBuilder("sh", "-c", "kill -HUP " + pid).inheritIO().start().waitFor();
      if (status != 0) {
        throw new CommandFailure("process " + pid + " could not be told; it may be another user's");
      }
    } catch (IOException e) {
      throw new CommandFailure("the shell cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
