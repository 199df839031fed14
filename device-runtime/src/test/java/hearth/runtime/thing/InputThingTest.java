package hearth.runtime.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.drivers.output.Interlock;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.SimulatedChip;
import hearth.io.loop.ManualLoop;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.InputSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InputThingTest {
  private static final int BUTTON = 22;
  private static final int WALL = 23;
  private static final int MOTION = 24;
  private static final int LIGHT = 17;

  private final ManualLoop loop = new ManualLoop();
  private final RecordingStatePublisher outlet = new RecordingStatePublisher();
  private final SimulatedChip chip = SimulatedChip.likeRaspberryPi(() -> loop.clock().nanoTime());

  private final SimulatedChip free = SimulatedChip.likeRaspberryPi(() -> loop.clock().nanoTime());
  private Configuration home;

  @BeforeEach
  void start() throws Exception {
    String text =
        """
        device: {topic: home}
        lights: [{name: light, pin: 17}]
        buttons:
          - {name: button, pin: 22, debounce: 30ms, on_press: toggle light}
          - name: wall
            pin: 23
            double_press: 300ms
            long_press: 1s
            on_single: toggle light
            on_double: off light
            on_long: on light for 3min
        binary_sensors:
          - {name: motion, pin: 24, pull: down, active: high, on_press: on light for 3min}
        """;
    home = Configuration.parse("test", text, Path.of("."));
    PinThread pins = new PinThread(Runnable::run, () -> chip, loop);
    OutputThing light =
        new OutputThing(
            home.lights().get(0),
            home.device(),
            Interlock.none(),
            new MemoryStates(),
            pins,
            loop,
            () -> true,
            outlet);
    light.start();
    for (InputSettings input : home.inputs()) {
      new InputThing(input, home.device(), Map.of("light", light), pins, loop, outlet).start();
    }
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
  void whatIsStoppedBeforeItsPinIsOpenIsNotAvailable() {
    InputThing motion = another();
    motion.start();
    motion.stop(() -> {});
    loop.runReady();

    assertEquals(List.of(), outlet.take());
  }

  @Test
  void afterTheEndNothingIsPublished() {
    InputThing motion = another();
    motion.start();
    loop.runReady();
    outlet.take();
    free.driveFromOutside(MOTION, Level.HIGH);
    motion.stop(() -> {});
    loop.advance(Duration.ofSeconds(1));

    assertEquals(List.of(), outlet.take());
  }

  /** The sensor of motion once more, with a pin that is free. */
  private InputThing another() {
    PinThread pins = new PinThread(Runnable::run, () -> free, loop);
    return new InputThing(home.inputs().get(2), home.device(), Map.of(), pins, loop, outlet);
  }

  @Test
  void itWorksWithoutABroker() {
    outlet.connected(false);
    press();

    assertEquals(Level.HIGH, chip.level(LIGHT));
  }

  @Test
  void pressesAreToldApart() {
    click(WALL);
    loop.advance(Duration.ofMillis(300));
    assertEquals(Level.HIGH, chip.level(LIGHT));
    assertEquals(1, count("!home/wall SINGLE"));

    click(WALL);
    loop.advance(Duration.ofMillis(100));
    click(WALL);
    loop.advance(Duration.ofMillis(300));
    assertEquals(Level.LOW, chip.level(LIGHT));
    assertEquals(1, count("!home/wall DOUBLE"));

    drive(WALL, Level.LOW);
    loop.advance(Duration.ofSeconds(1));
    assertEquals(Level.HIGH, chip.level(LIGHT));
    assertEquals(1, count("!home/wall LONG"));
  }

  @Test
  void aBinarySensorTellsItsStateRetained() {
    assertEquals("OFF", outlet.retained("home/motion"));

    drive(MOTION, Level.HIGH);

    assertEquals("ON", outlet.retained("home/motion"));
  }

  @Test
  void motionKeepsTheLightOnForItsTimeAndEachMotionProlongsIt() {
    drive(MOTION, Level.HIGH);
    loop.advance(Duration.ofMinutes(2));
    drive(MOTION, Level.LOW);
    loop.advance(Duration.ofSeconds(1));
    drive(MOTION, Level.HIGH);
    loop.advance(Duration.ofMinutes(2));
    assertEquals(Level.HIGH, chip.level(LIGHT));

    loop.advance(Duration.ofMinutes(1));
    assertEquals(Level.LOW, chip.level(LIGHT));
  }

  private void click(int line) {
    drive(line, Level.LOW);
    loop.advance(Duration.ofMillis(50));
    drive(line, Level.HIGH);
    loop.advance(Duration.ofMillis(50));
  }

  private void drive(int line, Level level) {
    chip.driveFromOutside(line, level);
    loop.runReady();
  }

  private long count(String message) {
    return outlet.take().stream().filter(message::equals).count();
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
