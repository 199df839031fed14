package hearth.runtime.config;

import java.nio.file.Path;

/**
 * TLS of a listener.
 *
 * @param certificate a PEM file with the server's certificate and those that vouch for it
 * @param key a PEM file with its private key
 * @param clientAuthority a PEM file with whoever vouches for client certificates; null where none
 *     are asked for
 * @param requireCertificate whether a client without a certificate is refused
 */
public record TlsSettings(
    Path certificate, Path key, Path clientAuthority, boolean requireCertificate) {
  private static final Key<Path> CERTIFICATE =
      Key.required(
          "certificate",
          Values.path("a PEM file"),
          "the server's certificate, and those that vouch for it");
  private static final Key<Path> KEY =
      Key.required("key", Values.path("a PEM file"), "the private key of the certificate");
  private static final Key<Path> CLIENT_CA =
      Key.optional(
          "client_ca",
          Values.path("a PEM file"),
          null,
          "who vouches for the certificates of clients; their common name is the user");
  private static final Key<Boolean> REQUIRE_CERTIFICATE =
      Key.optional(
          "require_certificate",
          Values.flag(),
          false,
          "whether a client without a certificate is refused");

  static final Schema<TlsSettings> SCHEMA =
      new Schema<>(
          "the TLS of a listener",
          TlsSettings::of,
          CERTIFICATE,
          KEY,
          CLIENT_CA,
          REQUIRE_CERTIFICATE);

  private static TlsSettings of(Form form) {
    boolean required = form.get(REQUIRE_CERTIFICATE);
    if (required && form.get(CLIENT_CA) == null) {
      form.problem(REQUIRE_CERTIFICATE, "needs a client_ca that vouches for the certificates");
    }
    return new TlsSettings(form.get(CERTIFICATE), form.get(KEY), form.get(CLIENT_CA), required);
  }
}
