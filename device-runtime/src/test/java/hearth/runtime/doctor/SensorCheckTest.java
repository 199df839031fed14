package hearth.runtime.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.simulated.SimulatedDht;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.io.loop.ManualClock;
import hearth.runtime.config.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SensorCheckTest {
  private static final String HOME =
      "device: {topic: home}\nhardware: {parts: real}\n"
          + "sensors: [{kind: dht22, name: climate, pin: 4}]\n";

  private final SimulatedFiles files = new SimulatedFiles();
  private final SimulatedDht sensor = new SimulatedDht(files, 0, 4, () -> 0);
  private final ManualClock clock = new ManualClock();
  private int rests;

  @Test
  void aFrameThatIsLostOnceIsNoFault() throws Exception {
    sensor.fault(SimulatedDht.Fault.CHECKSUM);

    Finding finding = look(() -> sensor.fault(SimulatedDht.Fault.NONE));

    assertEquals("21.0 °C, 45.0 %", finding.text());
    assertEquals(Severity.NOTE, finding.severity());
    assertEquals(1, rests);
  }

  @Test
  void whoNeverGivesAValidAnswerIsAFault() throws Exception {
    sensor.fault(SimulatedDht.Fault.SILENT);

    Finding finding = look(() -> {});

    assertEquals(Severity.ERROR, finding.severity());
    assertTrue(finding.text().contains("does not answer"), finding.text());
    assertEquals(2, rests);
  }

  /** Where the kernel has no driver, Hearth takes the pin to ask it; doctor takes none. */
  @Test
  void aDhtOnItsWireAloneIsLeftToTheRunningHearth() throws Exception {
    sensor.unplug();

    Finding finding = look(() -> {});

    assertEquals(Severity.NOTE, finding.severity());
    assertTrue(finding.text().contains("listens to its wire itself"), finding.text());
    assertEquals(0, rests);
  }

  private Finding look(Runnable meanwhile) throws Exception {
    Configuration home = Configuration.parse("home.yaml", HOME, Path.of("."));
    List<Finding> findings =
        Doctor.things(
            home,
            files,
            clock,
            () -> {
              rests++;
              clock.advance(Duration.ofMillis(2100));
              meanwhile.run();
            });
    return findings.stream()
        .filter(each -> each.thing().equals("climate"))
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
