package hearth.runtime.device;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import hearth.client.MqttClientBuilder;
import hearth.io.net.PemFile;
import hearth.io.net.ServerNames;
import hearth.io.net.TlsContext;
import hearth.io.net.TlsTrust;
import hearth.runtime.config.ServerTlsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.tinylog.Logger;

/** TLS of a client as the files of a {@link ServerTlsSettings} have it. */
public final class ClientTls {
  private final ServerTlsSettings settings;
  private SSLContext current;

  private ClientTls(ServerTlsSettings settings) throws IOException {
    this.settings = settings;
    this.current = read();
  }

  /**
   * TLS of these files.
   *
   * @throws IOException where one cannot be used, naming it
   */
  public static ClientTls of(ServerTlsSettings settings) throws IOException {
    return new ClientTls(settings);
  }

  /**
   * Gives a client its TLS. The files are read again for each connection, so that new certificates
   * are used from the next one on.
   *
   * @param anyServerName whether the server's certificate may bear any name
   * @param further has the last word on versions and cipher suites
   * @throws IOException where a file cannot be used, naming it
   */
  public static void apply(
      ServerTlsSettings settings,
      MqttClientBuilder client,
      boolean anyServerName,
      Consumer<SSLParameters> further)
      throws IOException {
    ClientTls tls = new ClientTls(settings);
    client
        .tls(tls::anew, anyServerName)
        .tlsParameters(
            parameters -> {
              tls.adjust(parameters);
              further.accept(parameters);
            });
  }

  /** The certificates and authorities of the moment; those of before where they cannot be read. */
  public SSLContext anew() {
    try {
      current = read();
    } catch (IOException e) {
      Logger.warn("The previous certificates stay in use: {}", e.getMessage());
    }
    return current;
  }

  private SSLContext read() throws IOException {
    Path authorities = settings.authorities();
    List<X509Certificate> trusted = authorities == null ? null : authorities(authorities);
    List<TlsContext.Own> own =
        settings.certificate() == null
            ? List.of()
            : List.of(
                new TlsContext.Own(
                    PemFile.read(settings.certificate()).certificates(),
                    PemFile.read(settings.key()).privateKey()));
    return TlsContext.of(
        own, TlsTrust.in(trusted, String.valueOf(authorities)).ofServer(settings.serverName()));
  }

  /** Of a file, or of all files of a folder that has some. */
  private static List<X509Certificate> authorities(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return PemFile.read(path).certificates();
    }
    List<X509Certificate> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(path)) {
      // Links by their hashes, as OpenSSL wants them, lead to the same files.
      for (Path file : files.filter(each -> Files.isRegularFile(each, NOFOLLOW_LINKS)).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
            .contains("-----BEGIN CERTIFICATE-----")) {
          all.addAll(PemFile.read(file).certificates());
        }
      }
    }
    if (all.isEmpty()) {
      throw new IOException("no file in " + path + " holds a certificate");
    }
    return all;
  }

  /** The name goes to the server, too, which may have several certificates (RFC 6066, 3). */
  public void adjust(SSLParameters parameters) {
    if (!settings.alpn().isEmpty()) {
      parameters.setApplicationProtocols(settings.alpn().toArray(new String[0]));
    }
    String name = settings.serverName();
    if (name != null && !ServerNames.isAddress(name)) {
      try {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      } catch (IllegalArgumentException e) {
        // Java writes no such name; a server with one certificate needs none.
      }
    }
  }
}
