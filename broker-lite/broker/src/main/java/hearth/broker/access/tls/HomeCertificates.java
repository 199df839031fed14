package hearth.broker.access.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hearth.io.file.ServiceFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The folder of the home's certificates:
 *
 * <pre>
 *   ca.crt      the home's authority: goes on every phone
 *   ca.key      its key: needed only to make certificates, best kept elsewhere
 *   server.crt  the broker's certificate
 *   server.key  its key
 *   USER.crt, USER.key  of clients that show a certificate instead of a password
 * </pre>
 */
public final class HomeCertificates {
  /** Before this the clock was not set yet: a Raspberry Pi keeps no time while it is off. */
  private static final Instant PLAUSIBLE = Instant.parse("2026-01-01T00:00:00Z");

  private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

  private static final String AUTHORITY = "ca";
  private static final String SERVER = "server";

  private final Path folder;
  private final SecureRandom random;
  private final ServiceFiles files = ServiceFiles.ofMachine();

  public HomeCertificates(Path folder, SecureRandom random) {
    this.folder = folder;
    this.random = random;
  }

  /** Where the certificate of the authority is, which goes on the phones. */
  public Path authorityCertificate() {
    return certificate(AUTHORITY);
  }

  /** Where the server's certificate is. */
  public Path serverCertificate() {
    return certificate(SERVER);
  }

  /** Where the server's key is. */
  public Path serverKey() {
    return key(SERVER);
  }

  public boolean hasAuthority() {
    return Files.exists(certificate(AUTHORITY));
  }

  /**
   * The authority of the folder, made where there is none.
   *
   * @param name of a new one
   * @throws IOException where the folder cannot be read or written, or what is there is no
   *     authority; the message says what to do
   */
  public HomeAuthority authority(String name, Instant now) throws IOException {
    requirePlausible(now);
    files.makeFolder(folder);
    try {
      if (hasAuthority()) {
        return new HomeAuthority(read(), random);
      }
      HomeAuthority authority = HomeAuthority.make(name, now, random);
      write(AUTHORITY, authority.credentials());
      return authority;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          certificate(AUTHORITY)
              + " and "
              + key(AUTHORITY)
              + " cannot be used: "
              + e.getMessage()
              + "; move them away to begin anew, and put the new ca.crt on every phone",
          e);
    }
  }

  private Credentials read() throws IOException, GeneralSecurityException {
    if (!Files.exists(key(AUTHORITY))) {
      throw new IOException(
          key(AUTHORITY)
              + " is missing: put the key of "
              + certificate(AUTHORITY)
              + " back for as long as certificates are made");
    }
    return Credentials.parse(
        Files.readString(certificate(AUTHORITY), US_ASCII),
        Files.readString(key(AUTHORITY), US_ASCII));
  }

  /**
   * Makes the server's certificate anew.
   *
   * @param names as {@link HomeAuthority#server}
   */
  public void writeServer(
      HomeAuthority authority, List<String> names, List<InetAddress> addresses, Instant now)
      throws IOException {
    try {
      write(SERVER, authority.server(names, addresses, now));
    } catch (GeneralSecurityException e) {
      throw new IOException("the server's certificate cannot be signed: " + e.getMessage(), e);
    }
  }

  /**
   * Makes a certificate by which a client shows that it is this user.
   *
   * @return where it is
   * @throws IOException where there is no authority yet, or the user's name is no file's
   */
  public Path writeClient(String user, Instant now) throws IOException {
    if (!hasAuthority()) {
      throw new IOException(
          certificate(AUTHORITY) + " is missing: make the authority first, with 'hearth tls init'");
    }
    if (!CLIENT.matcher(user).matches() || List.of(AUTHORITY, SERVER).contains(user)) {
      throw new IOException(
          "the user '" + user + "' cannot name a file: take letters, digits, . _ and - only");
    }
    try {
      write(user, authority("", now).client(user, now));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate of the user cannot be signed: " + e.getMessage(), e);
    }
    return certificate(user);
  }

  private static void requirePlausible(Instant now) throws IOException {
    if (now.isBefore(PLAUSIBLE)) {
      throw new IOException(
          "the clock shows "
              + now
              + ", so the certificates would soon be out of date;"
              + " wait for the network to set it, or set it with 'sudo date -s'");
    }
  }

  /** Of the keys, the service reads its own alone; that of the authority never leaves root. */
  private void write(String name, Credentials credentials) throws IOException {
    byte[] pem = credentials.keyPem().getBytes(US_ASCII);
    if (name.equals(SERVER)) {
      files.writeSecret(key(name), pem);
    } else {
      files.writePrivate(key(name), pem);
    }
    files.writePublic(certificate(name), credentials.certificatePem().getBytes(US_ASCII));
  }

  private Path certificate(String name) {
    return folder.resolve(name + ".crt");
  }

  private Path key(String name) {
    return folder.resolve(name + ".key");
  }
}
