package hearth.runtime.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.drivers.board.Board;
import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.PinPlan;
import hearth.drivers.pin.Level;
import hearth.runtime.config.Configuration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The home that {@code ./run} makes, on a Raspberry Pi to which anything may be wired. */
class FirstHomeTest {
  private final SimulatedHome home = new SimulatedHome();

  @Test
  void itsStartMovesNoPin() throws Exception {
    home.device(first()).start();
    home.loop.runReady();

    assertEquals(List.of(), home.chip.transitions());
    home.publish("home/livingroom/light/set", "ON", false);
    assertEquals(Level.LOW, home.chip.level(6));
  }

  @Test
  void nothingIsToBeSaidOfItsPins() throws Exception {
    ConfigTxt usual = ConfigTxt.parse("dtoverlay=w1-gpio\n", new Board("", Board.Chip.BCM2711));

    assertEquals(List.of(), new PinPlan(first().pinUses(), usual).findings());
  }

  private static Configuration first() throws Exception {
    return Configuration.load(Path.of("src/main/dist/home.yaml"));
  }
}
