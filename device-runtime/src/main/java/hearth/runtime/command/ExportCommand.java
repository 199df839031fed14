package hearth.runtime.command;

import hearth.runtime.config.Configuration;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.ConfigurationFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth export}. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Writes the settings of another program. 'phone': a table of tiles for any MQTT app, each"
            + " with its name, the topic that it shows (subscribe), the topic that it sends to"
            + " (publish), the texts for on and off, QoS and retain.")
public final class ExportCommand implements Callable<Integer> {
  /** For what. */
  private enum Target {
    PHONE
  }

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "phone", description = "What the settings are for.")
  @SuppressWarnings("unused") // there is one only
  private Target target;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The configuration, as with --config.")
  private Path parameter;

  @Mixin private final ConfigOption option = new ConfigOption();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "table, csv or json; or what an app imports: mqtt-analyzer (a .mqttbroker file), "
              + "iot-mqtt-panel (its backup), mqtt-dash (published on metrics/exchange while the"
              + " app waits for it). Default: table.")
  private PhoneFormat format;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description =
          "The name or address of the broker, as the phone sees it. Default: this machine's.")
  private String host;

  @Option(
      names = {"-u", "--user"},
      paramLabel = "NAME",
      defaultValue = "phone",
      description = "The user the app connects as; 'hearth pair' adds users. Default: phone.")
  private String user;

  @Override
  public Integer call() throws CommandFailure {
    Configuration configuration =
        ConfigurationFile.load(option.file != null ? option.file : parameter);
    if (configuration.device() == null) {
      throw new CommandFailure(
          "the configuration has no section 'device:', and so nothing to show");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(format.of(configuration, host, user));
    out.flush();
    if (!format.note().isEmpty()) {
      spec.commandLine().getErr().println(format.note());
    }
    return 0;
  }
}
