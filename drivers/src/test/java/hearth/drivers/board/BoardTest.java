package hearth.drivers.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.board.Board.Chip;
import hearth.drivers.simulated.SimulatedFiles;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardTest {
  private static final Board PI_3 = new Board("Raspberry Pi 3 Model B Rev 1.2", Chip.BCM2835);

  @ParameterizedTest
  @CsvSource({
    "Raspberry Pi Model B Rev 2, BCM2835",
    "Raspberry Pi Zero 2 W Rev 1.0, BCM2835",
    "Raspberry Pi 3 Model B Rev 1.2, BCM2835",
    "Raspberry Pi Compute Module 3 Plus Rev 1.0, BCM2835",
    "Raspberry Pi 4 Model B Rev 1.5, BCM2711",
    "Raspberry Pi 400 Rev 1.0, BCM2711",
    "Raspberry Pi Compute Module 4 Rev 1.1, BCM2711",
    "Raspberry Pi 5 Model B Rev 1.0, RP1",
    "Raspberry Pi Compute Module 5 Rev 1.0, RP1",
    "Raspberry Pi 500 Rev 1.0, RP1",
    "Orange Pi Zero, UNKNOWN",
  })
  void theModelTellsTheChip(String model, Chip chip) {
    SimulatedFiles files = new SimulatedFiles().text("/proc/device-tree/model", model + "\0");

    assertEquals(new Board(model, chip), Board.of(files));
  }

  @Test
  void aMachineWithoutAModelIsNoPi() {
    assertFalse(Board.of(new SimulatedFiles()).isRaspberryPi());
    assertTrue(PI_3.isRaspberryPi());
  }

  @Test
  void theHeaderHasEachPinOnce() {
    assertEquals(OptionalInt.of(3), Header.pinOf(2));
    assertEquals(OptionalInt.of(7), Header.pinOf(4));
    assertEquals(OptionalInt.of(11), Header.pinOf(17));
    assertEquals(OptionalInt.of(13), Header.pinOf(27));
    assertEquals(OptionalInt.of(40), Header.pinOf(21));
    assertEquals(
        28,
        IntStream.range(0, Header.lineCount())
            .map(line -> Header.pinOf(line).getAsInt())
            .distinct()
            .count());
    assertEquals(OptionalInt.empty(), Header.pinOf(28));
  }

  @Test
  void sectionsOfOtherModelsDoNotCount() {
    String text =
        """
        # dtparam=spi=on
        [pi5]
        dtparam=spi=on
        [none]
        dtparam=spi=on
        [pi3+]
        dtparam=i2c_arm=on   # the display
        [cm4]
        enable_uart=1
        [all]
        dtoverlay=dht11:gpiopin=22
        """;
    Map<Integer, String> owners = PinOwners.of(ConfigTxt.parse(text, PI_3));

    assertEquals(Map.of(2, "the I²C bus", 3, "the I²C bus", 22, "dtoverlay=dht11"), owners);
  }

  @Test
  void parametersBelowAnOverlayAreItsOwn() {
    String text =
        """
        dtoverlay=w1-gpio
        dtparam=gpiopin=17
        dtoverlay=
        dtparam=gpiopin=27
        dtoverlay=i2c-sensor,bme280
        dtparam=i2c_arm=on
        """;
    ConfigTxt config = ConfigTxt.parse(text, PI_3);

    assertEquals(
        Map.of(2, "the I²C bus", 3, "the I²C bus", 17, "dtoverlay=w1-gpio"), PinOwners.of(config));
    assertEquals(17, PinOwners.oneWireBus(config).orElseThrow());
    assertFalse(PinOwners.hasAnotherI2cBus(config), "i2c_arm is the base's");
    assertEquals(List.of("w1-gpio", "i2c-sensor"), config.overlayNames());
  }

  @ParameterizedTest
  @CsvSource({
    "'i2c3', 4 5",
    "'i2c3,pins_2_3', 2 3",
    "'i2c4', 8 9",
    "'i2c5,pins_10_11', 10 11",
    "'i2c6', 22 23",
    "'i2c1', 2 3",
    "'spi0-0cs', 9 10 11",
    "'spi0-1cs,cs0_pin=25', 9 10 11 25",
    "'spi0-2cs', 7 8 9 10 11",
    "'spi1-3cs', 16 17 18 19 20 21",
    "'mcp2515-can0,interrupt=24', 7 8 9 10 11 24",
    "'w1-gpio-pi5', 4",
    "'w1-gpio-pullup-pi5,gpiopin=6', 5 6",
  })
  void whatOverlaysTake(String overlay, String lines) {
    assertEquals(
        lines,
        PinOwners.of(ConfigTxt.parse("dtoverlay=" + overlay, PI_3)).keySet().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(" ")));
  }

  @Test
  void theFileIsFoundInBothPlaces() {
    SimulatedFiles files = new SimulatedFiles();
    assertFalse(ConfigTxt.of(files, PI_3).isKnown());

    files.text("/boot/config.txt", "gpio=17=op,dl");
    assertTrue(ConfigTxt.of(files, PI_3).drives(17));
    files.text("/boot/firmware/config.txt", "");
    assertFalse(ConfigTxt.of(files, PI_3).drives(17));
  }
}
