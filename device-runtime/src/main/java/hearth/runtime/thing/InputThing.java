package hearth.runtime.thing;

import hearth.drivers.input.Debouncer;
import hearth.drivers.input.DigitalInput;
import hearth.drivers.input.PressRecognizer;
import hearth.drivers.input.PressRecognizer.Press;
import hearth.drivers.pin.PinException;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Action;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.InputSettings;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.tinylog.Logger;

/**
 * A button, which publishes events ({@code PRESS}, {@code RELEASE}, and where they are told apart
 * {@code SINGLE}, {@code DOUBLE}, {@code LONG}), or a binary sensor, which publishes its state
 * ({@code ON}, {@code OFF}) retained. Either may act on outputs by itself, with or without a
 * broker.
 *
 * <pre>
 *   CLOSED --start()--> OPENING --opened--> OPEN --stop()--> STOPPED
 *                       ^    |                                  ^
 *                 again |    | failed                           |
 *                       |    v               stop()             |
 *                       BROKEN ---------------------------------+
 * </pre>
 */
public final class InputThing implements Thing {
  private enum State {
    CLOSED,
    OPENING,
    BROKEN,
    OPEN,
    STOPPED
  }

  private final String name;
  private final InputSettings settings;
  private final TopicName topic;
  private final Map<String, OutputThing> outputs;
  private final PinThread pins;
  private final EventLoop loop;
  private final StatePublisher outlet;
  private final ThingAvailability availability;
  private final Retry retry;
  private final PressRecognizer presses;

  private State state = State.CLOSED;
  // Null until the pin is open.
  private Debouncer debouncer;
  // What the contact did while OPENING, which tells nothing of a press; null for nothing.
  private Boolean changedEarly;
  private Timer tick;

  /** The part; the pins' thread alone uses it. */
  private DigitalInput part;

  /**
   * An input, its pin not opened yet.
   *
   * @param outputs all there are, by name
   */
  public InputThing(
      InputSettings settings,
      DeviceSettings device,
      Map<String, OutputThing> outputs,
      PinThread pins,
      EventLoop loop,
      StatePublisher outlet) {
    this.name = settings.identity().name();
    this.settings = settings;
    this.topic = settings.identity().topicIn(device);
    this.outputs = outputs;
    this.pins = pins;
    this.loop = loop;
    this.outlet = outlet;
    this.retry = new Retry(loop);
    this.availability = new ThingAvailability(settings, device, outlet);
    this.presses =
        new PressRecognizer(
            settings.presses().doubleWithin().toNanos(), settings.presses().longAfter().toNanos());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String whyNotOpen() {
    return availability.problem();
  }

  @Override
  public void start() {
    state = State.OPENING;
    pins.run(
        chips -> {
          part =
              DigitalInput.open(
                  chips.chip(),
                  settings.pin(),
                  "hearth " + name,
                  settings.pull(),
                  settings.active());
          part.onChange((active, nanoTime) -> loop.execute(() -> changed(active, nanoTime)));
          return part.isActive();
        },
        this::opened,
        this::notOpened);
  }

  /** What is active already while the program starts is a state, but no press. */
  private void opened(boolean isActive) {
    // stop() came meanwhile; its own work on the pin stands behind this one.
    if (state != State.OPENING) {
      return;
    }
    state = State.OPEN;
    boolean active = changedEarly == null ? isActive : changedEarly;
    debouncer = new Debouncer(settings.debounceMode(), settings.debounce().toNanos(), active);
    availability.available();
    publishState();
  }

  private void notOpened(PinException why) {
    if (state == State.OPENING) {
      state = State.BROKEN;
      availability.unavailable(why.getMessage());
      retry.later(this::start);
    }
  }

  private void changed(boolean active, long nanoTime) {
    if (state == State.OPENING) {
      changedEarly = active;
    } else if (state == State.OPEN) {
      debouncer.changed(active, nanoTime).ifPresent(believed -> believed(believed, nanoTime));
      scheduleTick();
    }
  }

  private void believed(boolean active, long nanoTime) {
    Logger.info("{} is {}", name, active ? "active" : "released");
    act(active ? settings.actions().onPress() : settings.actions().onRelease());
    if (settings.isButton()) {
      outlet.publishEvent(topic, active ? "PRESS" : "RELEASE");
      presses.changed(active, nanoTime).ifPresent(this::pressed);
    } else {
      publishState();
    }
  }

  private void pressed(Press press) {
    if (settings.presses().areToldApart()) {
      outlet.publishEvent(topic, press.name());
    }
    act(
        switch (press) {
          case SINGLE -> settings.actions().onSingle();
          case DOUBLE -> settings.actions().onDouble();
          case LONG -> settings.actions().onLong();
        });
  }

  private void act(List<Action> actions) {
    for (Action action : actions) {
      SwitchCommand command = SwitchCommand.valueOf(action.verb().name());
      String by = Cause.input(settings.isButton(), settings.identity().label());
      outputs.get(action.output()).command(command, action.time(), by);
    }
  }

  private void scheduleTick() {
    if (tick != null) {
      tick.cancel();
    }
    long now = loop.clock().nanoTime();
    Stream.of(debouncer.nextTick(), presses.nextTick())
        .filter(OptionalLong::isPresent)
        .mapToLong(when -> when.getAsLong() - now)
        .min()
        .ifPresent(wait -> tick = loop.schedule(wait, this::tick));
  }

  private void tick() {
    if (state == State.OPEN) {
      long now = loop.clock().nanoTime();
      debouncer.tick(now).ifPresent(believed -> believed(believed, now));
      presses.tick(now).ifPresent(this::pressed);
      scheduleTick();
    }
  }

  private void publishState() {
    if (!settings.isButton() && debouncer != null) {
      outlet.publishRetained(topic, debouncer.isActive() ? "ON" : "OFF");
    }
  }

  @Override
  public boolean isOffline() {
    return availability.isOffline();
  }

  @Override
  public void announce() {
    availability.announce();
    publishState();
  }

  @Override
  public void stop(Runnable whenStopped) {
    state = State.STOPPED;
    retry.cancel();
    if (tick != null) {
      tick.cancel();
    }
    pins.run(
        chips -> {
          if (part != null) {
            part.close();
          }
          return null;
        },
        nothing -> whenStopped.run(),
        why -> whenStopped.run());
  }
}
