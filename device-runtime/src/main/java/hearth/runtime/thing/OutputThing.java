package hearth.runtime.thing;

import hearth.drivers.output.Switch;
import hearth.drivers.pin.PinException;
import hearth.io.loop.EventLoop;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.OutputSettings.Layout;
import hearth.runtime.config.OutputSettings.RetainedCommands;
import hearth.runtime.config.OutputSettings.Shutdown;
import java.util.concurrent.CompletableFuture;
import org.tinylog.Logger;

/**
 * A light or switch. Commands go to the pin; what the pin then has, read back from it, is published
 * retained. Each command is answered so, also one that changed nothing or was refused.
 *
 * <pre>
 *   CLOSED --start()--> OPENING --opened--> OPEN --stop()--> STOPPED
 *                       ^    |                                  ^
 *                 again |    | failed                           |
 *                       |    v               stop()             |
 *                       BROKEN ---------------------------------+
 * </pre>
 */
public final class OutputThing implements Thing {
  private enum State {
    CLOSED,
    OPENING,
    BROKEN,
    OPEN,
    STOPPED
  }

  private final String name;
  private final OutputSettings settings;
  private final TopicName stateTopic;
  private final TopicName commandTopic;
  private final PinThread pins;
  private final Outlet outlet;
  private final ThingAvailability availability;
  private final EchoFilter echoes;
  private final Retry retry;

  private State state = State.CLOSED;
  // As last read back from the pin; null while it was never read.
  private Boolean on;
  private boolean hearsItself;

  /** The part; the pins' thread alone uses it. */
  private Switch part;

  /** A light or switch, its pin not opened yet. */
  public OutputThing(
      OutputSettings settings,
      DeviceSettings device,
      PinThread pins,
      EventLoop loop,
      Outlet outlet) {
    this.name = settings.identity().name();
    this.settings = settings;
    this.stateTopic = settings.identity().topicIn(device);
    this.commandTopic = settings.commandTopicIn(device);
    this.pins = pins;
    this.outlet = outlet;
    this.echoes = new EchoFilter(loop.clock());
    this.retry = new Retry(loop);
    this.availability = new ThingAvailability(settings, device, outlet);
  }

  @Override
  public String name() {
    return name;
  }

  /** Where its commands come in. */
  public TopicName commandTopic() {
    return commandTopic;
  }

  /**
   * A new connection stands, nothing was received on it yet.
   *
   * @param noLocal whether the broker keeps our own messages from us
   */
  public void connected(boolean noLocal) {
    echoes.reconnected();
    hearsItself = settings.layout() == Layout.SINGLE && !noLocal;
  }

  @Override
  public void start() {
    state = State.OPENING;
    boolean initial = on == null ? settings.start() : on;
    pins.run(
        chips -> {
          part = Switch.open(chips.chip(), settings.pin(), consumer(), settings.active(), initial);
          return part.isOn();
        },
        isOn -> {
          // stop() came meanwhile; its own work on the pin stands behind this one.
          if (state == State.OPENING) {
            state = State.OPEN;
            observed(isOn);
          }
        },
        this::notOpened);
  }

  private String consumer() {
    return "hearth " + name;
  }

  private void notOpened(PinException why) {
    if (state == State.OPENING) {
      state = State.BROKEN;
      availability.unavailable(why.getMessage());
      retry.later(this::start);
    }
  }

  private void observed(boolean isOn) {
    on = isOn;
    availability.available();
    publishState();
  }

  /**
   * A message on the command topic.
   *
   * @param retained whether the broker had kept it from before we subscribed
   */
  public void received(String payload, boolean retained) {
    if (retained && !isObeyedRetained(payload)) {
      return;
    }
    if (!retained && hearsItself && echoes.isEcho(payload)) {
      return;
    }
    // The empty message is the removal of a retained one.
    if (payload.isEmpty()) {
      return;
    }
    SwitchCommand.of(payload).ifPresentOrElse(this::command, () -> refuse(payload));
  }

  private boolean isObeyedRetained(String payload) {
    if (settings.retainedCommands() == RetainedCommands.OBEY) {
      return true;
    }
    if (settings.layout() == Layout.SINGLE) {
      // Most likely our own state of before; announce() puts the present one in its place.
      Logger.debug("{}: the retained {} on {} is no command", name, payload, commandTopic);
      return false;
    }
    boolean clears = settings.retainedCommands() == RetainedCommands.CLEAR;
    Logger.warn(
        "{}: refused a retained command on {}: it would switch at every start. {}",
        name,
        commandTopic,
        clears
            ? "It is removed from the broker; let the sender publish without the retain flag."
            : "Remove it with an empty retained message (hearth pub -r -n -t "
                + commandTopic
                + "), and let the sender publish without the retain flag.");
    if (clears) {
      outlet.publishRetained(commandTopic, "");
    }
    return false;
  }

  private void refuse(String payload) {
    String shown = payload.length() > 40 ? payload.substring(0, 40) + "..." : payload;
    Logger.warn("{}: '{}' is no command; known are ON, OFF and TOGGLE", name, shown);
    publishState();
  }

  /** Obeys a command, from wherever it came. */
  void command(SwitchCommand command) {
    if (state != State.OPEN) {
      Logger.warn("{}: {} is not possible, its pin is not open", name, command);
      return;
    }
    pins.run(
        chips -> {
          part.set(command.appliedTo(part.isOn()));
          return part.isOn();
        },
        isOn -> {
          if (!isOn.equals(on)) {
            Logger.info("{} is {}", name, isOn ? "ON" : "OFF");
          }
          observed(isOn);
        },
        why -> availability.unavailable(why.getMessage()));
  }

  private void publishState() {
    if (state != State.OPEN || on == null) {
      return;
    }
    String payload = on ? "ON" : "OFF";
    CompletableFuture<?> taken = outlet.publishRetained(stateTopic, payload);
    if (hearsItself && !taken.isCompletedExceptionally()) {
      echoes.published(payload, taken);
    }
  }

  @Override
  public void announce() {
    availability.announce();
    publishState();
  }

  @Override
  public void stop(Runnable stopped) {
    state = State.STOPPED;
    retry.cancel();
    pins.run(
        chips -> {
          closePart();
          return null;
        },
        nothing -> stopped.run(),
        why -> {
          Logger.error("{}: not brought to its shutdown level: {}", name, why.getMessage());
          stopped.run();
        });
  }

  private void closePart() throws PinException {
    if (part == null) {
      return;
    }
    try {
      if (settings.shutdown() != Shutdown.KEEP) {
        part.set(settings.shutdown() == Shutdown.ON);
      }
    } finally {
      part.close();
    }
  }
}
