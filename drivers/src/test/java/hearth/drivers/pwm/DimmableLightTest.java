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
import hearth.drivers.simulated.SimulatedPwmChip;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DimmableLightTest {
  private static final String CHIP = "/sys/class/pwm/pwmchip0";
  private static final Wiring WIRING = new Wiring(0, 0, 1000, ActiveLevel.HIGH, 1);

  private final SimulatedFiles files = new SimulatedFiles();
  private SimulatedPwmChip chip;

  private void plug() {
    chip = new SimulatedPwmChip(files, 0, 2, "/soc/pwm@7e20c000");
  }

  @Test
  void theDutyIsSetBeforeTheChannelRuns() throws PinException {
    plug();
    DimmableLight light = DimmableLight.open(files, WIRING, 0.25, true);

    assertEquals(List.of("0 period 1000000", "0 duty_cycle 250000", "0 enable 1"), chip.written());
    assertTrue(light.isOn());
  }

  @Test
  void aFreshChannelGetsItsPeriodFirstAlsoWhereItStaysDark() throws PinException {
    plug();
    DimmableLight.open(files, WIRING, 1, false);

    assertEquals(List.of("0 period 1000000", "0 duty_cycle 0", "0 enable 1"), chip.written());
  }

  @Test
  void theSimulationRefusesWhatTheKernelRefuses() throws Exception {
    plug();
    files.write(CHIP + "/export", "0\n");
    String folder = CHIP + "/pwm0";
    for (String write : List.of("duty_cycle 0", "enable 0", "enable 1", "polarity normal")) {
      assertRefused("Invalid argument", folder, write); // while the period is 0
    }
    files.write(folder + "/period", "1000\n");
    files.write(folder + "/enable", "1\n");
    for (String write :
        List.of("duty_cycle 1001", "period 0", "enable 2", "duty_cycle half", "polarity up")) {
      assertRefused("Invalid argument", folder, write);
    }
    assertRefused("No such device", CHIP, "export 2");
    assertRefused("Device or resource busy", CHIP, "export 0");
    files.write(CHIP + "/unexport", "0\n");
    assertRefused("No such device", CHIP, "unexport 0");
  }

  private void assertRefused(String reason, String folder, String write) {
    String[] words = write.split(" ");
    String told =
        assertThrows(IOException.class, () -> files.write(folder + "/" + words[0], words[1] + "\n"))
            .getMessage();
    assertEquals(reason, told, write);
  }

  @Test
  void aRunningChannelIsNotInterrupted() throws PinException {
    plug();
    DimmableLight.open(files, WIRING, 0.25, true).close();
    int before = chip.written().size();
    DimmableLight.open(files, new Wiring(0, 0, 4000, ActiveLevel.HIGH, 1), 0.5, true);

    assertEquals(
        List.of("0 duty_cycle 125000", "0 period 250000", "0 enable 1"),
        chip.written().subList(before, before + 3));
  }

  @Test
  void aChannelLeftUpsideDownIsSetUpright() throws Exception {
    plug();
    files.write(CHIP + "/export", "0\n");
    files.write(CHIP + "/pwm0/period", "1000\n");
    files.write(CHIP + "/pwm0/polarity", "inversed\n");
    DimmableLight light = DimmableLight.open(files, WIRING, 0.25, false);

    assertEquals(0.0, chip.duty(0));
    light.set(true);
    assertEquals(0.25, chip.duty(0));
  }

  @Test
  void brightnessIsRememberedWhileOff() throws PinException {
    plug();
    DimmableLight light = DimmableLight.open(files, WIRING, 0.25, false);
    light.setBrightness(0.5);
    assertEquals(0.0, chip.duty(0));
    assertFalse(light.isOn());

    light.set(true);
    assertEquals(0.5, chip.duty(0));
    light.setBrightness(1);
    assertEquals(1.0, chip.duty(0));
    assertEquals(1, light.brightness());
  }

  @Test
  void activeLowTurnsTheDutyAround() throws PinException {
    plug();
    DimmableLight light =
        DimmableLight.open(files, new Wiring(0, 0, 1000, ActiveLevel.LOW, 1), 0.25, false);
    assertEquals(1.0, chip.duty(0));

    light.set(true);
    assertEquals(0.75, chip.duty(0));
  }

  @Test
  void gammaMakesHalfLookHalf() throws PinException {
    plug();
    DimmableLight.open(files, new Wiring(0, 0, 1000, ActiveLevel.HIGH, 2.8), 0.5, true);

    assertEquals(0.143587, chip.duty(0));
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

  @Test
  void theHeadersChipIsFoundWhateverItsNumber() throws PinException {
    new SimulatedPwmChip(files, 0, 4, "/axi/pcie@1000120000/rp1/pwm@9c000"); // the Pi 5's fan
    new SimulatedPwmChip(files, 2, 4, "/axi/pcie@1000120000/rp1/pwm@98000");
    assertEquals(2, PwmHeader.chip(files));
    assertEquals(0, PwmHeader.channel(files, 18));

    files.text("/proc/device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\0");
    assertEquals(2, PwmHeader.channel(files, 18));
    assertEquals(
        Reason.NO_SUCH_LINE,
        assertThrows(PinException.class, () -> PwmHeader.channel(files, 17)).reason());
    assertEquals(
        Reason.NO_CHIP,
        assertThrows(PinException.class, () -> PwmHeader.chip(new SimulatedFiles())).reason());
  }

  @Test
  void theFansChipNeverStandsInForThePins() {
    new SimulatedPwmChip(files, 0, 4, "/axi/pcie@1000120000/rp1/pwm@9c000");
    files.text("/proc/device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\0");

    PinException missing = assertThrows(PinException.class, () -> PwmHeader.chip(files));
    assertEquals(Reason.NO_CHIP, missing.reason());
    assertTrue(missing.getMessage().contains("dtoverlay=pwm"), missing.getMessage());

    files.text("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0"); // a HAT's fan
    assertThrows(PinException.class, () -> PwmHeader.chip(files));
  }

  @Test
  void anotherBoardsOnlyChipIsTaken() throws PinException {
    new SimulatedPwmChip(files, 3, 1, "/soc/pwm@7000a000");

    assertEquals(3, PwmHeader.chip(files));
  }

  private Reason reason() {
    return assertThrows(PinException.class, () -> DimmableLight.open(files, WIRING, 0.25, true))
        .reason();
  }
}
