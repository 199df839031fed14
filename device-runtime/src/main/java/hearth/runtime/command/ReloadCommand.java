package hearth.runtime.command;

import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.ConfigurationFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hearth reload}. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Makes the running Hearth reload its users, access rules and certificates, and the things"
            + " of its configuration. Connections stay open, and what did not change keeps running."
            + " The configuration is checked first, and the log shows the result.")
final class ReloadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private final ConfigOption config = new ConfigOption();

  @Override
  public Integer call() throws CommandFailure {
    Path meant = ConfigurationFile.found(config.file);
    ConfigurationFile.load(meant);
    List<RunningHearth> running = RunningHearth.with(meant);
    if (running.isEmpty()) {
      throw new CommandFailure(
          "no Hearth that this user can see runs with "
              + meant
              + "; name another configuration with --config FILE, or try it with sudo");
    }
    PrintWriter out = spec.commandLine().getOut();
    for (RunningHearth each : running) {
      try {
        each.reload();
      } catch (CommandFailure e) {
        throw new CommandFailure(e.getMessage() + "; for a service: sudo hearth reload", e);
      }
      out.println("Told process " + each.pid() + " to reload its files");
    }
    return 0;
  }
}
