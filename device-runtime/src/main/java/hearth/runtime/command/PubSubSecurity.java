package hearth.runtime.command;

import hearth.client.MqttClientBuilder;
import hearth.client.ServerUri;
import hearth.runtime.config.FileProblem;
import hearth.runtime.config.ServerTlsSettings;
import hearth.runtime.device.ClientTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of TLS that {@code hearth pub} and {@code hearth sub} have in common. */
final class PubSubSecurity {
  private static final int TLS_PORT = 8883;

  @Option(
      names = "--cafile",
      paramLabel = "FILE",
      description = "TLS, trusting the authorities in this PEM file.")
  private Path authorities;

  @Option(
      names = "--tls-use-os-certs",
      description = "TLS, trusting the authorities that Java knows.")
  private boolean knownAuthorities;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "This client's own certificate, for servers that want one.")
  private Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "And the private key of it.")
  private Path key;

  @Option(
      names = "--insecure",
      description = "Let the server's certificate bear any name. For trying things out only.")
  private boolean anyName;

  /** Whether the options ask for TLS. */
  boolean isWanted(ServerUri url, Integer port) {
    return url != null && url.tls()
        || authorities != null
        || knownAuthorities
        || port != null && port == TLS_PORT;
  }

  void apply(MqttClientBuilder client) throws CommandFailure {
    if ((certificate == null) != (key == null)) {
      throw new CommandFailure("--cert and --key go together: give both or none");
    }
    try {
      ClientTls.apply(
          new ServerTlsSettings(null, authorities, certificate, key, null, List.of()),
          client,
          anyName,
          parameters -> {});
    } catch (IOException e) {
      throw new CommandFailure("TLS cannot be set up: " + FileProblem.withName(e), e);
    }
  }
}
