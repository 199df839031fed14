package hearth.runtime.thing;

import hearth.drivers.output.Interlock;
import hearth.drivers.output.OutputListener;
import hearth.drivers.output.StateStore;
import hearth.drivers.output.TimedOutput;
import hearth.drivers.pin.PinException;
import hearth.io.loop.Clock;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.hardware.ChipSource;
import hearth.runtime.hardware.OutputParts;
import java.util.Optional;
import java.util.OptionalLong;

/** What is wired to the pin of an output. All of it on the pins' thread. */
final class OutputPart {
  /**
   * What the pins' thread tells of the part.
   *
   * @param on as read back from its pin
   * @param nextTick when its limits want to be looked at again
   * @param brightness 0 where it is not dimmed
   * @param by what has switched it last, see {@link Cause}; null where it is as it was before the
   *     start
   */
  record Snapshot(boolean on, OptionalLong nextTick, int brightness, String by) {}

  private final OutputSettings settings;
  private final String name;
  private final Interlock interlock;
  private final StateStore states;
  private final Clock clock;
  // Null where it is only on or off.
  private final Dimmer dimmer;
  private final OutputListener listener;

  private TimedOutput output;
  // Who wanted it as it is, or will be when its limits allow.
  private String wantedBy;
  private String changedBy;

  /**
   * A part that is not opened yet.
   *
   * @param interlock its group
   * @param states what it was last
   * @param listener hears of changes that nobody has asked for here, too
   */
  OutputPart(
      OutputSettings settings,
      Interlock interlock,
      StateStore states,
      Clock clock,
      Dimmer dimmer,
      OutputListener listener) {
    this.settings = settings;
    this.name = settings.identity().name();
    this.interlock = interlock;
    this.states = states;
    this.clock = clock;
    this.dimmer = dimmer;
    this.listener = listener;
  }

  /** Opens its pin, with the level that it is to have from the first moment. */
  Snapshot open(ChipSource chips) throws PinException {
    Optional<Boolean> last = states.last(name);
    boolean isOn = settings.restore().initial(states, name);
    wantedBy = last.equals(Optional.of(isOn)) ? Cause.RESTORED : Cause.START;
    output =
        TimedOutput.open(
            wanted ->
                dimmer != null
                    ? dimmer.open(chips, wanted)
                    : OutputParts.open(settings, chips, "hearth " + name, wanted),
            settings.limits(),
            interlock,
            states.keeping(name, this::changed),
            isOn,
            clock.nanoTime());
    if (output.isOn()) {
      changedBy = wantedBy; // also as before: without power it was off meanwhile
    } else if (last.orElse(false)) {
      changedBy = Cause.START;
    }
    return snapshot();
  }

  private void changed(boolean on, OutputListener.Cause cause) {
    changedBy =
        switch (cause) {
          case COMMAND -> wantedBy;
          case MAX_ON -> Cause.MAX_ON;
          case INTERLOCK -> Cause.INTERLOCK;
        };
    listener.changed(on, cause);
  }

  /** What it is now. */
  Snapshot snapshot() throws PinException {
    return new Snapshot(
        output.readBack(), output.nextTick(), dimmer == null ? 0 : dimmer.level(), changedBy);
  }

  /** Time has passed that one of its limits waits for. */
  Snapshot tick() throws PinException {
    output.tick(clock.nanoTime());
    return snapshot();
  }

  /** Does what is wanted. */
  Snapshot obey(OutputCommand order) throws PinException {
    if (order.brightness().isPresent()) {
      dimmer.set(order.brightness().getAsInt());
    }
    boolean on = order.command().appliedTo(wantsOn());
    if (on != wantsOn()) {
      wantedBy = order.message().by();
    }
    output.command(on, clock.nanoTime());
    return snapshot();
  }

  /** Whether it is on to stay, or about to be. */
  private boolean wantsOn() {
    return output.state() == TimedOutput.State.ON || output.state() == TimedOutput.State.WAITING;
  }

  /** Brings it to its shutdown level and gives its pin back, if it was opened. */
  void close() throws PinException {
    if (output != null) {
      output.close(settings.shutdown());
    }
  }
}
