package hearth.drivers.gpiod;

import hearth.drivers.board.Board;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.PinException.Reason;
import java.util.List;
import java.util.Set;

/** Looks whether this machine has pins that this account may use, before anything touches them. */
final class BoardCheck {
  private static final Set<String> ARCHITECTURES = Set.of("aarch64", "arm64", "arm");

  private BoardCheck() {}

  /**
   * The board's model.
   *
   * @throws PinException with what is missing and how to get it
   */
  static String requireUsablePins(KernelFiles files, String architecture) throws PinException {
    Board board = Board.of(files);
    String model = board.model();
    if (!board.isRaspberryPi()) {
      throw new PinException(
          Reason.UNKNOWN_BOARD,
          "This machine is no Raspberry Pi (%s). Real pins need one; simulated pins work everywhere."
              .formatted(model.isEmpty() ? "it has no /proc/device-tree/model" : model));
    }
    if (!ARCHITECTURES.contains(architecture)) {
      throw new PinException(
          Reason.NATIVE_LIBRARY,
          "Java says the processor is %s; Pi4J has a native library for arm and arm64 only. Install a Java for this machine: sudo apt install openjdk-17-jre-headless."
              .formatted(architecture));
    }
    List<String> chips =
        files.list("/dev").stream().filter(name -> name.startsWith("gpiochip")).toList();
    if (chips.isEmpty()) {
      throw new PinException(
          Reason.NO_CHIP,
          "There is no /dev/gpiochip0: the kernel offers no pins. In a container or a sandboxed service, give it the device; on a board, use Raspberry Pi OS's own kernel.");
    }
    // libgpiod looks at every chip in turn and gives up at the first that it may not open.
    for (String chip : chips) {
      if (!files.isWritable("/dev/" + chip)) {
        throw notPermitted(null);
      }
    }
    return model;
  }

  static PinException notPermitted(Throwable cause) {
    return new PinException(
        Reason.PERMISSION,
        "This account may not use /dev/gpiochip*. Put it into the group gpio and log in again: sudo usermod -aG gpio $USER",
        cause);
  }
}
