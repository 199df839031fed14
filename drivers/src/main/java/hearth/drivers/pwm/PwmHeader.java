package hearth.drivers.pwm;

import hearth.drivers.board.Board;
import hearth.drivers.board.PwmPins;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.PinException.Reason;
import java.io.IOException;
import java.util.List;

/** Which channel of which chip gives its pulses to a pin of the header. */
public final class PwmHeader {
  private static final String CHIPS = "/sys/class/pwm/";

  /**
   * The device-tree nodes of the header's chip: up to the Pi 4, and on the Pi 5's RP1, whose node
   * has been named after its address on the chip and after that on the bus.
   */
  private static final List<String> NODES =
      List.of("pwm@7e20c000", "pwm@98000", "pwm@40098000", "pwm@1f00098000");

  private PwmHeader() {}

  /**
   * The number of the header's chip. A Raspberry Pi may have others, for a fan or a HAT, which give
   * no pulses to any pin: there only the header's own will do. On another board it is the first.
   *
   * @throws PinException where the kernel has no such chip
   */
  public static int chip(KernelFiles files) throws PinException {
    List<String> chips =
        files.list(CHIPS).stream().filter(name -> name.matches("pwmchip\\d+")).toList();
    for (String chip : chips) {
      if (isOfHeader(files, chip)) {
        return number(chip);
      }
    }
    if (Board.of(files).isRaspberryPi()) {
      throw noChip();
    }
    return chips.stream().mapToInt(PwmHeader::number).min().orElseThrow(PwmHeader::noChip);
  }

  /**
   * The channel of a line on that chip.
   *
   * @throws PinException where the line has none
   */
  public static int channel(KernelFiles files, int line) throws PinException {
    return PwmPins.channel(Board.of(files).chip(), line)
        .orElseThrow(
            () ->
                new PinException(
                    Reason.NO_SUCH_LINE,
                    "GPIO%d cannot be dimmed: only GPIO12, GPIO13, GPIO18 and GPIO19 have pulse width modulation."
                        .formatted(line)));
  }

  static PinException noChip() {
    return new PinException(
        Reason.NO_CHIP,
        "The kernel gives no pulses to the pins: the overlay is missing. Put the line that hearth check tells, such as dtoverlay=pwm,pin=18,func=2, into /boot/firmware/config.txt and restart the Pi.");
  }

  private static boolean isOfHeader(KernelFiles files, String chip) {
    try {
      String device = files.read(CHIPS + chip + "/device/uevent");
      return NODES.stream().anyMatch(device::contains);
    } catch (IOException e) {
      return false;
    }
  }

  private static int number(String chip) {
    return Integer.parseInt(chip.substring("pwmchip".length()));
  }
}
