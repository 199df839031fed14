package hearth.runtime;

import hearth.runtime.command.CommandFailure;
import hearth.runtime.command.ConfigurationFile;
import hearth.runtime.config.Configuration;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth device}. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Runs the device alone, against the broker in the section 'mqtt' of the configuration. Prints"
            + " 'ready' when it has started, whether the broker is there or not.")
final class DeviceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration; else ./hearth.yaml, else /etc/hearth/hearth.yaml.")
  private Path config;

  @Override
  public Integer call() throws CommandFailure {
    Configuration configuration = ConfigurationFile.load(config);
    if (configuration.device() == null) {
      throw new CommandFailure(
          "the configuration has no section 'device:'; add one with 'topic: home/livingroom'");
    }
    Service service = new Service();
    service.run(
        () -> {
          DeviceHost device = new DeviceHost(configuration, service.loop(), null);
          service.endsWith(device::end);
          device.start();
          service.tellReady(
              spec.commandLine().getOut(), "without a broker of its own", device.threads());
        });
    return 0;
  }
}
