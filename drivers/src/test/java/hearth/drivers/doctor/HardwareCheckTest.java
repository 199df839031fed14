package hearth.drivers.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.board.Finding;
import hearth.drivers.board.Finding.Severity;
import hearth.drivers.simulated.SimulatedDht;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.drivers.simulated.SimulatedOneWireBus;
import hearth.drivers.simulated.SimulatedThermometer.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

class HardwareCheckTest {
  private final SimulatedFiles files = new SimulatedFiles();

  private List<String> findings() {
    return HardwareCheck.of(files, () -> 0).stream()
        .map(finding -> "%s %s: %s".formatted(finding.severity(), finding.thing(), finding.text()))
        .toList();
  }

  private void assertFound(Severity severity, String thing, String word) {
    List<Finding> found = HardwareCheck.of(files, () -> 0);
    assertTrue(
        found.stream()
            .anyMatch(
                finding ->
                    finding.severity() == severity
                        && finding.thing().equals(thing)
                        && finding.text().contains(word)),
        found::toString);
  }

  private SimulatedFiles soundPi() {
    return files
        .text("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0")
        .text("/boot/firmware/config.txt", "dtoverlay=w1-gpio\ndtoverlay=dht11,gpiopin=17\n")
        .attribute("/dev/gpiochip0", () -> new byte[0], text -> {})
        .text("/sys/class/gpio/gpiochip512/label", "pinctrl-bcm2711\n")
        .text("/sys/devices/platform/soc/soc:firmware/get_throttled", "0\n");
  }

  @Test
  void aSoundPiIsDescribed() {
    soundPi();
    new SimulatedOneWireBus(files, 1).plug("28-000005e2fdc3").temperature(21.5);
    new SimulatedDht(files, 0, 17, () -> 0);
    files.text(
        "/sys/kernel/debug/gpio",
        """
        gpiochip0: GPIOs 512-569, parent: platform/fe200000.gpio, pinctrl-bcm2711:
         gpio-512 (ID_SDA              )
         gpio-516 (GPIO4               |onewire@4           ) out hi
         gpio-529 (GPIO17              |dht11               ) in  hi IRQ
        """);

    assertEquals(
        List.of(
            "NOTE board: Raspberry Pi 4 Model B Rev 1.5",
            "NOTE firmware: config.txt loads: w1-gpio, dht11",
            "NOTE pins: chips: pinctrl-bcm2711",
            "NOTE pins: in use: GPIO4 by onewire@4 (out hi), GPIO17 by dht11 (in hi)",
            "NOTE 28-000005e2fdc3: 21.5 °C",
            "NOTE iio: devices: dht11@11",
            "NOTE supply: The voltage is right."),
        findings());
  }

  @Test
  void aMachineThatIsNoPiIsSaid() {
    assertEquals(List.of("NOTE board: This machine is no Raspberry Pi."), findings());
  }

  @Test
  void missingRightsAreSaidWithTheCure() {
    soundPi().text("/dev/gpiochip0", "");
    SimulatedOneWireBus bus = new SimulatedOneWireBus(files, 1);
    bus.plug("28-000005e2fdc3");
    bus.plug("28-000005e2fdc4");
    files.text("/sys/bus/w1/devices/w1_bus_master1/therm_bulk_read", "0\n");

    assertFound(Severity.ERROR, "pins", "usermod -aG gpio");
    assertFound(Severity.WARNING, "1-wire", "therm_bulk_read");
  }

  @Test
  void ailingSensorsAreSaid() {
    soundPi();
    SimulatedOneWireBus bus = new SimulatedOneWireBus(files, 1);
    assertFound(Severity.WARNING, "1-wire", "no sensor answers");

    bus.plug("28-000005e2fdc3").fault(Fault.HELD_DOWN);
    assertFound(Severity.ERROR, "28-000005e2fdc3", "held down");

    bus.phantoms(1);
    assertFound(Severity.ERROR, "1-wire", "4.7 kΩ");
  }

  @Test
  void aWeakSupplyIsSaid() {
    soundPi().text("/sys/devices/platform/soc/soc:firmware/get_throttled", "50005\n");
    assertFound(Severity.ERROR, "supply", "right now");

    files.text("/sys/devices/platform/soc/soc:firmware/get_throttled", "50000\n");
    assertFound(Severity.WARNING, "supply", "since the start");
  }
}
