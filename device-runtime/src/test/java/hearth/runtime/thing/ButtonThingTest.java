package hearth.runtime.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.drivers.pin.Level;
import hearth.drivers.pin.SimulatedChip;
import hearth.io.loop.ManualLoop;
import hearth.runtime.config.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ButtonThingTest {
  private static final int BUTTON = 22;
  private static final int LIGHT = 17;

  private final ManualLoop loop = new ManualLoop();
  private final RecordingOutlet outlet = new RecordingOutlet();
  private final SimulatedChip chip = SimulatedChip.likeRaspberryPi(() -> loop.clock().nanoTime());

  @BeforeEach
  void start() throws Exception {
    String text =
        """
        device: {topic: home}
        lights: [{name: light, pin: 17}]
        buttons: [{name: button, pin: 22, debounce: 30ms, toggles: light}]
        """;
    Configuration home = Configuration.parse("test", text, Path.of("."));
    PinThread pins = new PinThread(Runnable::run, () -> chip, loop);
    OutputThing light = new OutputThing(home.lights().get(0), home.device(), pins, loop, outlet);
    ButtonThing button =
        new ButtonThing(home.buttons().get(0), home.device(), light, pins, loop, outlet);
    light.start();
    button.start();
    loop.runReady();
    outlet.take();
  }

  @Test
  void aPressTogglesAtOnce() {
    press();

    assertEquals(Level.HIGH, chip.level(LIGHT));
    assertEquals(List.of("!home/button PRESS", "home/light ON"), sorted(outlet.take()));
  }

  @Test
  void bouncesAreOnePress() {
    press();
    release();
    press();
    loop.advance(Duration.ofMillis(30));

    assertEquals(Level.HIGH, chip.level(LIGHT));
    assertEquals(List.of("!home/button PRESS", "home/light ON"), sorted(outlet.take()));
  }

  @Test
  void aShortPressIsReleasedWhenTheContactsRest() {
    press();
    outlet.take();
    release();
    loop.advance(Duration.ofMillis(30));

    assertEquals(List.of("!home/button RELEASE"), outlet.take());
  }

  @Test
  void itWorksWithoutABroker() {
    outlet.connected(false);
    press();

    assertEquals(Level.HIGH, chip.level(LIGHT));
  }

  private void press() {
    chip.driveFromOutside(BUTTON, Level.LOW);
    loop.runReady();
  }

  private void release() {
    chip.releaseFromOutside(BUTTON);
    loop.runReady();
  }

  private static List<String> sorted(List<String> messages) {
    return messages.stream().sorted().toList();
  }
}
