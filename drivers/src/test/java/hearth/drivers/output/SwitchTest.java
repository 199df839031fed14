package hearth.drivers.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.PinException;
import hearth.drivers.pin.SimulatedChip;
import org.junit.jupiter.api.Test;

class SwitchTest {
  private final SimulatedChip chip = SimulatedChip.likeRaspberryPi(() -> 0);

  @Test
  void anActiveLowRelayThatIsOffNeverSeesALowLevel() throws PinException {
    Switch relay = Switch.open(chip, 4, "boiler", ActiveLevel.LOW, false);

    assertFalse(relay.isOn());
    relay.close();
    assertEquals(0, chip.transitions().size());
  }

  @Test
  void onIsTheActiveLevel() throws PinException {
    Switch relay = Switch.open(chip, 17, "boiler", ActiveLevel.LOW, false);
    relay.set(true);
    assertEquals(Level.LOW, chip.level(17));
    assertTrue(relay.isOn());

    Switch light = Switch.open(chip, 27, "light", ActiveLevel.HIGH, true);
    assertEquals(Level.HIGH, chip.level(27));
    light.set(false);
    assertEquals(Level.LOW, chip.level(27));
    assertFalse(light.isOn());
  }
}
