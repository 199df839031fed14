package hearth.drivers.gpiod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.Digital;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInputProvider;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProvider;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.pin.GpioChipContract;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.OutputPin;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.PinException.Reason;
import hearth.drivers.simulated.SimulatedFiles;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The adapter over Pi4J's own mock of a chip; over real lines it is run on an emulated Pi. */
class Pi4jGpioChipTest extends GpioChipContract {
  private Context context;

  @Override
  protected GpioChip newChip() {
    context =
        Pi4J.newContextBuilder()
            .noAutoDetect()
            .disableShutdownHook()
            .add(MockDigitalOutputProvider.newInstance(), MockDigitalInputProvider.newInstance())
            .build();
    return new Pi4jGpioChip(context, "mock", System::nanoTime);
  }

  @Override
  protected void driveFromOutside(int line, Level level) {
    if (context.registry().exists(line)) {
      ((MockDigitalInput) digital(line)).mockState(Pi4jGpioChip.stateOf(level));
    }
  }

  @Override
  protected Level measured(int line) {
    return Pi4jGpioChip.levelOf(digital(line).state());
  }

  private Digital<?, ?, ?> digital(int line) {
    return context.registry().all().values().stream()
        .map(io -> (Digital<?, ?, ?>) io)
        .filter(io -> io.address().intValue() == line)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void closingLeavesTheLevelToTheOwner() throws PinException {
    OutputPin pin = output(Level.HIGH);
    DigitalOutput below = (DigitalOutput) digital(OUT);

    pin.close();
    chip.close();

    assertEquals(DigitalState.HIGH, below.state());
  }

  @Test
  void whatIsMissingIsSaidBeforePi4jIsStarted() {
    SimulatedFiles pc = new SimulatedFiles();
    assertRefused(Reason.UNKNOWN_BOARD, pc, "aarch64", "no Raspberry Pi");

    SimulatedFiles pi =
        new SimulatedFiles().text("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0");
    assertRefused(Reason.NATIVE_LIBRARY, pi, "amd64", "amd64");
    assertRefused(Reason.NO_CHIP, pi, "aarch64", "/dev/gpiochip0");

    pi.text("/dev/gpiochip0", "");
    assertRefused(Reason.PERMISSION, pi, "aarch64", "usermod -aG gpio");
  }

  @Test
  void aBoardWithPinsIsNamed() throws PinException {
    SimulatedFiles pi =
        new SimulatedFiles()
            .text("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0")
            .attribute("/dev/gpiochip0", () -> new byte[0], text -> {});

    assertEquals("Raspberry Pi 4 Model B Rev 1.5", BoardCheck.requireUsablePins(pi, "aarch64"));
  }

  @Test
  void whatTheKernelSaysIsToldApart() {
    assertOpenFault(
        Reason.IN_USE, "c_gpiod_line_request_output failed: -1 (Device or resource busy)");
    assertOpenFault(Reason.NO_SUCH_LINE, "c_gpiod_chip_get_line failed! (Invalid argument)");
    assertOpenFault(Reason.PERMISSION, "c_gpiod_chip_open failed! (Permission denied)");
    assertOpenFault(Reason.IO, "c_gpiod_line_request_output failed: -1 (Input/output error)");
  }

  @Test
  void aNativeLibraryThatDoesNotLoadIsSaid() {
    PinException fault = Pi4jFaults.atStart(new UnsatisfiedLinkError("failed to map segment"));

    assertEquals(Reason.NATIVE_LIBRARY, fault.reason());
  }

  private static void assertRefused(
      Reason reason, SimulatedFiles files, String architecture, String word) {
    PinException refused =
        assertThrows(PinException.class, () -> BoardCheck.requireUsablePins(files, architecture));
    assertEquals(reason, refused.reason());
    assertEquals(true, refused.getMessage().contains(word), refused.getMessage());
  }

  private static void assertOpenFault(Reason reason, String kernelSays) {
    RuntimeException thrown =
        new IllegalStateException("Failed to initialize IO x", new IOException(kernelSays));
    assertEquals(reason, Pi4jFaults.atOpen(thrown, OUT, "relay").reason());
  }
}
