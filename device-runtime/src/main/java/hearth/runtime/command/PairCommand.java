package hearth.runtime.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import hearth.broker.access.AccessFileException;
import hearth.broker.access.GeneratedPassword;
import hearth.broker.access.PasswordFile;
import hearth.broker.access.PasswordVerifier;
import hearth.io.file.ServiceFiles;
import hearth.io.loop.SystemClock;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.FileProblem;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.NetworkAddress;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.MachineNames;
import hearth.runtime.panel.LoginCookies;
import hearth.runtime.panel.PanelKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth pair}. */
@Command(
    mixinStandardHelpOptions = true,
    description = {
      "Shows what an MQTT app on a phone needs, as text and as a QR code:"
          + " mqtt://USER:PASSWORD@HOST:PORT, or mqtts:// if a listener has TLS.",
      "A user that does not exist yet is added, with a generated password. Only hashes of passwords"
          + " are kept, so for an existing user it asks for the password.",
      "If a listener serves the page, a second code opens it in the phone's browser, logged in."
    })
final class PairCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "USER",
      description = "The user the phone connects as. Default: ${DEFAULT-VALUE}.")
  private String user = "phone";

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "The name or address of this machine, as the phone sees it. Default: NAME.local.")
  private String host;

  @Option(names = "--new-password", description = "Give an existing user a new password.")
  private boolean newPassword;

  @Mixin private final ConfigOption configuration = new ConfigOption();

  private boolean changed;

  private final SecureRandom random = new SecureRandom();

  @Override
  public Integer call() throws CommandFailure {
    BrokerSection broker = configuration.load().broker();
    if (broker == null) {
      throw new CommandFailure(
          "the configuration has no broker: a phone pairs where the broker is");
    }
    List<ListenerSettings> listeners = reachable(broker);
    try {
      MachineNames machine = MachineNames.ask();
      String password = broker.passwordFile() == null ? null : password(broker.passwordFile());
      report(listeners, password, machine);
      if (password != null) {
        reportPage(listeners, broker.passwordFile(), machine);
      }
      if (changed) {
        RunningHearth.reloadUsersOf(broker.passwordFile(), spec.commandLine().getOut());
      }
      return 0;
    } catch (AccessFileException | IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(
          "the password file cannot be changed: " + FileProblem.withName(e), e);
    }
  }

  /** Those for other machines, the best for a phone first: encrypted, and plain MQTT. */
  private static List<ListenerSettings> reachable(BrokerSection broker) throws CommandFailure {
    List<ListenerSettings> reachable =
        broker.mqttListeners().stream()
            .filter(listener -> !listener.address().isLoopback())
            .sorted(
                Comparator.comparing((ListenerSettings listener) -> listener.tls() == null)
                    .thenComparing(listener -> listener.webSocket() != null))
            .toList();
    if (reachable.isEmpty()) {
      throw new CommandFailure(
          "the broker listens for this machine alone; add '- 0.0.0.0:1883' to 'listen'");
    }
    return reachable;
  }

  private String password(Path file) throws AccessFileException, IOException, CommandFailure {
    ServiceFiles.ofMachine().requireOwn(file);
    PasswordFile users = Files.exists(file) ? PasswordFile.read(file) : PasswordFile.empty();
    if (users.users().contains(user) && !newPassword) {
      String known = PasswordPrompt.ask(user, System.in);
      if (!new PasswordVerifier(users, random).verify(user, known.getBytes(UTF_8))) {
        throw new CommandFailure(
            "that is not the password of '" + user + "'; --new-password gives a new one");
      }
      return known;
    }
    String password = GeneratedPassword.make(random);
    changed = true;
    users.with(user, password.getBytes(UTF_8), PasswordFile.DEFAULT_ITERATIONS, random).write(file);
    return password;
  }

  private void report(List<ListenerSettings> listeners, String password, MachineNames machine) {
    PrintWriter out = spec.commandLine().getOut();
    ListenerSettings best = listeners.get(0);
    String reachedAt = hostOf(best, machine);
    String account = password == null ? "" : escaped(user) + ":" + escaped(password) + "@";
    NetworkAddress address = new NetworkAddress(reachedAt, best.address().port());
    String url = scheme(best) + "://" + account + address + path(best);
    out.print(QrCodeText.of(url, Ansi.AUTO.enabled()));
    out.println();
    out.println("  host      " + reachedAt + machine.otherwise(reachedAt));
    out.println("  port      " + address.port());
    out.println("  transport " + transport(best));
    if (password != null) {
      out.println("  user      " + user);
      out.println("  password  " + password);
    }
    for (ListenerSettings other : listeners.subList(1, listeners.size())) {
      String elsewhere = hostOf(other, machine);
      out.println(
          "  or port   "
              + other.address().port()
              + (elsewhere.equals(reachedAt) ? "" : " of " + elsewhere)
              + ", "
              + transport(other));
    }
    out.flush();
  }

  /** A code that logs the browser of that phone in, once: nothing to type there. */
  private void reportPage(List<ListenerSettings> listeners, Path passwordFile, MachineNames machine)
      throws AccessFileException {
    ListenerSettings page =
        listeners.stream().filter(each -> each.panel() != null).findFirst().orElse(null);
    if (page == null) {
      return;
    }
    PanelKey key = new PanelKey(passwordFile, random);
    key.readAnew();
    if (!key.isKept()) {
      return;
    }
    changed |= key.isNew();
    PasswordVerifier users = new PasswordVerifier(PasswordFile.read(passwordFile), random);
    String code = new LoginCookies(key::get, new SystemClock(), users::stamp).pairingCode(user);
    NetworkAddress address = new NetworkAddress(hostOf(page, machine), page.address().port());
    String url = (page.tls() == null ? "http://" : "https://") + address + "/";
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    out.print(QrCodeText.of(url + "#pair=" + code, Ansi.AUTO.enabled()));
    out.println();
    out.println("  page      " + url + machine.otherwise(address.host()));
    out.println("            This code logs the browser of one phone in, within five minutes.");
    out.flush();
  }

  /** Where a phone finds a listener: under its own address, or under this machine's name. */
  private String hostOf(ListenerSettings listener, MachineNames machine) {
    String own = listener.address().host();
    boolean isEverywhere = own.equals("0.0.0.0") || own.equals("::");
    return host != null ? host : isEverywhere ? machine.localName() : own;
  }

  private static String scheme(ListenerSettings listener) {
    return (listener.webSocket() == null ? "mqtt" : "ws") + (listener.tls() == null ? "" : "s");
  }

  private static String path(ListenerSettings listener) {
    boolean isPlain = listener.webSocket() == null;
    String path =
        isPlain || listener.webSocket().path() == null ? "/mqtt" : listener.webSocket().path();
    return isPlain ? "" : path;
  }

  private static String transport(ListenerSettings listener) {
    String name = listener.webSocket() == null ? "MQTT" : "WebSocket, path " + path(listener);
    if (listener.tls() == null) {
      return name + ", not encrypted";
    }
    Path authority = listener.tls().certificates().get(0).resolveSibling("ca.crt");
    return name
        + ", with TLS"
        + (Files.exists(authority) ? "; the phone needs " + authority + ", see 'hearth tls'" : "");
  }

  /** Percent-encoded for the part of a URI before the @ (RFC 3986). */
  private static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
