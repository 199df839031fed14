package hearth.runtime.command;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.kernel.MountedFiles;
import hearth.io.loop.Clock;
import hearth.io.loop.SystemClock;
import hearth.runtime.config.Configuration;
import hearth.runtime.doctor.BrokerProbe;
import hearth.runtime.doctor.Doctor;
import hearth.runtime.doctor.RuntimeAge;
import hearth.runtime.doctor.ServiceState;
import hearth.runtime.host.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth doctor}. */
@Command(
    mixinStandardHelpOptions = true,
    description = {
      "Examines this machine, what is wired to it, and its broker, and says what is wrong and what"
          + " to do about it. It opens no pins and changes nothing, so it is safe while Hearth"
          + " runs.",
      "The exit status is 1 if something is wrong. With sudo it also sees who uses which pin."
    })
public final class DoctorCommand implements Callable<Integer> {
  /** A DHT measures every 2 s at the most. */
  private static final long REST_MILLIS = 2100;

  @Spec private CommandSpec spec;

  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      description =
          "Look at a recorded machine instead: a folder with its sys, proc, dev and boot, and no"
              + " broker.")
  private Path root;

  @Override
  public Integer call() throws InterruptedException {
    KernelFiles files = root == null ? MountedFiles.ofMachine() : new MountedFiles(root);
    Clock clock = new SystemClock();
    Doctor.Rest rest = root == null ? () -> Thread.sleep(REST_MILLIS) : () -> {};
    List<Finding> findings = new ArrayList<>(Doctor.machine(files, clock));
    if (root == null) {
      findings.addAll(ServiceState.ofService(ask(ServiceState.QUESTION)));
    }
    findings.addAll(
        RuntimeAge.of(
            System.getProperty("java.home"),
            System.getProperty("java.version"),
            LocalDate.parse(System.getProperty("java.version.date")),
            LocalDate.now(ZoneOffset.UTC)));
    try {
      Configuration configuration = config.load();
      findings.addAll(Doctor.things(configuration, files, clock, rest));
      if (root == null && (configuration.broker() != null || configuration.device() != null)) {
        findings.addAll(BrokerProbe.of(configuration));
      }
    } catch (CommandFailure e) {
      findings.add(new Finding(Severity.ERROR, "configuration", e.getMessage()));
    }
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(finding -> out.println(TerminalText.lines(line(finding))));
    out.println(summary(findings));
    return count(findings, Severity.ERROR) == 0 ? 0 : 1;
  }

  private static String summary(List<Finding> findings) {
    long wrong = count(findings, Severity.ERROR);
    long warnings = count(findings, Severity.WARNING);
    String told =
        switch ((int) wrong) {
          case 0 -> "Nothing is wrong";
          case 1 -> "1 thing is wrong";
          default -> wrong + " things are wrong";
        };
    String warned = warnings == 1 ? "; 1 warning" : "; " + warnings + " warnings";
    return told + (warnings == 0 ? "" : warned) + ".";
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(each -> each.severity() == severity).count();
  }

  /** What a program of the system answers; nothing where it cannot be asked. */
  private static String ask(List<String> question) throws InterruptedException {
    try {
      Process asked =
          new ProcessBuilder(question).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      asked.getOutputStream().close();
      String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      asked.waitFor();
      return answer;
    } catch (IOException e) {
      return "";
    }
  }

  private static String line(Finding finding) {
    String severity =
        finding.severity() == Severity.NOTE
            ? ""
            : finding.severity().name().toLowerCase(Locale.ROOT) + ": ";
    return severity + finding.thing() + ": " + finding.text();
  }
}
