package hearth.runtime.command;

import hearth.runtime.config.Configuration;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.DeviceHost;
import hearth.runtime.host.Service;
import hearth.runtime.host.SighupHandler;
import java.io.PrintWriter;
import java.util.Iterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hearth device}. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Runs only the device, with the broker that the section 'mqtt' of the configuration names."
            + " Prints 'ready' once it has started, whether or not it can reach that broker.")
final class DeviceCommand implements ServiceCommand {
  private final PrintWriter out;

  @Mixin private final ConfigOption config = new ConfigOption();

  DeviceCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public boolean take(String option, Iterator<String> values) {
    return config.take(option, values);
  }

  @Override
  public Integer call() throws CommandFailure {
    Configuration configuration = config.load();
    if (configuration.device() == null) {
      throw new CommandFailure(
          "the configuration has no section 'device:'; add one with 'topic: home/livingroom'");
    }
    DeviceHost.requireReachable(configuration);
    Service service = new Service();
    service.run(
        () -> {
          DeviceHost device = new DeviceHost(configuration, service.loop(), null);
          service.endsWith(device::end);
          device.start();
          SighupHandler.onHangup(() -> device.reload(config.file));
          service.reportReady(out, device.addresses(), device.threads());
        });
    return 0;
  }
}
