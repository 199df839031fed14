package hearth.runtime.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.output.Interlock;
import hearth.drivers.pin.GpioChip;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.drivers.simulated.SimulatedPwmChip;
import hearth.io.loop.ManualLoop;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.hardware.ChipSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DimmedLightTest {
  private final ManualLoop loop = new ManualLoop();
  private final MemoryStates states = new MemoryStates();
  private final RecordingStatePublisher outlet = new RecordingStatePublisher();
  private final SimulatedFiles files = new SimulatedFiles();
  private SimulatedPwmChip pwm;

  @BeforeEach
  void plug() {
    pwm = new SimulatedPwmChip(files, 0, 2, "/soc/pwm@7e20c000");
  }

  @Test
  void aBrightnessSwitchesOnAndIsAnswered() throws Exception {
    OutputThing light = started("gamma: 1");

    brightness(light, "102");

    assertEquals(0.4, pwm.duty(0));
    assertEquals(List.of("home/light ON", "home/light/brightness 102"), outlet.take());
  }

  @Test
  void itIsRememberedWhileItIsOff() throws Exception {
    OutputThing light = started("gamma: 1, brightness_scale: 100");
    brightness(light, "40");
    command(light, "OFF");
    assertEquals(0, pwm.duty(0));
    assertEquals("40", outlet.retained("home/light/brightness"));

    command(light, "ON");
    assertEquals(0.4, pwm.duty(0));
  }

  @Test
  void brightnessZeroIsOffAndForgetsNothing() throws Exception {
    OutputThing light = started("gamma: 1");
    brightness(light, "51");
    outlet.take();

    brightness(light, "0");

    assertEquals(0, pwm.duty(0));
    assertEquals(List.of("home/light OFF", "home/light/brightness 51"), outlet.take());
  }

  @Test
  void theFirstTimeItIsAtItsBrightest() throws Exception {
    OutputThing light = started("");

    command(light, "ON");

    assertEquals(1, pwm.duty(0));
    assertEquals("255", outlet.retained("home/light/brightness"));
  }

  @Test
  void stateAndBrightnessAreRestored() throws Exception {
    OutputThing before = started("gamma: 1");
    brightness(before, "51");
    before.stop(() -> {});
    loop.runReady();
    assertEquals(0, pwm.duty(0), "its shutdown level");

    started("gamma: 1");

    assertEquals(0.2, pwm.duty(0));
    assertEquals("51", outlet.retained("home/light/brightness"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"256", "-1", "bright", "NaN", "1e99"})
  void whatIsNoBrightnessIsRefused(String payload) throws Exception {
    OutputThing light = started("gamma: 1");
    brightness(light, "51");
    outlet.take();

    brightness(light, payload);

    assertEquals(0.2, pwm.duty(0));
    assertEquals(List.of("home/light ON", "home/light/brightness 51"), outlet.take());
  }

  @Test
  void aRetainedBrightnessIsRefused() throws Exception {
    OutputThing light = started("");

    listener(light).received(CommandMessage.of("100", true));
    loop.runReady();

    assertEquals(0, pwm.duty(0));
  }

  @Test
  void aChipThatIsMissingIsToldAndTriedAgain() throws Exception {
    files.remove("/sys/class/pwm");
    started("");
    assertEquals("offline", outlet.retained("home/light/availability"));

    plug();
    loop.advance(Duration.ofSeconds(5));
    assertEquals("online", outlet.retained("home/light/availability"));
  }

  @Test
  void aFanHasItsSpeedInPercent() throws Exception {
    OutputThing fan = startedOutput("fans: [{name: fan, pin: 18, speed: {}}]");

    fan.commands()
        .get(TopicName.of("home/fan/percentage/set"))
        .received(CommandMessage.of("40", false));
    loop.runReady();

    assertEquals(0.4, pwm.duty(0));
    assertEquals(List.of("home/fan ON", "home/fan/percentage 40"), outlet.take());
  }

  private OutputThing started(String dimming) throws Exception {
    return startedOutput(
        "lights: [{name: light, pin: 18, restore: last, dimming: {%s}}]".formatted(dimming));
  }

  private OutputThing startedOutput(String output) throws Exception {
    String text = "device: {topic: home, states: file}\n" + output;
    Configuration home = Configuration.parse("test", text, Path.of("."));
    ChipSource chips =
        new ChipSource() {
          @Override
          public GpioChip chip() {
            throw new AssertionError("a light that is dimmed opens no pin");
          }

          @Override
          public KernelFiles pwm() {
            return files;
          }
        };
    OutputThing light =
        new OutputThing(
            home.outputs().get(0),
            home.device(),
            Interlock.none(),
            states,
            new PinThread(Runnable::run, chips, loop),
            loop,
            () -> true,
            outlet);
    light.start();
    loop.runReady();
    outlet.take();
    return light;
  }

  private static CommandListener listener(OutputThing light) {
    return light.commands().get(TopicName.of("home/light/brightness/set"));
  }

  private void brightness(OutputThing light, String payload) {
    listener(light).received(CommandMessage.of(payload, false));
    loop.runReady();
  }

  private void command(OutputThing light, String payload) {
    topicOf(light).received(CommandMessage.of(payload, false));
    loop.runReady();
  }

  /** Where ON and OFF come in. */
  private static CommandListener topicOf(OutputThing output) {
    return output.commands().values().iterator().next();
  }
}
