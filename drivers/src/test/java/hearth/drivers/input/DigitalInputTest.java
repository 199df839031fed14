package hearth.drivers.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.Pull;
import hearth.drivers.pin.SimulatedChip;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigitalInputTest {
  private final SimulatedChip chip = SimulatedChip.likeRaspberryPi(() -> 5);

  @Test
  void aButtonToGroundIsActiveWhilePressed() throws PinException {
    List<String> heard = new ArrayList<>();
    DigitalInput button = DigitalInput.open(chip, 22, "button", Pull.UP, ActiveLevel.LOW);
    button.onChange((active, nanoTime) -> heard.add(active + " at " + nanoTime));
    assertFalse(button.isActive());

    chip.driveFromOutside(22, Level.LOW);
    assertTrue(button.isActive());
    chip.releaseFromOutside(22);

    assertFalse(button.isActive());
    assertEquals(List.of("true at 5", "false at 5"), heard);
  }
}
