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
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth doctor}. */
@Command(
    mixinStandardHelpOptions = true,
    description = {
      "Looks at the running machine, what is wired to it and its broker, and tells what is wrong and"
          + " what to do. Opens no pin and changes nothing, also while Hearth runs.",
      "Ends with 1 where something is wrong. With sudo it sees who has which pin."
    })
public final class DoctorCommand implements Callable<Integer> {
  /** A DHT measures every 2 s at the most. */
  private static final long REST_MILLIS = 2100;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration; else ./hearth.yaml, else /etc/hearth/hearth.yaml.")
  private Path config;

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
    try {
      Configuration configuration = ConfigurationFile.load(config);
      findings.addAll(Doctor.things(configuration, files, clock, rest));
      if (root == null && (configuration.broker() != null || configuration.device() != null)) {
        findings.addAll(BrokerProbe.of(configuration));
      }
    } catch (CommandFailure e) {
      findings.add(new Finding(Severity.ERROR, "configuration", e.getMessage()));
    }
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(finding -> out.println(line(finding)));
    long wrong = findings.stream().filter(each -> each.severity() == Severity.ERROR).count();
    out.println(
        wrong == 0
            ? "Nothing is wrong."
            : wrong + (wrong == 1 ? " thing is wrong." : " things are wrong."));
    return wrong == 0 ? 0 : 1;
  }

  private static String line(Finding finding) {
    String severity =
        finding.severity() == Severity.NOTE
            ? ""
            : finding.severity().name().toLowerCase(Locale.ROOT) + ": ";
    return severity + finding.thing() + ": " + finding.text();
  }
}
