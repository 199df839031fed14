package hearth.runtime.thing;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.output.Interlock;
import hearth.drivers.pin.Level;
import hearth.drivers.pin.SimulatedChip;
import hearth.io.loop.ManualLoop;
import hearth.runtime.config.Configuration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputThingTest {
  private static final String STATE = "home/light";

  private final ManualLoop loop = new ManualLoop();
  private final Interlock group = new Interlock(0);
  private final MemoryStates states = new MemoryStates();
  private final RecordingStatePublisher outlet = new RecordingStatePublisher();
  private final SimulatedChip chip = SimulatedChip.likeRaspberryPi(() -> loop.clock().nanoTime());

  private final List<String> results = new ArrayList<>();
  private Queue<Runnable> busy;
  private boolean clockIsSet = true;

  @ParameterizedTest
  @CsvSource({
    "ON, ON",
    "on, ON",
    "1, ON",
    "true, ON",
    "TOGGLE, ON",
    "OFF, OFF",
    "off, OFF",
    "0, OFF",
    "false, OFF"
  })
  void commandsSwitchThePinAndAreAnswered(String command, String state) throws Exception {
    OutputThing light = started("");

    topicOf(light).received(CommandMessage.of(command, false));
    loop.runReady();

    assertEquals(state.equals("ON") ? Level.HIGH : Level.LOW, chip.level(17));
    assertEquals(List.of(STATE + " " + state), outlet.take());
  }

  @Test
  void anotherWordIsRefusedAndTheStatePublishedUnchanged() throws Exception {
    OutputThing light = started("restore: on");

    topicOf(light).received(CommandMessage.of("dim", false));
    loop.runReady();

    assertEquals(List.of(STATE + " ON"), outlet.take());
    assertEquals(Level.HIGH, chip.level(17));
  }

  @Test
  void anActiveLowRelayIsNeverOnWhileItIsOpened() throws Exception {
    // GPIO8 is pulled up at boot: the relay is off until somebody drives the line low.
    OutputThing light = thing("pin: 8, active: low");
    light.start();
    loop.runReady();
    light.stop(() -> {});
    loop.runReady();

    assertEquals(List.of(), chip.transitions(8));
  }

  @Test
  void aRetainedCommandIsRefused() throws Exception {
    OutputThing light = started("");

    topicOf(light).received(CommandMessage.of("ON", true));
    loop.runReady();

    assertEquals(Level.LOW, chip.level(17));
    assertEquals(List.of(), outlet.take());
  }

  @Test
  void aRetainedCommandIsClearedWhereConfigured() throws Exception {
    OutputThing light = started("retained_commands: clear");

    topicOf(light).received(CommandMessage.of("ON", true));
    loop.runReady();

    assertEquals(Level.LOW, chip.level(17));
    assertEquals(List.of("home/light/set "), outlet.take());
  }

  @Test
  void aRetainedCommandIsObeyedWhereConfigured() throws Exception {
    OutputThing light = started("retained_commands: obey");

    topicOf(light).received(CommandMessage.of("ON", true));
    loop.runReady();

    assertEquals(Level.HIGH, chip.level(17));
  }

  @Test
  void onOneTopicTheOwnEchoIsNoCommand() throws Exception {
    OutputThing light = started("layout: single");

    topicOf(light).received(CommandMessage.of("ON", false));
    loop.runReady();
    assertEquals(List.of(STATE + " ON"), outlet.take());

    topicOf(light).received(CommandMessage.of("OFF", false)); // the echo of the state at the start
    topicOf(light).received(CommandMessage.of("ON", false));
    loop.runReady();
    assertEquals(List.of(), outlet.take());
    assertEquals(Level.HIGH, chip.level(17));
  }

  @Test
  void withNoLocalEveryMessageOnTheOneTopicIsACommand() throws Exception {
    OutputThing light = thing("layout: single");
    light.start();
    light.connected(true);
    loop.runReady();
    outlet.take();

    topicOf(light).received(CommandMessage.of("OFF", false));
    loop.runReady();

    assertEquals(List.of(STATE + " OFF"), outlet.take());
  }

  @Test
  void aPinInUseIsToldAndTriedAgain() throws Exception {
    chip.reserve(17, "spi0 CS0");
    OutputThing light = thing("");
    light.start();
    loop.runReady();

    assertEquals("offline", outlet.retained("home/light/availability"));
    assertTrue(outlet.retained("home/light/problem").contains("spi0 CS0"));
    topicOf(light).received(CommandMessage.of("ON", false));
    loop.runReady();
    outlet.take();

    chip.reserve(17, null);
    loop.advance(Duration.ofSeconds(5));

    assertEquals(
        List.of("home/light/availability online", "home/light/problem ", STATE + " OFF"),
        outlet.take());
  }

  @Test
  void allIsAnnouncedAfterAConnectAndNoPinMoves() throws Exception {
    OutputThing light = started("");
    topicOf(light).received(CommandMessage.of("ON", false));
    loop.runReady();
    outlet.take();
    int transitions = chip.transitions(17).size();

    light.connected(false);
    light.announce();
    loop.runReady();

    assertEquals(List.of("home/light/availability online", STATE + " ON"), outlet.take());
    assertEquals(transitions, chip.transitions(17).size());
  }

  @ParameterizedTest
  @CsvSource({"off, LOW", "on, HIGH", "keep, HIGH"})
  void anOrderlyEndLeavesTheShutdownLevel(String shutdown, Level level) throws Exception {
    OutputThing light = started("shutdown: " + shutdown);
    topicOf(light).received(CommandMessage.of("ON", false));
    boolean[] stopped = new boolean[1];

    light.stop(() -> stopped[0] = true);
    loop.runReady();

    assertTrue(stopped[0]);
    assertEquals(level, chip.level(17));
    assertEquals(null, chip.owner(17));
  }

  @Test
  void whatItWasLastIsRestored() throws Exception {
    states.save("light", true);
    started("restore: last");

    assertEquals(Level.HIGH, chip.level(17));
  }

  @Test
  void eachChangeIsKept() throws Exception {
    OutputThing light = started("restore: last");
    topicOf(light).received(CommandMessage.of("ON", false));
    loop.runReady();

    assertEquals(Optional.of(true), states.last("light"));
  }

  @Test
  void itGoesOffByItselfWhenItMayBeOnNoLonger() throws Exception {
    OutputThing light = started("max_on: 10min");
    topicOf(light).received(CommandMessage.of("ON", false));
    loop.runReady();
    outlet.take();

    loop.advance(Duration.ofMinutes(10));

    assertEquals(List.of(STATE + " OFF"), outlet.take());
    assertEquals(Level.LOW, chip.level(17));
  }

  @Test
  void aDelayedCommandIsAnsweredNowAndAgainWhenItIsDone() throws Exception {
    OutputThing light = started("on_delay: 3s");
    topicOf(light).received(CommandMessage.of("ON", false));
    loop.runReady();
    assertEquals(List.of(STATE + " OFF"), outlet.take());

    loop.advance(Duration.ofSeconds(3));

    assertEquals(List.of(STATE + " ON"), outlet.take());
  }

  @Test
  void ofAGroupOnlyOneIsOn() throws Exception {
    OutputThing up = started("interlock: shutter");
    OutputThing down = make("{name: down, pin: 27, interlock: shutter}");
    down.start();
    loop.runReady();
    topicOf(up).received(CommandMessage.of("ON", false));
    loop.runReady();
    outlet.take();

    topicOf(down).received(CommandMessage.of("ON", false));
    loop.runReady();

    assertEquals(Level.LOW, chip.level(17));
    assertEquals(Level.HIGH, chip.level(27));
    assertEquals("OFF", outlet.retained(STATE));
    assertEquals("ON", outlet.retained("home/down"));
  }

  @Test
  void aBrokerThatIsAwayForLongSendsItOffWhereConfigured() throws Exception {
    OutputThing light = started("lost_broker: off, lost_after: 5min");
    topicOf(light).received(CommandMessage.of("ON", false));
    loop.runReady();

    light.disconnected();
    loop.advance(Duration.ofMinutes(4));
    light.connected(false);
    loop.advance(Duration.ofMinutes(10));
    assertEquals(Level.HIGH, chip.level(17));

    light.disconnected();
    loop.advance(Duration.ofMinutes(5));
    assertEquals(Level.LOW, chip.level(17));
  }

  @Test
  void aSenderWhoWantsToKnowHearsWhatCameOfIt() throws Exception {
    OutputThing light = started("");

    topicOf(light).received(asked("ON", 5));
    loop.runReady();
    topicOf(light).received(asked("dim", 5));
    loop.runReady();

    assertEquals(
        List.of(
            "{\"result\":\"accepted\",\"state\":\"ON\"}",
            "{\"result\":\"rejected\",\"reason\":\"'dim' is not a command; the commands are ON, OFF and"
                + " TOGGLE\",\"state\":\"ON\"}"),
        results);
  }

  @Test
  void aRefusedRetainedCommandAndAPinThatIsNotOpenAreRejections() throws Exception {
    OutputThing light = started("");
    topicOf(light)
        .received(new CommandMessage("ON", true, OptionalLong.empty(), null, this::heard));
    light.stop(() -> {});
    topicOf(light).received(asked("ON", 5));
    loop.runReady();

    assertEquals(2, results.size());
    assertTrue(results.get(0).contains("rejected") && results.get(0).contains("retained"));
    assertTrue(results.get(1).contains("rejected") && results.get(1).contains("not open"));
  }

  @Test
  void aCommandThatWaitedTooLongForThePinsMovesNone() throws Exception {
    OutputThing light = started("");
    busy = new ArrayDeque<>();
    topicOf(light).received(asked("ON", 5));
    loop.advance(Duration.ofSeconds(6));

    turn();

    assertEquals(Level.LOW, chip.level(17));
    assertEquals(List.of(STATE + " OFF"), outlet.take());
    assertEquals(1, results.size());
    assertTrue(results.get(0).startsWith("{\"result\":\"expired\""), results::toString);
  }

  @Test
  void aCommandThatExpiredEndsNoTime() throws Exception {
    OutputThing light = started("");
    light.command(SwitchCommand.ON, Duration.ofMinutes(3), Cause.TIMER);
    loop.runReady();
    busy = new ArrayDeque<>();
    topicOf(light).received(asked("ON", 5));
    loop.advance(Duration.ofSeconds(6));
    busy.remove().run();
    busy = null;
    loop.runReady();
    assertEquals(Level.HIGH, chip.level(17));

    loop.advance(Duration.ofMinutes(3));

    assertEquals(Level.LOW, chip.level(17));
  }

  @Test
  void theNewestCommandThatComesWhileThePinIsOpenedIsObeyedThen() throws Exception {
    OutputThing light = opening();
    topicOf(light).received(asked("OFF", 5));
    topicOf(light).received(asked("ON", 5));
    assertEquals(1, results.size());
    assertTrue(results.get(0).contains("rejected") && results.get(0).contains("newer"));

    turn();

    assertEquals(Level.HIGH, chip.level(17));
    assertEquals("{\"result\":\"accepted\",\"state\":\"ON\"}", results.get(1));
    loop.advance(Duration.ofSeconds(10));
    assertEquals(2, results.size());
  }

  @Test
  void aCommandThatExpiresWhileThePinIsOpenedIsAnsweredThenAndNotObeyed() throws Exception {
    OutputThing light = opening();
    topicOf(light).received(asked("ON", 5));
    loop.advance(Duration.ofSeconds(6));
    assertEquals(1, results.size());
    assertTrue(results.get(0).startsWith("{\"result\":\"expired\""), results::toString);

    turn();

    assertEquals(Level.LOW, chip.level(17));
    assertEquals(1, results.size());
  }

  @Test
  void aCommandThatComesWhileThePinIsOpenedIsRefusedWhereItDoesNotOpen() throws Exception {
    chip.reserve(17, "spi0 CS0");
    OutputThing light = opening();
    topicOf(light).received(asked("ON", 5));

    turn();
    chip.reserve(17, null);
    loop.advance(Duration.ofSeconds(5));
    turn();

    assertEquals(Level.LOW, chip.level(17));
    assertEquals("online", outlet.retained("home/light/availability"));
    assertEquals(1, results.size());
    assertTrue(results.get(0).contains("rejected") && results.get(0).contains("spi0 CS0"));
  }

  @Test
  void aThingThatStopsWhileItIsOpenedAnswersWhatHasWaited() throws Exception {
    OutputThing light = opening();
    topicOf(light).received(asked("ON", 5));

    light.stop(() -> {});
    turn();

    assertEquals(List.of(), chip.transitions(17));
    assertEquals(1, results.size());
  }

  /** Its pin is being opened, which takes the pins' thread until {@link #turn}. */
  private OutputThing opening() throws Exception {
    busy = new ArrayDeque<>();
    OutputThing light = thing("");
    light.connected(false);
    light.start();
    return light;
  }

  private void turn() {
    while (!busy.isEmpty()) {
      busy.remove().run();
      loop.runReady();
    }
  }

  private CommandMessage asked(String payload, int seconds) {
    long expiresAt = loop.clock().nanoTime() + Duration.ofSeconds(seconds).toNanos();
    return new CommandMessage(payload, false, OptionalLong.of(expiresAt), null, this::heard);
  }

  private void heard(CommandResult result) {
    results.add(new String(result.toJson(), StandardCharsets.UTF_8));
  }

  /** The pins' thread: at once, or when the test says so. */
  private void execute(Runnable task) {
    if (busy == null) {
      task.run();
    } else {
      busy.add(task);
    }
  }

  private OutputThing started(String keys) throws Exception {
    OutputThing light = thing(keys);
    light.connected(false);
    light.start();
    loop.runReady();
    outlet.take();
    return light;
  }

  // ---- who has switched it last

  private static final String CHANGED = "home/light/changed";

  /** What is told of the last change, without its time. */
  private String changed() {
    String told = outlet.retained(CHANGED);
    return told == null ? null : told.replaceAll("\"time\":\"[^\"]*\",", "");
  }

  private static CommandMessage by(String payload, String who) {
    return new CommandMessage(payload, false, OptionalLong.empty(), who, result -> {});
  }

  @Test
  void whoHasSwitchedItIsTold() throws Exception {
    OutputThing light = started("");
    assertNull(changed(), "it was off before, and still is");

    topicOf(light).received(by("ON", "user anna, client phone"));
    loop.runReady();
    assertEquals("{\"state\":\"ON\",\"by\":\"user anna, client phone\"}", changed());

    topicOf(light).received(by("ON", "client cat")); // changes nothing
    loop.runReady();
    assertEquals("{\"state\":\"ON\",\"by\":\"user anna, client phone\"}", changed());

    topicOf(light).received(CommandMessage.of("TOGGLE", false));
    loop.runReady();
    assertEquals("{\"state\":\"OFF\",\"by\":\"command\"}", changed());
  }

  @Test
  void aLimitIsACauseOfItsOwn() throws Exception {
    OutputThing light = started("max_on: 10s");

    topicOf(light).received(by("ON", "user anna, client phone"));
    loop.runReady();
    loop.advance(Duration.ofSeconds(10));

    assertEquals("{\"state\":\"OFF\",\"by\":\"max_on\"}", changed());
  }

  @Test
  void aDelayKeepsWhoWantedIt() throws Exception {
    OutputThing light = started("on_delay: 5s");

    topicOf(light).received(by("ON", "button: Wall button"));
    topicOf(light).received(by("ON", "client cat"));
    loop.runReady();
    assertNull(changed());
    loop.advance(Duration.ofSeconds(5));

    assertEquals("{\"state\":\"ON\",\"by\":\"button: Wall button\"}", changed());
  }

  @Test
  void aTimeThatIsOverIsNobodysCommand() throws Exception {
    OutputThing light = started("");

    light.command(SwitchCommand.ON, Duration.ofMinutes(3), "sensor: Motion");
    loop.runReady();
    assertEquals("{\"state\":\"ON\",\"by\":\"sensor: Motion\"}", changed());
    loop.advance(Duration.ofMinutes(3));

    assertEquals("{\"state\":\"OFF\",\"by\":\"timer\"}", changed());
  }

  @ParameterizedTest
  @CsvSource({
    "last, on, ON, restored",
    "last, off, , ",
    "on, off, ON, start",
    "on, on, ON, restored",
    "off, on, OFF, start",
    "off, off, , ",
    "off, , , ",
    "on, , ON, start"
  })
  void aRestartIsOneWhereItHasSwitchedSomething(
      String restore, String last, String state, String by) throws Exception {
    if (last != null) {
      states.keep("light", last);
    }
    started("restore: " + restore);

    assertEquals(
        by == null ? null : "{\"state\":\"%s\",\"by\":\"%s\"}".formatted(state, by), changed());
  }

  @Test
  void theGroupThatSendsItOffIsTold() throws Exception {
    OutputThing up = started("interlock: shutter");
    OutputThing down = make("{name: down, pin: 27, interlock: shutter}");
    down.start();
    topicOf(up).received(by("ON", "client phone"));
    loop.runReady();

    topicOf(down).received(by("ON", "client phone"));
    loop.runReady();

    assertEquals("{\"state\":\"OFF\",\"by\":\"interlock\"}", changed());
  }

  @Test
  void anAbsentBrokerIsACause() throws Exception {
    OutputThing light = started("lost_broker: on");
    light.disconnected();
    loop.advance(Duration.ofMinutes(5));

    assertEquals("{\"state\":\"ON\",\"by\":\"lost_broker\"}", changed());
  }

  @Test
  void itsTimeIsThatOfTheChangeAndComesWhenTheClockIsSet() throws Exception {
    clockIsSet = false;
    outlet.connected(false);
    OutputThing light = started("");
    topicOf(light).received(by("ON", "button: Wall button"));
    loop.runReady();
    outlet.connected(true);
    light.announce();
    assertEquals(changed(), outlet.retained(CHANGED), "nobody knows the time");

    loop.advance(Duration.ofSeconds(100));
    clockIsSet = true;
    light.announce();

    String then = loop.clock().wallTime().minusSeconds(100).truncatedTo(SECONDS).toString();
    assertTrue(outlet.retained(CHANGED).startsWith("{\"time\":\"" + then + "\""));
  }

  private OutputThing thing(String keys) throws Exception {
    String pin = keys.contains("pin:") ? "" : "pin: 17, ";
    return make("{name: light, %s%s}".formatted(pin, keys));
  }

  private OutputThing make(String light) throws Exception {
    String text = "device: {topic: home, states: file}\nlights: [%s]".formatted(light);
    Configuration home = Configuration.parse("test", text, Path.of("."));
    PinThread pins = new PinThread(this::execute, () -> chip, loop);
    return new OutputThing(
        home.lights().get(0),
        home.device(),
        light.contains("interlock") ? group : Interlock.none(),
        states,
        pins,
        loop,
        () -> clockIsSet,
        outlet);
  }

  /** Where ON and OFF come in. */
  private static CommandListener topicOf(OutputThing output) {
    return output.commands().values().iterator().next();
  }
}
