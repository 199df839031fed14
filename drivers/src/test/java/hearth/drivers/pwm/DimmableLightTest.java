package hearth.drivers.pwm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.PinException.Reason;
import hearth.drivers.pwm.DimmableLight.Wiring;
import hearth.drivers.simulated.SimulatedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DimmableLightTest {
  private static final String CHIP = "/sys/class/pwm/pwmchip0";
  private static final Wiring WIRING = new Wiring(0, 0, 1000, ActiveLevel.HIGH, 1);

  private final SimulatedFiles files = new SimulatedFiles();
  private final Map<String, Long> registers = new HashMap<>();
  private final List<String> written = new ArrayList<>();

  /** A chip that refuses what the kernel refuses: a duty above the period, and the reverse. */
  private void plug() {
    files.attribute(CHIP + "/export", () -> new byte[0], number -> export());
  }

  private void export() throws IOException {
    if (files.exists(CHIP + "/pwm0")) {
      throw new IOException("Device or resource busy");
    }
    for (String name : List.of("period", "duty_cycle", "enable")) {
      registers.put(name, 0L);
      files.attribute(
          CHIP + "/pwm0/" + name,
          () -> (registers.get(name) + "\n").getBytes(StandardCharsets.UTF_8),
          text -> write(name, Long.parseLong(text.strip())));
    }
  }

  private void write(String name, long value) throws IOException {
    Map<String, Long> after = new HashMap<>(registers);
    after.put(name, value);
    if (after.get("duty_cycle") > after.get("period")
        || (value == 1 && name.equals("enable") && after.get("period") == 0)) {
      throw new IOException("Invalid argument");
    }
    registers.putAll(after);
    written.add(name + " " + value);
  }

  @Test
  void theDutyIsSetBeforeTheChannelRuns() throws PinException {
    plug();
    DimmableLight light = DimmableLight.open(files, WIRING, 0.25, true);

    assertEquals(List.of("period 1000000", "duty_cycle 250000", "enable 1"), written);
    assertTrue(light.isOn());
  }

  @Test
  void aRunningChannelIsNotInterrupted() throws PinException {
    plug();
    DimmableLight.open(files, WIRING, 0.25, true).close();
    written.clear();
    DimmableLight.open(files, new Wiring(0, 0, 4000, ActiveLevel.HIGH, 1), 0.5, true);

    assertEquals(List.of("duty_cycle 125000", "period 250000", "enable 1"), written);
  }

  @Test
  void brightnessIsRememberedWhileOff() throws PinException {
    plug();
    DimmableLight light = DimmableLight.open(files, WIRING, 0.25, false);
    light.setBrightness(0.5);
    assertEquals(0L, registers.get("duty_cycle"));
    assertFalse(light.isOn());

    light.set(true);
    assertEquals(500_000L, registers.get("duty_cycle"));
    light.setBrightness(1);
    assertEquals(1_000_000L, registers.get("duty_cycle"));
    assertEquals(1, light.brightness());
  }

  @Test
  void activeLowTurnsTheDutyAround() throws PinException {
    plug();
    DimmableLight light =
        DimmableLight.open(files, new Wiring(0, 0, 1000, ActiveLevel.LOW, 1), 0.25, false);
    assertEquals(1_000_000L, registers.get("duty_cycle"));

    light.set(true);
    assertEquals(750_000L, registers.get("duty_cycle"));
  }

  @Test
  void gammaMakesHalfLookHalf() throws PinException {
    plug();
    DimmableLight.open(files, new Wiring(0, 0, 1000, ActiveLevel.HIGH, 2.8), 0.5, true);

    assertEquals(143_587L, registers.get("duty_cycle"));
  }

  @Test
  void faultsAreToldApart() {
    assertEquals(Reason.NO_CHIP, reason());

    files.text(CHIP + "/export", "");
    assertEquals(Reason.PERMISSION, reason());

    files.attribute(
        CHIP + "/export",
        () -> new byte[0],
        text -> {
          throw new IOException("Device or resource busy");
        });
    assertEquals(Reason.IN_USE, reason());
  }

  @Test
  void whatIsNoBrightnessIsRefused() throws PinException {
    plug();
    DimmableLight light = DimmableLight.open(files, WIRING, 0.25, true);

    assertThrows(IllegalArgumentException.class, () -> light.setBrightness(0));
    assertThrows(IllegalArgumentException.class, () -> light.setBrightness(1.1));
    assertThrows(IllegalArgumentException.class, () -> light.setBrightness(Double.NaN));
  }

  private Reason reason() {
    return assertThrows(PinException.class, () -> DimmableLight.open(files, WIRING, 0.25, true))
        .reason();
  }
}
