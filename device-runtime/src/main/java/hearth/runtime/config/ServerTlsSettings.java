package hearth.runtime.config;

import java.nio.file.Path;
import java.util.List;

/**
 * TLS of a connection to a broker.
 *
 * @param where the section, for messages
 * @param authorities a PEM file with whose word on the broker is taken; null for those that Java
 *     knows
 * @param certificate a PEM file by which the device shows who it is; null for none
 * @param key a PEM file with its private key; null with it
 * @param serverName the name that the broker's certificate has to bear; null for that of its host
 * @param alpn the protocols that are offered while shaking hands, as some clouds want it; mostly
 *     none
 */
public record ServerTlsSettings(
    Position where,
    Path authorities,
    Path certificate,
    Path key,
    String serverName,
    List<String> alpn) {
  private static final Key<Path> CA =
      Key.optional(
          "ca",
          Values.path("a PEM file"),
          null,
          "who vouches for the broker, such as its home's ca.crt; else the authorities that Java"
              + " knows");
  private static final Key<Path> CERTIFICATE =
      Key.optional(
          "certificate",
          Values.path("a PEM file"),
          null,
          "the device's own, where the broker wants one");
  private static final Key<Path> KEY =
      Key.optional("key", Values.path("a PEM file"), null, "the private key of the certificate");
  private static final Key<String> SERVER_NAME =
      Key.optional(
          "server_name",
          Values.text("a name or an address"),
          null,
          "the name in the broker's certificate, where it is reached by another");
  private static final Key<List<String>> ALPN =
      Key.optional(
          "alpn",
          Values.oneOrMore(Values.text("the name of a protocol such as mqtt")),
          List.of(),
          "protocols to offer, where the broker asks for it");

  static final Schema<ServerTlsSettings> SCHEMA =
      new Schema<>(
          "the TLS of a connection",
          ServerTlsSettings::of,
          CA,
          CERTIFICATE,
          KEY,
          SERVER_NAME,
          ALPN);

  /** TLS that trusts whom Java trusts. */
  public static final ServerTlsSettings USUAL =
      new ServerTlsSettings(null, null, null, null, null, List.of());

  private static ServerTlsSettings of(SectionValues form) {
    if (form.has(CERTIFICATE) != form.has(KEY)) {
      form.problem(
          form.has(KEY) ? KEY : CERTIFICATE, "certificate and key go together: give both or none");
    }
    return new ServerTlsSettings(
        form.position(),
        form.get(CA),
        form.get(CERTIFICATE),
        form.get(KEY),
        form.get(SERVER_NAME),
        form.get(ALPN));
  }

  /** The same section in another line of the file is the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ServerTlsSettings that
        && java.util.Arrays.asList(authorities, certificate, key, serverName, alpn)
            .equals(
                java.util.Arrays.asList(
                    that.authorities, that.certificate, that.key, that.serverName, that.alpn));
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(authorities, certificate, key, serverName, alpn);
  }
}
