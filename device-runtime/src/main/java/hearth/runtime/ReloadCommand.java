package hearth.runtime;

import hearth.runtime.command.CommandFailure;
import hearth.runtime.command.ConfigurationFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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
        "Has the running Hearth read its users, access rules and certificates anew; connections"
            + " stay. The configuration is checked first, and the log tells what came of it.")
final class ReloadCommand implements Callable<Integer> {
  private static final Set<String> SERVICES = Set.of("run", "broker", "device");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration; else ./hearth.yaml, else /etc/hearth/hearth.yaml.")
  private Path config;

  @Override
  public Integer call() throws CommandFailure {
    ConfigurationFile.load(config);
    List<ProcessHandle> running =
        ProcessHandle.allProcesses().filter(ReloadCommand::isService).toList();
    if (running.isEmpty()) {
      throw new CommandFailure(
          "no Hearth of this user is running; if it runs as a service, use"
              + " sudo systemctl reload hearth");
    }
    PrintWriter out = spec.commandLine().getOut();
    for (ProcessHandle process : running) {
      hangUp(process.pid());
      out.println("Told process " + process.pid() + " to read its files anew");
    }
    return 0;
  }

  /** {@code java ... hearth.runtime.Main run ...} */
  private static boolean isService(ProcessHandle process) {
    String[] arguments = process.info().arguments().orElse(new String[0]);
    for (int i = 0; i + 1 < arguments.length; i++) {
      if (arguments[i].equals(Main.class.getName())) {
        return SERVICES.contains(arguments[i + 1])
            && process.pid() != ProcessHandle.current().pid();
      }
    }
    return false;
  }

  private static void hangUp(long pid) throws CommandFailure {
    try {
      int status =
          new ProcessBuilder("kill", "-HUP", Long.toString(pid)).inheritIO().start().waitFor();
      if (status != 0) {
        throw new CommandFailure("process " + pid + " could not be told; it may be another user's");
      }
    } catch (IOException e) {
      throw new CommandFailure("the program 'kill' cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
