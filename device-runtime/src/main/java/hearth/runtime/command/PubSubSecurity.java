package hearth.runtime.command;

import hearth.client.MqttClientBuilder;
import hearth.client.ServerUri;
import hearth.runtime.config.FileProblem;
import hearth.runtime.config.ServerTlsSettings;
import hearth.runtime.device.ClientTls;
import hearth.runtime.host.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import picocli.CommandLine.Option;

/** The options of TLS that {@code hearth pub} and {@code hearth sub} have in common. */
final class PubSubSecurity {
  private static final int TLS_PORT = 8883;

  @Option(
      names = "--cafile",
      paramLabel = "FILE",
      description = "Use TLS, and trust the authorities in this PEM file.")
  private Path authorities;

  @Option(
      names = "--capath",
      paramLabel = "FOLDER",
      description = "Use TLS, and trust the authorities in the PEM files of this folder.")
  private Path authoritiesFolder;

  @Option(
      names = "--tls-version",
      paramLabel = "VERSION",
      description = "The oldest TLS version to accept: tlsv1.2 or tlsv1.3.")
  private String oldest;

  @Option(
      names = "--ciphers",
      paramLabel = "LIST",
      description = "Cipher suites, separated by colons, with the names of OpenSSL or Java.")
  private String ciphers;

  @Option(
      names = "--tls-alpn",
      paramLabel = "NAME",
      description = "The protocol to name in the handshake (ALPN).")
  private String alpn;

  @Option(
      names = "--tls-use-os-certs",
      description = "Use TLS, and trust the authorities that Java knows.")
  private boolean knownAuthorities;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "This client's certificate, for servers that ask for one.")
  private Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key of that certificate.")
  private Path key;

  @Option(
      names = "--insecure",
      description = "Accept any name in the server's certificate. Only for trying things out.")
  private boolean anyName;

  /** Whether the options ask for TLS. */
  boolean isWanted(ServerUri url, Integer port) {
    return (url != null && url.tls())
        || authorities != null
        || authoritiesFolder != null
        || knownAuthorities
        || (port != null && port == TLS_PORT);
  }

  void apply(MqttClientBuilder client) throws CommandFailure {
    if ((certificate == null) != (key == null)) {
      throw new CommandFailure("--cert and --key go together: give both or none");
    }
    if (authorities != null && authoritiesFolder != null) {
      throw new CommandFailure("give either --cafile or --capath");
    }
    Path trusted = authorities != null ? authorities : authoritiesFolder;
    List<String> protocols = alpn == null ? List.of() : List.of(alpn);
    try {
      ClientTls.apply(
          new ServerTlsSettings(null, trusted, certificate, key, null, protocols),
          client,
          anyName,
          adjusting());
    } catch (IOException e) {
      throw new CommandFailure("TLS cannot be set up: " + FileProblem.withName(e), e);
    }
  }

  private Consumer<SSLParameters> adjusting() throws CommandFailure {
    String[] suites = ciphers == null ? null : suites();
    String[] versions = oldest == null ? null : versions();
    return parameters -> {
      if (suites != null) {
        parameters.setCipherSuites(suites);
      }
      if (versions != null) {
        parameters.setProtocols(versions);
      }
    };
  }

  private String[] versions() throws CommandFailure {
    return switch (oldest) {
      case "tlsv1.2" -> new String[] {"TLSv1.3", "TLSv1.2"};
      case "tlsv1.3" -> new String[] {"TLSv1.3"};
      default ->
          throw new CommandFailure(
              "--tls-version is tlsv1.2 or tlsv1.3, not '" + oldest + "'; older ones are broken");
    };
  }

  private String[] suites() throws CommandFailure {
    List<String> known = supported();
    List<String> wanted = new ArrayList<>();
    for (String name : ciphers.split(":")) {
      String suite = name.startsWith("TLS_") ? name : ofOpenSsl(name);
      if (!known.contains(suite)) {
        throw new CommandFailure(
            "--ciphers: there is no cipher suite '"
                + name
                + "', such as ECDHE-RSA-AES128-GCM-SHA256");
      }
      wanted.add(suite);
    }
    return wanted.toArray(new String[0]);
  }

  /** ECDHE-RSA-AES128-GCM-SHA256 is TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 to everybody else. */
  private static String ofOpenSsl(String name) {
    String suite =
        name.replaceFirst("^((?:EC)?DHE)-(RSA|ECDSA)-", "TLS_$1_$2_WITH_")
            .replaceFirst("AES(128|256)", "AES_$1")
            .replace('-', '_');
    return suite.endsWith("POLY1305") ? suite + "_SHA256" : suite;
  }

  private static List<String> supported() throws CommandFailure {
    try {
      return List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException e) {
      throw new CommandFailure("this Java has no TLS", e);
    }
  }
}
