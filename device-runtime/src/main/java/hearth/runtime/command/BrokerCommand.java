package hearth.runtime.command;

import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.FleetSettings;
import hearth.runtime.config.LimitsSettings;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.ListenerSettings.Anonymous;
import hearth.runtime.config.NetworkAddress;
import hearth.runtime.config.Position;
import hearth.runtime.config.StoreSettings;
import hearth.runtime.host.BrokerHost;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.Service;
import hearth.runtime.host.SighupHandler;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.tinylog.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code hearth broker}. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Runs only the broker: as configured, or with --listen without a configuration. Prints"
            + " 'ready' and its addresses once clients can connect.")
final class BrokerCommand implements ServiceCommand {
  private final PrintWriter out;

  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = BrokerHost.LISTEN,
      paramLabel = "ADDRESS:PORT",
      converter = AddressConverter.class,
      description = "Listen on this address, without a configuration. Port 0 means any free port.")
  private List<NetworkAddress> listen;

  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      description = "With --listen: keep what must survive a restart in this folder.")
  private Path store;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "With --listen: the file of users and their hashed passwords.")
  private Path passwordFile;

  @Option(
      names = "--allow-anonymous",
      description = "With --listen: accept clients without a user name, on 127.0.0.1 and ::1 only.")
  private boolean allowAnonymous;

  BrokerCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public boolean take(String option, Iterator<String> values) {
    switch (option) {
      case BrokerHost.LISTEN -> listen = List.of(NetworkAddress.of(first(values)));
      case "--store" -> store = Path.of(ServiceCommand.value(values));
      case "--password-file" -> passwordFile = Path.of(ServiceCommand.value(values));
      case "--allow-anonymous" -> allowAnonymous = true;
      default -> {
        return config.take(option, values);
      }
    }
    return true;
  }

  /** Several are picocli's. */
  private String first(Iterator<String> values) {
    if (listen != null) {
      throw new IllegalArgumentException("another address");
    }
    return ServiceCommand.value(values);
  }

  /** Reads an address of the command line. */
  static final class AddressConverter implements ITypeConverter<NetworkAddress> {
    @Override
    public NetworkAddress convert(String text) {
      try {
        return NetworkAddress.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "': " + e.getMessage());
      }
    }
  }

  @Override
  public Integer call() throws CommandFailure {
    Configuration configuration = listen == null ? ofConfiguration() : null;
    BrokerSection section = configuration == null ? ofCommandLine() : configuration.broker();
    FleetSettings fleet = configuration == null ? null : configuration.fleet();
    Service service = new Service();
    service.run(
        () -> {
          BrokerHost host = new BrokerHost(service.loop(), section, fleet);
          service.endsWith(host::end);
          host.listen();
          SighupHandler.onHangup(() -> service.loop().execute(() -> host.reload(config.file)));
          Logger.info("The broker listens on {}", host.addresses());
          service.reportReady(out, host.addresses(), List.of());
        });
    return 0;
  }

  private Configuration ofConfiguration() throws CommandFailure {
    if (store != null || passwordFile != null || allowAnonymous) {
      throw new CommandFailure(
          "--store, --password-file and --allow-anonymous go with --listen; without it, the"
              + " configuration says all this");
    }
    Configuration configuration = config.load();
    if (configuration.broker() == null) {
      throw new CommandFailure(
          "the configuration has no section 'broker:'; add one with 'listen: [127.0.0.1:1883]'");
    }
    return configuration;
  }

  private BrokerSection ofCommandLine() throws CommandFailure {
    if (config.file != null) {
      throw new CommandFailure("give either --config or --listen");
    }
    if (!allowAnonymous && passwordFile == null) {
      throw new CommandFailure(
          "nobody could connect; give --password-file FILE, or --allow-anonymous for a broker of"
              + " this machine alone");
    }
    for (NetworkAddress address : listen) {
      if (allowAnonymous && !address.isLoopback()) {
        throw new CommandFailure(
            "--allow-anonymous would open "
                + address
                + " to everybody in the network; listen on 127.0.0.1, or use a configuration with"
                + " 'anonymous: yes' at the listener");
      }
    }
    Anonymous anonymous = allowAnonymous ? Anonymous.YES : Anonymous.NO;
    Position here = new Position(BrokerHost.LISTEN, 1, 1);
    List<ListenerSettings> listeners =
        listen.stream()
            .map(
                address ->
                    new ListenerSettings(here, address, anonymous, null, null, null, null, null))
            .toList();
    return new BrokerSection(
        listeners,
        store == null ? null : StoreSettings.in(store),
        passwordFile,
        null,
        LimitsSettings.DEFAULTS,
        null,
        null,
        List.of(),
        List.of());
  }
}
