package hearth.runtime.config;

import java.nio.file.Path;
import java.util.List;

/**
 * TLS of a listener.
 *
 * @param certificates PEM files, each with a certificate of the server and those that vouch for it;
 *     one, or one for each kind of key
 * @param keys PEM files with their private keys, in the same order
 * @param clientAuthority a PEM file with whoever vouches for client certificates; null where none
 *     are asked for
 * @param revoked a PEM file with lists of client certificates that are no longer good, or null
 * @param requireCertificate whether a client without a certificate is refused
 */
public record TlsSettings(
    List<Path> certificates,
    List<Path> keys,
    Path clientAuthority,
    Path revoked,
    boolean requireCertificate) {
  private static final Key<List<Path>> CERTIFICATE =
      Key.required(
          "certificate",
          Values.oneOrMore(Values.path("a PEM file")),
          "the server's certificate, and those that vouch for it; a list of two for clients of"
              + " RSA, too");
  private static final Key<List<Path>> KEY =
      Key.required(
          "key",
          Values.oneOrMore(Values.path("a PEM file")),
          "the private key of the certificate, or of each");
  private static final Key<Path> CLIENT_CA =
      Key.optional(
          "client_ca",
          Values.path("a PEM file"),
          null,
          "who vouches for the certificates of clients; their common name is the user");
  private static final Key<Path> CLIENT_CRL =
      Key.optional(
          "client_crl",
          Values.path("a PEM file that 'hearth tls revoke' writes"),
          null,
          "which certificates of clients are no longer good; read at a reload, too");
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
          CLIENT_CRL,
          REQUIRE_CERTIFICATE);

  private static TlsSettings of(SectionValues form) {
    boolean required = form.get(REQUIRE_CERTIFICATE);
    if (required && form.get(CLIENT_CA) == null) {
      form.problem(REQUIRE_CERTIFICATE, "needs a client_ca that vouches for the certificates");
    }
    if (form.has(CLIENT_CRL) && form.get(CLIENT_CA) == null) {
      form.problem(CLIENT_CRL, "needs the client_ca whose certificates are revoked");
    }
    if (form.get(CERTIFICATE).size() != form.get(KEY).size()) {
      form.problem(KEY, "there must be one for each certificate, in the same order");
    }
    return new TlsSettings(
        form.get(CERTIFICATE), form.get(KEY), form.get(CLIENT_CA), form.get(CLIENT_CRL), required);
  }
}
