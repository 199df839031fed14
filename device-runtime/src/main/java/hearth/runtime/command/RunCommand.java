package hearth.runtime.command;

import hearth.io.net.Connector;
import hearth.runtime.config.Configuration;
import hearth.runtime.host.AppliedConfiguration;
import hearth.runtime.host.BrokerHost;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.ConfigurationFile;
import hearth.runtime.host.DeviceHost;
import hearth.runtime.host.Service;
import hearth.runtime.host.SighupHandler;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.tinylog.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hearth run}. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Runs everything in the configuration: the broker, the device, or both in one process."
            + " Prints 'ready' and the broker's addresses once clients can connect.")
final class RunCommand implements ServiceCommand {
  private final PrintWriter out;

  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = "--welcome",
      paramLabel = "COMMAND",
      description =
          "After the start, say what runs, where to connect and what to type, with COMMAND in place"
              + " of 'hearth'.")
  private String welcome;

  @Option(
      names = "--load-classes",
      hidden = true,
      paramLabel = "FILE",
      description = "For archive-classes: what it cannot see at work without pins.")
  private Path classes;

  RunCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public boolean take(String option, Iterator<String> values) {
    if (option.equals("--welcome")) {
      welcome = ServiceCommand.value(values);
      return true;
    }
    // Without picocli: Java 17 crashes where it archives its classes, which are of an old form.
    if (option.equals("--load-classes")) {
      classes = Path.of(ServiceCommand.value(values));
      return true;
    }
    return config.take(option, values);
  }

  @Override
  public Integer call() throws CommandFailure {
    try {
      return run();
    } catch (CommandFailure e) {
      throw applied().failed(e);
    }
  }

  private AppliedConfiguration applied() throws CommandFailure {
    return new AppliedConfiguration(ConfigurationFile.found(config.file));
  }

  private Integer run() throws CommandFailure {
    Configuration configuration = config.load();
    if (configuration.broker() == null && configuration.device() == null) {
      throw new CommandFailure("the configuration has neither 'broker:' nor 'device:'");
    }
    if (classes != null) {
      ClassList.load(classes);
    }
    Service service = new Service();
    service.run(() -> start(configuration, service));
    return 0;
  }

  private void start(Configuration configuration, Service service) throws CommandFailure {
    Connector connector = null;
    BrokerHost host = null;
    List<Runnable> reloads = new ArrayList<>();
    String addresses = "";
    if (configuration.broker() != null) {
      BrokerHost broker =
          new BrokerHost(service.loop(), configuration.broker(), configuration.fleet());
      service.endsWith(broker::end);
      broker.listen();
      reloads.add(() -> service.loop().execute(() -> broker.reload(config.file)));
      connector = broker.connector();
      host = broker;
      addresses = broker.addresses();
      Logger.info("The broker listens on {}", addresses);
    }
    String parts = "no parts of its own";
    boolean partsAreSimulated = false;
    List<Executor> threads = List.of();
    if (configuration.device() != null) {
      if (connector == null) {
        DeviceHost.requireReachable(configuration);
      }
      DeviceHost device = new DeviceHost(configuration, service.loop(), connector);
      service.endsWith(device::end);
      device.start();
      reloads.add(() -> device.reload(config.file));
      parts = device.parts().description();
      partsAreSimulated = device.parts().areSimulated();
      threads = device.threads();
      addresses = host == null ? device.addresses() : addresses;
      if (host != null) {
        host.connectPanel(device::configuration, device.parts());
        host.connectHealth(device::things);
        host.offerConfiguration(config.file, device::configuration, device::reload);
      }
    } else {
      host.connectPanel(() -> configuration, null);
      host.offerConfiguration(
          config.file, () -> configuration, (changed, done) -> done.accept(List.of()));
    }
    SighupHandler.onHangup(() -> reloads.forEach(Runnable::run));
    service.reportReady(out, addresses, threads);
    applied().settled();
    if (welcome != null) {
      new Welcome(configuration, parts, partsAreSimulated, welcome).print(out);
    }
  }
}
