package hearth.runtime.command;

import hearth.broker.access.AccessControl;
import hearth.broker.access.AccessFileException;
import hearth.broker.access.PasswordFile;
import hearth.drivers.board.Board;
import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.board.PinPlan;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.kernel.MountedFiles;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.doctor.FileAccessCheck;
import hearth.runtime.host.CertificateCheck;
import hearth.runtime.host.CommandFailure;
import hearth.runtime.host.ConfigurationFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hearth check}. */
@Command(
    mixinStandardHelpOptions = true,
    description =
        "Checks a configuration: explains what it does, or lists everything that is wrong with it.")
final class CheckCommand implements Callable<Integer> {
  /** Stands for the Client Identifier in patterns. */
  private static final String ANY_CLIENT = "CLIENT";

  @Spec private CommandSpec spec;

  @Mixin private final ConfigOption option = new ConfigOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The configuration, as with --config.")
  private Path parameter;

  @Option(
      names = "--config-txt",
      description = "Print only the lines that config.txt of the firmware needs, for scripts.")
  private boolean configTxtOnly;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Draw the wiring into this SVG file, as one page to print.")
  private Path svg;

  @Option(
      names = "--elsewhere",
      description =
          "The configuration is for another machine: do not look at the files that it names.")
  private boolean elsewhere;

  @Override
  public Integer call() throws CommandFailure {
    List<Path> filesRead = new ArrayList<>();
    KernelFiles files = MountedFiles.ofMachine();
    ConfigTxt config = ConfigTxt.of(files, Board.of(files));
    Configuration configuration;
    try {
      configuration =
          ConfigurationFile.load(option.file != null ? option.file : parameter, filesRead::add);
    } catch (CommandFailure e) {
      throw FurtherProblems.with(e, config);
    }
    List<String> further = FurtherProblems.ofFiles(configuration, config);
    if (!further.isEmpty() && !elsewhere && !configTxtOnly) {
      throw new CommandFailure(String.join("\n", further));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (svg != null) {
      return draw(configuration, config, out);
    }
    if (configTxtOnly) {
      return printLines(new PinPlan(configuration.pinUses(), config), out);
    }
    List<String> users = users(configuration.broker());
    ConfigReport explanation =
        new ConfigReport(
            configuration,
            inWords(configuration.broker(), users),
            rules(configuration.broker(), users),
            files);
    explanation.print(out);
    boolean hasFiles = elsewhere || hasFiles(filesRead, configuration, out);
    return hasFiles && !explanation.hasErrors() ? 0 : 1;
  }

  private int draw(Configuration configuration, ConfigTxt config, PrintWriter out)
      throws CommandFailure {
    String title =
        configuration.device() == null ? "Wiring" : "Wiring of " + configuration.device().name();
    try {
      Files.writeString(svg, new PinPlan(configuration.pinUses(), config).drawing(title));
      out.println("The wiring is drawn in " + svg);
      return 0;
    } catch (IOException e) {
      throw new CommandFailure("cannot write " + svg + ": " + e.getMessage(), e);
    }
  }

  /** Tells what the service misses of its files; whether it has what it needs for a start. */
  private static boolean hasFiles(
      List<Path> filesRead, Configuration configuration, PrintWriter out) {
    FileAccessCheck check = FileAccessCheck.of(filesRead.get(0));
    check.look(filesRead, configuration);
    CertificateCheck certificates = new CertificateCheck(Instant.now());
    certificates.look(configuration);
    certificates.notes().forEach(out::println);
    Stream.concat(check.errors().stream(), certificates.errors().stream())
        .forEach(error -> out.println("error: " + error));
    Stream.concat(check.warnings().stream(), certificates.warnings().stream())
        .forEach(warning -> out.println("warning: " + warning));
    return check.errors().isEmpty() && certificates.errors().isEmpty();
  }

  /** Nothing of a plan that cannot work: its lines would be written where they do harm. */
  private static int printLines(PinPlan plan, PrintWriter out) throws CommandFailure {
    List<Finding> errors =
        plan.findings().stream().filter(each -> each.severity() == Severity.ERROR).toList();
    if (!errors.isEmpty()) {
      throw new CommandFailure(
          errors.stream()
              .map(each -> each.thing() + ": " + each.text())
              .collect(Collectors.joining("\n")));
    }
    plan.configLines().forEach(out::println);
    return 0;
  }

  private static List<String> users(BrokerSection broker) throws CommandFailure {
    if (broker == null
        || broker.passwordFile() == null
        || !Files.isReadable(broker.passwordFile())) {
      return List.of();
    }
    try {
      return PasswordFile.read(broker.passwordFile()).users();
    } catch (AccessFileException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static String inWords(BrokerSection broker, List<String> users) {
    if (broker == null || broker.passwordFile() == null) {
      return "none";
    }
    Path file = broker.passwordFile();
    if (Files.isReadable(file)) {
      return String.join(", ", users);
    }
    return Files.notExists(file)
        ? "none yet; make one with: hearth passwd -c " + file + " NAME"
        : "not known, as you may not read " + file + "; sudo hearth check tells them";
  }

  /** What the access control file says of each user, and of who has no name. */
  private static Map<String, String> rules(BrokerSection broker, List<String> users)
      throws CommandFailure {
    if (broker == null || broker.aclFile() == null || Files.notExists(broker.aclFile())) {
      return Map.of(); // that it is missing is told with the other files
    }
    if (!Files.isReadable(broker.aclFile())) {
      return Map.of(
          "rules",
          "not known, as you may not read " + broker.aclFile() + "; sudo hearth check tells them");
    }
    try {
      AccessControl access = AccessControl.read(broker.aclFile());
      Map<String, String> rules = new LinkedHashMap<>();
      for (String user : users) {
        rules.put(user, access.permissions(user, ANY_CLIENT).inWords());
      }
      if (broker.listeners().stream().anyMatch(CheckCommand::isOpen)) {
        rules.put("who has no user name", access.permissions(null, ANY_CLIENT).inWords());
      }
      return rules;
    } catch (AccessFileException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static boolean isOpen(ListenerSettings listener) {
    return listener.anonymous() != ListenerSettings.Anonymous.NO;
  }
}
