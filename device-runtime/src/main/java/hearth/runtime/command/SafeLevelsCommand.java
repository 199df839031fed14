package hearth.runtime.command;

import hearth.drivers.kernel.MountedFiles;
import hearth.io.loop.SystemClock;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ConfigurationException;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.hardware.Hardware;
import hearth.runtime.hardware.SafeLevels;
import hearth.runtime.host.CommandFailure;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.tinylog.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hearth safe-levels}: what the service runs after a crash. */
@Command(
    mixinStandardHelpOptions = true,
    description = {
      "Sets every output of the configuration to its shutdown level; one with 'shutdown: keep'"
          + " stays as it is. While Hearth runs it owns the pins, and this changes nothing except"
          + " dimmed lights, whose pins have no owner.",
      "The service does this after a crash."
    })
final class SafeLevelsCommand implements Callable<Integer> {
  @Mixin private final ConfigOption config = new ConfigOption();

  /** Without its problems: the start tells them, once. */
  private Configuration configuration() throws CommandFailure {
    try {
      return config.load();
    } catch (CommandFailure e) {
      if (e.getCause() instanceof ConfigurationException) {
        throw new CommandFailure(
            "the outputs are not brought to their safe levels, as the configuration has problems",
            e);
      }
      throw e;
    }
  }

  @Override
  public Integer call() throws CommandFailure {
    Configuration configuration = configuration();
    List<OutputSettings> outputs = configuration.outputs();
    if (outputs.isEmpty()) {
      return 0;
    }
    try (Hardware parts =
        Hardware.of(
            configuration.hardware(),
            MountedFiles.ofMachine(),
            new SystemClock(),
            Runnable::run,
            new Random())) {
      List<String> failures = SafeLevels.apply(outputs, parts);
      if (!failures.isEmpty()) {
        throw new CommandFailure("not at the safe level: " + String.join("; ", failures));
      }
      Logger.info("The outputs are at their safe levels");
      return 0;
    }
  }
}
