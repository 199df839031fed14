package hearth.runtime.command;

import hearth.broker.access.tls.HomeAuthority;
import hearth.broker.access.tls.HomeCertificates;
import hearth.io.net.Peer;
import hearth.runtime.config.FileProblem;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.MachineNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth tls}. */
@Command(
    mixinStandardHelpOptions = true,
    customSynopsis = {
      "hearth tls init [--dir FOLDER] [--rsa] [NAME|ADDRESS]...",
      "       hearth tls client [--dir FOLDER] USER",
      "       hearth tls revoke [--dir FOLDER] USER"
    },
    description = {
      "init creates the certificates of this home: an authority (ca.crt), to install once on each"
          + " phone, and the broker's certificate (server.crt), for the names and addresses of this"
          + " machine and those given. Run again, it keeps the authority and renews the"
          + " certificate.",
      "client creates a certificate with which a client proves that it is USER (USER.crt).",
      "revoke revokes all certificates of USER (in ca.crl, for client_crl of a listener); it takes"
          + " effect with 'hearth reload'."
    })
final class TlsCommand implements Callable<Integer> {
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+([.][0-9]+){3}|.*:.*");
  private static final Pattern NAME =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?");
  private static final Path INSTALLED = Path.of("/etc/hearth");

  @Spec private CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description =
          "Where the certificates are. Default: tls beside ./hearth.yaml, or /etc/hearth/tls.")
  private Path folder;

  @Option(
      names = "--rsa",
      description =
          "Make one for clients that know only RSA beside it (server-rsa.crt), such as Tasmota on"
              + " an ESP8266.")
  private boolean rsa;

  @Parameters(arity = "1..*", hidden = true)
  private List<String> words;

  private final SecureRandom random = new SecureRandom();

  @Override
  public Integer call() throws CommandFailure {
    List<String> rest = words.subList(1, words.size());
    HomeCertificates certificates = new HomeCertificates(folder(), random);
    try {
      switch (words.get(0)) {
        case "init" -> init(certificates, rest);
        case "client" -> client(certificates, rest);
        case "revoke" -> revoke(certificates, rest);
        default ->
            throw new ParameterException(
                spec.commandLine(), "'" + words.get(0) + "': there are init, client and revoke");
      }
      return 0;
    } catch (IOException e) {
      throw new CommandFailure(FileProblem.withName(e), e);
    }
  }

  private Path folder() {
    if (folder != null) {
      return folder;
    }
    boolean here = Files.exists(Path.of("hearth.yaml")) || !Files.isDirectory(INSTALLED);
    return here ? Path.of("tls") : INSTALLED.resolve("tls");
  }

  private void init(HomeCertificates certificates, List<String> more) throws IOException {
    MachineNames machine = MachineNames.ask();
    Set<String> names = new LinkedHashSet<>();
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (String word : more) {
      add(word, names, addresses);
    }
    List<String> allNames = joined(machine.names(), names);
    List<InetAddress> allAddresses = joined(machine.addresses(), addresses);
    boolean first = !certificates.hasAuthority();
    Instant now = Instant.now();
    HomeAuthority authority =
        certificates.authority(
            "Hearth home CA of " + machine.names().get(0), allNames, allAddresses, now);
    requireCovered(authority, names, addresses);
    allNames.removeIf(name -> !authority.covers(List.of(name), List.of()));
    allAddresses.removeIf(address -> !authority.covers(List.of(), List.of(address)));
    certificates.writeServer(authority, allNames, allAddresses, rsa, now);
    report(certificates, first, allNames, allAddresses);
  }

  private static <T> List<T> joined(List<T> machines, Set<T> more) {
    Set<T> all = new LinkedHashSet<>(machines);
    all.addAll(more);
    return new ArrayList<>(all);
  }

  /** What the machine is called by itself is left out where the authority is for other names. */
  private void requireCovered(
      HomeAuthority authority, Set<String> names, Set<InetAddress> addresses) throws IOException {
    if (!authority.covers(List.copyOf(names), List.copyOf(addresses))) {
      throw new IOException(
          "the authority of this home was made for other names, and phones would not take its word"
              + " for all of these: to have them, move the folder away and make a new authority,"
              + " with all names at once; its ca.crt then goes on every phone");
    }
  }

  /** A dot at the end is how name servers write a name, and says nothing more. */
  private static String withoutRoot(String name) {
    return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private void add(String word, Set<String> names, Set<InetAddress> addresses)
      throws UnknownHostException {
    if (ADDRESS.matcher(word).matches()) {
      addresses.add(InetAddress.getByName(word)); // asks no name server: it is no name
    } else if (NAME.matcher(withoutRoot(word)).matches()) {
      names.add(withoutRoot(word));
    } else {
      throw new ParameterException(
          spec.commandLine(), "'" + word + "' is neither the name of a host nor an address");
    }
  }

  private void report(
      HomeCertificates certificates,
      boolean first,
      List<String> names,
      List<InetAddress> addresses) {
    PrintWriter out = spec.commandLine().getOut();
    String known =
        Stream.concat(names.stream(), addresses.stream().map(TlsCommand::written))
            .collect(Collectors.joining(", "));
    out.println("The broker's certificate, good for 825 days under the names " + known + ":");
    out.println("  " + certificates.serverCertificate());
    out.println("  " + certificates.serverKey());
    if (Files.exists(certificates.rsaCertificate())) {
      out.println("And for clients that know only RSA, as the second of 'certificate' and 'key':");
      out.println("  " + certificates.rsaCertificate());
      out.println("  " + certificates.rsaKey());
    }
    out.println(
        (first ? "A new authority of this home" : "The authority stays the same")
            + ", trusted by whoever has its certificate:");
    out.println("  " + certificates.authorityCertificate());
    if (first) {
      out.println();
      out.println("On each phone, once, take that file (never a .key) by mail or cable and then");
      out.println(
          "  Android: Settings, Security, Encryption & credentials, Install a certificate,");
      out.println("           CA certificate");
      out.println(
          "  iPhone:  open it; Settings, Profile downloaded, Install; then General, About,");
      out.println("           Certificate Trust Settings: switch it on");
      out.println("Many MQTT apps take the file in their own settings instead: CA certificate.");
    }
  }

  private void client(HomeCertificates certificates, List<String> rest) throws IOException {
    if (rest.size() != 1) {
      throw new ParameterException(spec.commandLine(), "name one user: hearth tls client USER");
    }
    Path written = certificates.writeClient(rest.get(0), Instant.now());
    spec.commandLine()
        .getOut()
        .println("The certificate of user '" + rest.get(0) + "', its key beside it: " + written);
  }

  /** Without the network interface, which a certificate does not know. */
  private static String written(InetAddress address) {
    return Peer.text(address).replaceFirst("%.*", "");
  }

  private void revoke(HomeCertificates certificates, List<String> rest) throws IOException {
    if (rest.size() != 1) {
      throw new ParameterException(spec.commandLine(), "name one user: hearth tls revoke USER");
    }
    String user = rest.get(0);
    int revoked = certificates.revoke(user, Instant.now());
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        revoked == 0
            ? "All certificates of user '" + user + "' were revoked before:"
            : "Certificates of user '" + user + "' that are revoked now: " + revoked);
    out.println("  " + certificates.revocationList());
    out.println("A listener refuses them with 'client_crl' naming this file; then: hearth reload");
  }
}
