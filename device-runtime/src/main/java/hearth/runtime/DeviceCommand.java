package hearth.runtime;

import hearth.runtime.command.CommandFailure;
import hearth.runtime.command.ConfigurationFile;
import hearth.runtime.config.Configuration;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hearth device}. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Runs the device alone, against the broker in the section 'mqtt' of the configuration.")
final class DeviceCommand implements Callable<Integer> {
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
        });
    return 0;
  }
}
