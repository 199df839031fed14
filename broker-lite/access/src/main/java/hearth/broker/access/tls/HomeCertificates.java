package hearth.broker.access.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hearth.io.file.ServiceFiles;
import hearth.io.net.PemFile;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The folder of the home's certificates:
 *
 * <pre>
 *   ca.crt      the home's authority: goes on every phone
 *   ca.key      its key: needed only to make certificates, best kept elsewhere
 *   server.crt  the broker's certificate
 *   server.key  its key
 *   server-rsa.crt, server-rsa.key  the same for clients that know only RSA, where asked for
 *   ca.issued   which certificates clients were given
 *   ca.crl      those that are no longer good
 *   USER.crt, USER.key  of clients that show a certificate instead of a password
 * </pre>
 */
public final class HomeCertificates {
  /** Before this the clock was not set yet: a Raspberry Pi keeps no time while it is off. */
  private static final Instant PLAUSIBLE = Instant.parse("2026-01-01T00:00:00Z");

  private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

  private static final String AUTHORITY = "ca";
  private static final String SERVER = "server";
  private static final String RSA_SERVER = "server-rsa";

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

  /** Where the server's certificate for RSA is, where there is one. */
  public Path rsaCertificate() {
    return certificate(RSA_SERVER);
  }

  /** Where its key is. */
  public Path rsaKey() {
    return key(RSA_SERVER);
  }

  /** Where the list of what is no longer good is. */
  public Path revocationList() {
    return folder.resolve(AUTHORITY + ".crl");
  }

  public boolean hasAuthority() {
    return Files.exists(certificate(AUTHORITY));
  }

  /**
   * The authority of the folder, made where there is none.
   *
   * @param name of a new one
   * @param names and addresses whom a new one may vouch for
   * @throws IOException where the folder cannot be read or written, or what is there is no
   *     authority; the message says what to do
   */
  public HomeAuthority authority(
      String name, List<String> names, List<InetAddress> addresses, Instant now)
      throws IOException {
    requirePlausible(now);
    files.makeFolder(folder);
    try {
      if (hasAuthority()) {
        return new HomeAuthority(read(), random);
      }
      HomeAuthority authority = HomeAuthority.make(name, names, addresses, now, random);
      write(AUTHORITY, authority.credentials());
      return authority;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          certificate(AUTHORITY)
              + " and "
              + key(AUTHORITY)
              + " cannot be used: "
              + e.getMessage()
              + "; move them away to start afresh, and put the new ca.crt on every phone",
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
   * Makes the server's certificate anew, and that for RSA where there is one.
   *
   * @param names as {@link HomeAuthority#server}
   * @param rsa whether one for RSA is made in any case
   */
  public void writeServer(
      HomeAuthority authority,
      List<String> names,
      List<InetAddress> addresses,
      boolean rsa,
      Instant now)
      throws IOException {
    try {
      write(SERVER, authority.server(names, addresses, now));
      if (rsa || Files.exists(certificate(RSA_SERVER))) {
        write(RSA_SERVER, authority.server(names, addresses, true, now));
      }
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
    requireAuthority();
    if (!CLIENT.matcher(user).matches() || List.of(AUTHORITY, SERVER, RSA_SERVER).contains(user)) {
      throw new IOException(
          "the user '" + user + "' cannot name a file: take letters, digits, . _ and - only");
    }
    try {
      requirePlausible(now);
      Credentials client = new HomeAuthority(read(), random).client(user, now);
      recordIssued(user, client.certificate().getSerialNumber());
      write(user, client);
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate of the user cannot be signed: " + e.getMessage(), e);
    }
    return certificate(user);
  }

  private void requireAuthority() throws IOException {
    if (!hasAuthority()) {
      throw new IOException(
          certificate(AUTHORITY) + " is missing: make the authority first, with 'hearth tls init'");
    }
  }

  /** Before it is handed out: what nobody knows of cannot be revoked. */
  private void recordIssued(String user, BigInteger serial) throws IOException {
    Path file = folder.resolve(AUTHORITY + ".issued");
    String before = Files.exists(file) ? Files.readString(file, US_ASCII) : "";
    String line = user + " " + serial.toString(16) + "\n";
    files.writePrivate(file, (before + line).getBytes(US_ASCII));
  }

  /**
   * Revokes every certificate that a user was given here; a broker whose listener has this list
   * refuses them from its next reload on.
   *
   * @return how many are revoked now that were not before
   * @throws IOException where the user never had one, or a file cannot be used
   */
  public int revoke(String user, Instant now) throws IOException {
    requireAuthority();
    requirePlausible(now);
    try {
      Credentials authority = read();
      Map<BigInteger, Instant> revoked = revokedSoFar();
      int before = revoked.size();
      for (BigInteger serial : issuedTo(user)) {
        revoked.putIfAbsent(serial, now);
      }
      if (revoked.size() > before) {
        String list = RevocationList.pem(authority, revoked, now, random);
        files.writePublic(revocationList(), list.getBytes(US_ASCII));
      }
      return revoked.size() - before;
    } catch (GeneralSecurityException e) {
      throw new IOException(revocationList() + " cannot be made: " + e.getMessage(), e);
    }
  }

  private List<BigInteger> issuedTo(String user) throws IOException, GeneralSecurityException {
    List<BigInteger> serials = new ArrayList<>();
    Path file = folder.resolve(AUTHORITY + ".issued");
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, US_ASCII)) {
        if (line.startsWith(user + " ")) {
          serials.add(new BigInteger(line.substring(user.length() + 1).strip(), 16));
        }
      }
    }
    if (CLIENT.matcher(user).matches() && Files.exists(certificate(user))) {
      serials.add(PemFile.read(certificate(user)).certificates().get(0).getSerialNumber());
    }
    if (serials.isEmpty()) {
      throw new IOException(
          "no certificate was made here for the user '" + user + "': look at " + file);
    }
    return serials;
  }

  private Map<BigInteger, Instant> revokedSoFar() throws IOException {
    Map<BigInteger, Instant> revoked = new LinkedHashMap<>();
    if (Files.exists(revocationList())) {
      for (X509CRL list : PemFile.read(revocationList()).revocationLists()) {
        if (list.getRevokedCertificates() != null) {
          list.getRevokedCertificates()
              .forEach(
                  each ->
                      revoked.put(each.getSerialNumber(), each.getRevocationDate().toInstant()));
        }
      }
    }
    return revoked;
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
    if (name.equals(SERVER) || name.equals(RSA_SERVER)) {
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
