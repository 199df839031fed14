package hearth.runtime.doctor;

import hearth.drivers.board.Board;
import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.board.PinPlan;
import hearth.drivers.doctor.HardwareCheck;
import hearth.drivers.kernel.KernelFiles;
import hearth.io.loop.Clock;
import hearth.runtime.config.Configuration;
import hearth.runtime.hardware.Hardware;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * All that can be found out about a machine without opening a pin, so that it disturbs no running
 * Hearth: its sensors are read, which the kernel lets two do. For a thread that may wait.
 */
public final class Doctor {
  /** Waits until a sensor can be asked again: a DHT measures every 2 s at the most. */
  @FunctionalInterface
  public interface Rest {
    /** Returns when that is so; on the thread that asks. */
    void rest() throws InterruptedException;
  }

  private Doctor() {}

  /**
   * What is true of the machine, in the order of looking.
   *
   * @param files its files, or a recorded tree
   */
  public static List<Finding> machine(KernelFiles files, Clock clock) {
    boolean isRaspberryPi = Board.of(files).isRaspberryPi();
    List<Finding> findings = new ArrayList<>(HardwareCheck.of(files, clock::nanoTime));
    if (isRaspberryPi) {
      findings.addAll(ServiceAccount.of(files));
    }
    findings.add(ClockCheck.of(files, isRaspberryPi));
    return findings;
  }

  /** How the things of a configuration fit the machine: its pins, and what each sensor says. */
  public static List<Finding> things(
      Configuration configuration, KernelFiles files, Clock clock, Rest rest)
      throws InterruptedException {
    ConfigTxt firmware = ConfigTxt.of(files, Board.of(files));
    List<Finding> findings =
        new ArrayList<>(new PinPlan(configuration.pinUses(), firmware).findings());
    try (Hardware parts =
        Hardware.of(configuration.hardware(), files, clock, Runnable::run, new Random())) {
      if (!parts.areSimulated()) {
        findings.addAll(SensorCheck.of(configuration.sensors(), parts, files, rest));
      } else {
        // No wire is there that could be put right; two things on one pin are wrong all the same.
        findings.removeIf(finding -> finding.severity() != Severity.ERROR);
        if (configuration.things().stream().anyMatch(parts::simulates)) {
          String text = Hardware.whySimulated(configuration.hardware());
          findings.add(new Finding(Severity.WARNING, "parts", text));
        }
      }
    }
    findings.addAll(PortOwner.findings(configuration, files));
    return findings;
  }
}
