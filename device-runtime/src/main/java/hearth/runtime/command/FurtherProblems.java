package hearth.runtime.command;

import hearth.broker.access.AccessControl;
import hearth.broker.access.AccessFileException;
import hearth.broker.access.PasswordFile;
import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.board.PinPlan;
import hearth.runtime.config.BrokerSection;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ConfigurationException;
import hearth.runtime.host.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What else is wrong than the configuration itself, so that whoever looks sees all of it at once:
 * its files of users and rules, and pins that cannot work.
 */
final class FurtherProblems {
  /** Reads a file for the problems in it. */
  @FunctionalInterface
  private interface Reading {
    void read(Path file) throws AccessFileException;
  }

  private FurtherProblems() {}

  /** The failure of a configuration, and below it what is wrong with what could be read of it. */
  static CommandFailure with(CommandFailure failure, ConfigTxt config) {
    if (!(failure.getCause() instanceof ConfigurationException cause) || cause.inPart().isEmpty()) {
      return failure;
    }
    Configuration inPart = cause.inPart().get();
    List<String> all = new ArrayList<>(List.of(failure.getMessage()));
    all.addAll(ofAccess(inPart.broker()));
    all.addAll(ofPins(inPart, config));
    return new CommandFailure(String.join("\n", all), cause);
  }

  /** Those of a configuration without problems of its own; empty where there are none. */
  static List<String> ofFiles(Configuration configuration, ConfigTxt config) {
    List<String> ofAccess = ofAccess(configuration.broker());
    return ofAccess.isEmpty()
        ? List.of()
        : Stream.concat(ofAccess.stream(), ofPins(configuration, config).stream()).toList();
  }

  private static List<String> ofAccess(BrokerSection broker) {
    List<String> told = new ArrayList<>();
    if (broker != null && broker.passwordFile() != null) {
      read(broker.passwordFile(), PasswordFile::read, told);
    }
    if (broker != null && broker.aclFile() != null) {
      read(broker.aclFile(), AccessControl::read, told);
    }
    return told;
  }

  /** What is not there or not for us to read is told by who looks with the service's eyes. */
  private static void read(Path file, Reading reading, List<String> told) {
    if (!Files.isReadable(file)) {
      return;
    }
    try {
      reading.read(file);
    } catch (AccessFileException e) {
      told.add(e.getMessage());
    }
  }

  private static List<String> ofPins(Configuration configuration, ConfigTxt config) {
    return new PinPlan(configuration.pinUses(), config)
        .findings().stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .map(finding -> finding.thing() + ": " + finding.text())
            .toList();
  }
}
