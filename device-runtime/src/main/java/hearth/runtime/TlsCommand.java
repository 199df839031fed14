package hearth.runtime;

import hearth.broker.access.tls.HomeAuthority;
import hearth.broker.access.tls.HomeCertificates;
import hearth.runtime.command.CommandFailure;
import hearth.runtime.config.FileProblem;
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
      "hearth tls init [--dir FOLDER] [NAME|ADDRESS]...",
      "       hearth tls client [--dir FOLDER] USER"
    },
    description = {
      "init makes the certificates of this home: an authority (ca.crt), which is put on each phone"
          + " once, and the broker's certificate (server.crt), for this machine's names and"
          + " addresses and those named. Run again, it keeps the authority and renews the broker's.",
      "client makes a certificate by which a client shows that it is USER (USER.crt)."
    })
final class TlsCommand implements Callable<Integer> {
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+([.][0-9]+){3}|.*:.*");
  private static final Pattern NAME =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
  private static final Path INSTALLED = Path.of("/etc/hearth");

  @Spec private CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description =
          "Where the certificates are; else tls beside ./hearth.yaml, or /etc/hearth/tls.")
  private Path folder;

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
        default ->
            throw new ParameterException(
                spec.commandLine(), "'" + words.get(0) + "': there are init and client");
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
    Set<String> names = new LinkedHashSet<>(machine.names());
    Set<InetAddress> addresses = new LinkedHashSet<>(machine.addresses());
    for (String word : more) {
      add(word, names, addresses);
    }
    boolean first = !certificates.hasAuthority();
    Instant now = Instant.now();
    HomeAuthority authority =
        certificates.authority("Hearth home CA of " + machine.names().get(0), now);
    certificates.writeServer(authority, new ArrayList<>(names), new ArrayList<>(addresses), now);
    tell(certificates, first, names, addresses);
  }

  private void add(String word, Set<String> names, Set<InetAddress> addresses)
      throws UnknownHostException {
    if (ADDRESS.matcher(word).matches()) {
      addresses.add(InetAddress.getByName(word)); // asks no name server: it is no name
    } else if (NAME.matcher(word).matches()) {
      names.add(word);
    } else {
      throw new ParameterException(
          spec.commandLine(), "'" + word + "' is neither the name of a host nor an address");
    }
  }

  private void tell(
      HomeCertificates certificates, boolean first, Set<String> names, Set<InetAddress> addresses) {
    PrintWriter out = spec.commandLine().getOut();
    String known =
        Stream.concat(names.stream(), addresses.stream().map(InetAddress::getHostAddress))
            .collect(Collectors.joining(", "));
    out.println("The broker's certificate, good for 825 days under the names " + known + ":");
    out.println("  " + certificates.serverCertificate());
    out.println("  " + certificates.serverKey());
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
}
