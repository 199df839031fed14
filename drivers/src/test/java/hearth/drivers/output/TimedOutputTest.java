package hearth.drivers.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.output.OutputListener.Cause;
import hearth.drivers.output.TimedOutput.State;
import hearth.drivers.pin.PinException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TimedOutputTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> moves = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private boolean refuses;
  private long now;

  /** What is switched, with every move written down. */
  private final class Recorder implements Actuator {
    private final String name;
    private boolean on;

    Recorder(String name, boolean on) {
      this.name = name;
      this.on = on;
      moves.add(name + (on ? " opened on" : " opened off"));
    }

    @Override
    public void set(boolean newOn) throws PinException {
      if (refuses) {
        throw new PinException(PinException.Reason.IO, "refused");
      }
      on = newOn;
      moves.add(name + (on ? " on" : " off"));
    }

    @Override
    public boolean isOn() {
      return on;
    }

    @Override
    public void close() {
      moves.add(name + " closed");
    }
  }

  private TimedOutput open(String name, Limits limits, Interlock interlock, boolean on)
      throws PinException {
    return TimedOutput.open(
        initial -> new Recorder(name, initial),
        limits,
        interlock,
        (state, cause) -> told.add(name + " " + state + " " + cause),
        on,
        now);
  }

  private TimedOutput open(Limits limits, boolean on) throws PinException {
    return open("relay", limits, Interlock.none(), on);
  }

  /** Lets time pass from tick to tick, as a loop with a timer does. */
  private void advance(long seconds, TimedOutput... outputs) throws PinException {
    long end = now + seconds * SECOND;
    for (OptionalLong next = earliest(outputs);
        next.isPresent() && next.getAsLong() <= end;
        next = earliest(outputs)) {
      now = Math.max(now, next.getAsLong());
      for (TimedOutput output : outputs) {
        output.tick(now);
      }
    }
    now = end;
  }

  private static OptionalLong earliest(TimedOutput... outputs) {
    return List.of(outputs).stream()
        .map(TimedOutput::nextTick)
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  @Test
  void withoutLimitsACommandIsObeyedAtOnce() throws PinException {
    TimedOutput relay = open(Limits.NONE, false);
    relay.command(true, now);
    relay.command(true, now);
    relay.command(false, now);
    relay.command(false, now);

    assertEquals(List.of("relay opened off", "relay on", "relay off"), moves);
    assertEquals(List.of("relay true COMMAND", "relay false COMMAND"), told);
    assertEquals(OptionalLong.empty(), relay.nextTick());
  }

  @Test
  void theFirstStateIsThatOfTheRequestAndNoChange() throws PinException {
    TimedOutput relay = open(Limits.NONE, true);

    assertEquals(List.of("relay opened on"), moves);
    assertEquals(List.of(), told);
    assertTrue(relay.isOn());
    assertTrue(relay.readBack());
  }

  @Test
  void maxOnEndsWhatWasForgotten() throws PinException {
    TimedOutput relay = open(new Limits(0, 0, 10 * SECOND, 0, 0), false);
    relay.command(true, now);
    advance(6, relay);
    relay.command(true, now);
    advance(3, relay);
    assertTrue(relay.isOn());
    advance(1, relay);

    assertFalse(relay.isOn());
    assertEquals(List.of("relay true COMMAND", "relay false MAX_ON"), told);
  }

  @Test
  void maxOnCountsFromTheStartToo() throws PinException {
    TimedOutput relay = open(new Limits(0, 0, 10 * SECOND, 0, 0), true);
    advance(10, relay);

    assertEquals(List.of("relay opened on", "relay off"), moves);
  }

  @Test
  void minOffKeepsACompressorAtRest() throws PinException {
    TimedOutput relay = open(new Limits(0, 0, 0, 60 * SECOND, 0), true);
    assertEquals(State.WAITING, relay.state());
    advance(59, relay);
    assertFalse(relay.isOn());
    advance(1, relay);
    assertTrue(relay.isOn());

    relay.command(false, now);
    advance(20, relay);
    relay.command(true, now);
    assertEquals(State.WAITING, relay.state());
    advance(40, relay);
    assertTrue(relay.isOn());
  }

  @Test
  void aWaitingOutputCanBeCalledOff() throws PinException {
    TimedOutput relay = open(new Limits(5 * SECOND, 0, 0, 0, 0), false);
    relay.command(true, now);
    advance(3, relay);
    relay.command(false, now);
    advance(60, relay);

    assertEquals(List.of("relay opened off"), moves);
    assertEquals(State.OFF, relay.state());
  }

  @Test
  void onDelayAndOffDelayWait() throws PinException {
    TimedOutput relay = open(new Limits(5 * SECOND, 7 * SECOND, 0, 0, 0), false);
    relay.command(true, now);
    advance(4, relay);
    relay.command(true, now);
    assertFalse(relay.isOn());
    advance(1, relay);
    assertTrue(relay.isOn());

    relay.command(false, now);
    assertEquals(State.ENDING, relay.state());
    advance(6, relay);
    assertTrue(relay.isOn());
    advance(1, relay);
    assertFalse(relay.isOn());
  }

  @Test
  void onTakesBackADelayedOff() throws PinException {
    TimedOutput relay = open(new Limits(0, 7 * SECOND, 0, 0, 0), true);
    relay.command(false, now);
    advance(5, relay);
    relay.command(true, now);
    advance(60, relay);

    assertEquals(List.of("relay opened on"), moves);
  }

  @Test
  void maxOnIsNotPutOffByAnOffDelay() throws PinException {
    TimedOutput relay = open(new Limits(0, 7 * SECOND, 10 * SECOND, 0, 0), true);
    advance(8, relay);
    relay.command(false, now);
    advance(2, relay);

    assertEquals(List.of("relay false MAX_ON"), told);
  }

  @Test
  void takingBackADelayedOffKeepsMaxOn() throws PinException {
    TimedOutput relay = open(new Limits(0, 7 * SECOND, 10 * SECOND, 0, 0), true);
    relay.command(false, now);
    advance(1, relay);
    relay.command(true, now);
    advance(8, relay);
    assertTrue(relay.isOn());
    advance(1, relay);
    assertFalse(relay.isOn());
  }

  @Test
  void aGroupSendsTheOtherOffFirstAndWaits() throws PinException {
    Interlock shutter = new Interlock(2 * SECOND);
    TimedOutput up = open("up", Limits.NONE, shutter, false);
    TimedOutput down = open("down", Limits.NONE, shutter, false);
    advance(10, up, down);
    moves.clear();
    up.command(true, now);
    down.command(true, now);
    assertEquals(State.WAITING, down.state());
    advance(1, up, down);
    assertEquals(List.of("up on", "up off"), moves);
    advance(1, up, down);

    assertEquals(List.of("up on", "up off", "down on"), moves);
    assertEquals(List.of("up true COMMAND", "up false INTERLOCK", "down true COMMAND"), told);
  }

  @Test
  void theLastCommandOfAGroupWins() throws PinException {
    Interlock shutter = new Interlock(2 * SECOND);
    TimedOutput up = open("up", Limits.NONE, shutter, false);
    TimedOutput down = open("down", Limits.NONE, shutter, false);
    up.command(true, now);
    down.command(true, now);
    up.command(true, now);
    advance(10, up, down);

    assertTrue(up.isOn());
    assertFalse(down.isOn());
  }

  @Test
  void aGroupIgnoresTheOffDelayOfTheOther() throws PinException {
    Interlock shutter = new Interlock(0);
    TimedOutput up = open("up", new Limits(0, 60 * SECOND, 0, 0, 0), shutter, true);
    TimedOutput down = open("down", Limits.NONE, shutter, false);
    advance(0, up, down);
    moves.clear();
    down.command(true, now);

    assertEquals(List.of("up off", "down on"), moves);
  }

  @Test
  void aGroupIsNeverOpenedOn() throws PinException {
    Interlock shutter = new Interlock(2 * SECOND);
    TimedOutput up = open("up", Limits.NONE, shutter, true);
    TimedOutput down = open("down", Limits.NONE, shutter, true);
    assertEquals(List.of("up opened off", "down opened off"), moves);
    advance(10, up, down);

    assertTrue(up.isOn());
    assertFalse(down.isOn());
  }

  @Test
  void nobodyGoesOnWhereTheOtherDoesNotObey() throws PinException {
    Interlock shutter = new Interlock(0);
    TimedOutput up = open("up", Limits.NONE, shutter, false);
    TimedOutput down = open("down", Limits.NONE, shutter, false);
    up.command(true, now);
    refuses = true;

    assertThrows(PinException.class, () -> down.command(true, now));
    assertTrue(up.isOn());
    assertEquals(State.OFF, down.state());
  }

  @Test
  void whatTheChipRefusedIsTriedAgain() throws PinException {
    TimedOutput relay = open(new Limits(0, 0, 10 * SECOND, 0, 0), true);
    refuses = true;
    now = 10 * SECOND;
    assertThrows(PinException.class, () -> relay.tick(now));
    assertTrue(relay.isOn());
    assertEquals(OptionalLong.of(11 * SECOND), relay.nextTick());

    refuses = false;
    advance(1, relay);
    assertFalse(relay.isOn());
  }

  @Test
  void aRefusedCommandChangesNothing() throws PinException {
    TimedOutput relay = open(Limits.NONE, false);
    refuses = true;

    assertThrows(PinException.class, () -> relay.command(true, now));
    assertEquals(State.OFF, relay.state());
    assertEquals(List.of(), told);
  }

  @Test
  void theEndHasTheStateThatWasAskedFor() throws PinException {
    open(Limits.NONE, true).close(FinalState.KEEP);
    open(Limits.NONE, true).close(FinalState.ON);
    open(Limits.NONE, true).close(FinalState.OFF);

    assertEquals(
        List.of(
            "relay opened on",
            "relay closed",
            "relay opened on",
            "relay closed",
            "relay opened on",
            "relay off",
            "relay closed"),
        moves);
    assertEquals(List.of(), told);
  }

  @Test
  void itStaysOnForItsTimeBeforeACommandSendsItOff() throws PinException {
    TimedOutput relay = open(new Limits(0, 0, 0, 0, 60 * SECOND), false);
    now = SECOND;
    relay.command(true, now);
    now = 11 * SECOND;
    relay.command(false, now);
    assertEquals(State.ENDING, relay.state());
    assertEquals(OptionalLong.of(61 * SECOND), relay.nextTick());

    relay.tick(61 * SECOND);
    assertEquals(State.OFF, relay.state());

    relay.command(true, 100 * SECOND);
    relay.command(false, 160 * SECOND);
    assertEquals(State.OFF, relay.state());
  }

  @Test
  void theStoreKeepsChangesOnly() throws PinException {
    Map<String, String> stored = new HashMap<>(Map.of("lamp", "on"));
    List<String> writes = new ArrayList<>();
    StateStore store =
        new StateStore() {
          @Override
          public Optional<String> kept(String name) {
            return Optional.ofNullable(stored.get(name));
          }

          @Override
          public void keep(String name, String text) {
            writes.add(name + " " + text);
          }
        };
    assertTrue(Restore.LAST.initial(store, "lamp"));
    assertFalse(Restore.LAST.initial(store, "fan"));
    assertTrue(Restore.ON.initial(store, "fan"));
    assertFalse(Restore.OFF.initial(store, "lamp"));

    TimedOutput lamp =
        TimedOutput.open(
            on -> new Recorder("lamp", on),
            Limits.NONE,
            Interlock.none(),
            store.keeping("lamp", (on, cause) -> told.add(cause + "")),
            true,
            now);
    lamp.command(true, now);
    lamp.command(false, now);
    lamp.close(FinalState.OFF);

    assertEquals(List.of("lamp off"), writes);
    assertEquals(List.of(Cause.COMMAND + ""), told);
  }
}
