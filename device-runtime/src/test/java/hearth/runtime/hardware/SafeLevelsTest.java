package hearth.runtime.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.OutputRequest;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.SimulatedChip;
import hearth.drivers.pwm.DimmableLight;
import hearth.drivers.pwm.DimmableLight.Wiring;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.drivers.simulated.SimulatedPwmChip;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ConfigurationException;
import hearth.runtime.config.OutputSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SafeLevelsTest {
  private static final String HOME =
      """
      device:
        topic: home/cellar
      lights:
        - name: light
          pin: 17
      switches:
        - name: relay
          pin: 27
          active: low
        - name: fan
          pin: 22
          shutdown: on
        - name: pump
          pin: 23
          shutdown: keep
      """;

  private final SimulatedChip chip = SimulatedChip.likeRaspberryPi(() -> 0);
  private List<OutputSettings> outputs;

  @BeforeEach
  void read() throws ConfigurationException {
    outputs = Configuration.parse("hearth.yaml", HOME, Path.of(".")).outputs();
  }

  private void crash(int line, Level level) throws PinException {
    chip.openOutput(new OutputRequest(line, "hearth", level)).close();
  }

  @Test
  void bringsEachOutputToItsShutdownLevel() throws PinException {
    crash(17, Level.HIGH);
    crash(27, Level.LOW);
    crash(22, Level.LOW);
    crash(23, Level.HIGH);
    assertEquals(List.of(), SafeLevels.apply(outputs, () -> chip));
    assertEquals(Level.LOW, chip.level(17));
    assertEquals(Level.HIGH, chip.level(27), "off of a relay that is on at low");
    assertEquals(Level.HIGH, chip.level(22));
    assertEquals(Level.HIGH, chip.level(23), "keep");
  }

  @Test
  void tellsWhichCouldNotBeBroughtThereAndGoesOn() throws PinException {
    chip.openOutput(new OutputRequest(17, "somebody", Level.HIGH));
    List<String> failures = SafeLevels.apply(outputs, () -> chip);
    assertEquals(1, failures.size());
    assertTrue(failures.get(0).startsWith("light on GPIO17: "), failures.get(0));
    assertEquals(Level.HIGH, chip.level(22));
  }

  @Test
  void aLightThatIsDimmedGoesOffToo() throws Exception {
    SimulatedFiles files = new SimulatedFiles();
    SimulatedPwmChip pwm = new SimulatedPwmChip(files, 0, 2, "/soc/pwm@7e20c000");
    DimmableLight.open(files, new Wiring(0, 0, 1000, ActiveLevel.HIGH, 1), 0.5, true).close();
    assertEquals(0.5, pwm.duty(0));
    ChipSource chips =
        new ChipSource() {
          @Override
          public GpioChip chip() {
            return chip;
          }

          @Override
          public KernelFiles pwm() {
            return files;
          }
        };
    String lamp = "device: {topic: home}\nlights: [{name: lamp, pin: 18, dimming: {}}]";

    List<String> failures =
        SafeLevels.apply(Configuration.parse("test", lamp, Path.of(".")).outputs(), chips);

    assertEquals(List.of(), failures);
    assertEquals(0, pwm.duty(0));
  }
}
