package hearth.runtime.thing;

import hearth.drivers.output.FinalState;
import hearth.drivers.output.Interlock;
import hearth.drivers.output.OutputListener;
import hearth.drivers.output.StateStore;
import hearth.drivers.output.TimedOutput;
import hearth.drivers.pin.PinException;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.OutputSettings.Layout;
import hearth.runtime.config.OutputSettings.LostBroker;
import hearth.runtime.config.OutputSettings.RetainedCommands;
import hearth.runtime.hardware.OutputParts;
import hearth.runtime.thing.CommandResult.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
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

  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private final String name;
  private final OutputSettings settings;
  private final TopicName stateTopic;
  private final TopicName commandTopic;
  private final Interlock interlock;
  private final StateStore states;
  private final PinThread pins;
  private final EventLoop loop;
  private final Outlet outlet;
  private final ThingAvailability availability;
  private final EchoFilter echoes;
  private final Retry retry;
  private final RetainedGate gate;
  // Null where it is only on or off.
  private final Dimmer dimmer;

  private State state = State.CLOSED;
  // As last read back from the pin; null while it was never read.
  private Boolean on;
  private int brightness;
  private boolean hearsItself;
  private Timer tick;
  private Timer offAgain;
  private OptionalLong offDueOfObeyed = OptionalLong.empty();
  private Order latest;
  private Timer lost;

  /** The part; the pins' thread alone uses it. */
  private TimedOutput part;

  /**
   * What the pins' thread tells of the part.
   *
   * @param nextTick when its limits want to be looked at again
   * @param brightness 0 where it is not dimmed
   */
  private record Snapshot(boolean on, OptionalLong nextTick, int brightness) {}

  /**
   * A light or switch, its pin not opened yet.
   *
   * @param interlock its group, of the pins' thread
   * @param states what it was last
   */
  public OutputThing(
      OutputSettings settings,
      DeviceSettings device,
      Interlock interlock,
      StateStore states,
      PinThread pins,
      EventLoop loop,
      Outlet outlet) {
    this.interlock = interlock;
    this.states = states;
    this.loop = loop;
    this.name = settings.identity().name();
    this.settings = settings;
    this.stateTopic = settings.identity().topicIn(device);
    this.commandTopic = settings.commandTopicIn(device);
    this.pins = pins;
    this.outlet = outlet;
    this.echoes = new EchoFilter(loop.clock());
    this.retry = new Retry(loop);
    this.gate = new RetainedGate(name, settings.retainedCommands(), outlet);
    this.dimmer = settings.dimming() == null ? null : new Dimmer(settings, device, states, outlet);
    this.availability = new ThingAvailability(settings, device, outlet);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<TopicName, CommandListener> commands() {
    return dimmer == null
        ? Map.of(commandTopic, this::received)
        : Map.of(commandTopic, this::received, dimmer.commandTopic(), this::dimmed);
  }

  @Override
  public void connected(boolean noLocal) {
    cancel(lost);
    echoes.reconnected();
    hearsItself = settings.layout() == Layout.SINGLE && !noLocal;
  }

  @Override
  public void disconnected() {
    LostBroker settled = settings.lostBroker();
    if (settled.state() != FinalState.KEEP) {
      cancel(lost);
      lost = loop.schedule(settled.afterNanos(), this::brokerIsLost);
    }
  }

  private void brokerIsLost() {
    SwitchCommand command =
        settings.lostBroker().state() == FinalState.ON ? SwitchCommand.ON : SwitchCommand.OFF;
    Logger.warn("{}: {} because the broker has been away for long", name, command);
    command(command, null);
  }

  @Override
  public void start() {
    state = State.OPENING;
    boolean initial = on == null ? settings.restore().initial(states, name) : on;
    pins.run(
        chips -> {
          part =
              TimedOutput.open(
                  wanted ->
                      dimmer != null
                          ? dimmer.open(chips, wanted)
                          : OutputParts.open(settings, chips, "hearth " + name, wanted),
                  settings.limits(),
                  interlock,
                  states.keeping(name, this::changed),
                  initial,
                  now());
          return snapshot();
        },
        opened -> {
          // stop() came meanwhile; its own work on the pin stands behind this one.
          if (state == State.OPENING) {
            state = State.OPEN;
            observed(opened);
          }
        },
        this::notOpened);
  }

  private long now() {
    return loop.clock().nanoTime();
  }

  private Snapshot snapshot() throws PinException {
    return new Snapshot(part.readBack(), part.nextTick(), dimmer == null ? 0 : dimmer.level());
  }

  /** On the pins' thread: another of its group has sent it off, which nobody here has asked for. */
  private void changed(boolean isOn, OutputListener.Cause cause) {
    if (cause == OutputListener.Cause.INTERLOCK) {
      loop.execute(() -> run(() -> {}, () -> {}, why -> {}));
    }
  }

  /** Something done to the open part. */
  @FunctionalInterface
  private interface PartWork {
    void run() throws PinException;
  }

  /** Does it on the pins' thread, then publishes what the pin has, then tells how it went. */
  private void run(PartWork work, Runnable done, Consumer<PinException> failed) {
    pins.run(
        chips -> {
          work.run();
          return snapshot();
        },
        snapshot -> {
          observed(snapshot);
          done.run();
        },
        why -> {
          availability.unavailable(why.getMessage());
          tickAfter(RETRY_NANOS);
          failed.accept(why);
        });
  }

  private void tickAfter(long nanos) {
    cancel(tick);
    tick = loop.schedule(nanos, () -> run(() -> part.tick(now()), () -> {}, why -> {}));
  }

  private static void cancel(Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void notOpened(PinException why) {
    if (state == State.OPENING) {
      state = State.BROKEN;
      availability.unavailable(why.getMessage());
      retry.later(this::start);
    }
  }

  private void observed(Snapshot snapshot) {
    if (state != State.OPEN) {
      return;
    }
    if (on != null && on != snapshot.on) {
      Logger.info("{} is {}", name, snapshot.on ? "ON" : "OFF");
    }
    on = snapshot.on;
    brightness = snapshot.brightness;
    cancel(tick);
    snapshot.nextTick.ifPresent(when -> tickAfter(when - now()));
    availability.available();
    publishState();
  }

  /** A message on the command topic. */
  void received(CommandMessage message) {
    String payload = message.payload();
    if (isOwnOfBefore(message) || !gate.admits(commandTopic, message)) {
      answer(message, Kind.REJECTED, RetainedGate.REASON);
      return;
    }
    if (!message.retained() && hearsItself && echoes.isEcho(payload)) {
      return;
    }
    // The empty message is the removal of a retained one.
    if (payload.isEmpty()) {
      return;
    }
    SwitchCommand.of(payload)
        .ifPresentOrElse(
            command -> obey(new Order(command, message)),
            () -> refuse(message, "no command; known are ON, OFF and TOGGLE"));
  }

  /** A message on the command topic of the brightness: 0 switches off, any other on. */
  private void dimmed(CommandMessage message) {
    if (!gate.admits(dimmer.commandTopic(), message)) {
      answer(message, Kind.REJECTED, RetainedGate.REASON);
      return;
    }
    if (message.payload().isEmpty()) {
      return;
    }
    OptionalInt asked = dimmer.levelOf(message.payload());
    if (asked.isEmpty()) {
      refuse(message, "no brightness; " + dimmer.allowed());
    } else if (asked.getAsInt() == 0) {
      obey(new Order(SwitchCommand.OFF, message));
    } else {
      obey(new Order(SwitchCommand.ON, asked, OptionalLong.empty(), message));
    }
  }

  /** Tells the sender, after the state that he is told with it. */
  private void answer(CommandMessage message, Kind kind, String reason) {
    message.sender().accept(new CommandResult(kind, reason, on == null ? null : stateText()));
  }

  /**
   * What the broker keeps on the one topic of commands and state is most likely our own state of
   * before; announce() puts the present one in its place.
   */
  private boolean isOwnOfBefore(CommandMessage message) {
    return message.retained()
        && settings.layout() == Layout.SINGLE
        && settings.retainedCommands() != RetainedCommands.OBEY;
  }

  private void refuse(CommandMessage message, String why) {
    String payload = message.payload();
    String shown = payload.length() > 40 ? payload.substring(0, 40) + "..." : payload;
    String reason = "'" + shown + "' is " + why;
    Logger.warn("{}: {}", name, reason);
    publishState();
    answer(message, Kind.REJECTED, reason);
  }

  /**
   * Obeys a command of the house itself.
   *
   * @param time after which it goes off again, or null
   */
  void command(SwitchCommand command, Duration time) {
    OptionalLong due =
        time == null ? OptionalLong.empty() : OptionalLong.of(now() + time.toNanos());
    obey(new Order(command, OptionalInt.empty(), due, CommandMessage.OWN));
  }

  private void obey(Order order) {
    if (state != State.OPEN) {
      Logger.warn("{}: {} is not possible, its pin is not open", name, order.command);
      answer(order.message, Kind.REJECTED, "its pin is not open");
      return;
    }
    latest = order;
    offAt(order.offDue);
    run(order, order::done, order::failed);
  }

  private void offAt(OptionalLong due) {
    cancel(offAgain);
    due.ifPresent(
        when -> offAgain = loop.schedule(when - now(), () -> command(SwitchCommand.OFF, null)));
  }

  /** A command on its way to the pin and back. */
  private final class Order implements PartWork {
    private final SwitchCommand command;
    private final OptionalInt brightness;
    private final OptionalLong offDue;
    private final CommandMessage message;
    private boolean late;

    Order(SwitchCommand command, CommandMessage message) {
      this(command, OptionalInt.empty(), OptionalLong.empty(), message);
    }

    Order(
        SwitchCommand command,
        OptionalInt brightness,
        OptionalLong offDue,
        CommandMessage message) {
      this.command = command;
      this.brightness = brightness;
      this.offDue = offDue;
      this.message = message;
    }

    /** The pins' thread may have been busy for long, so here it is asked whether it is too late. */
    @Override
    public void run() throws PinException {
      late = message.isExpired(now());
      if (late) {
        return;
      }
      if (brightness.isPresent()) {
        dimmer.set(brightness.getAsInt());
      }
      part.command(command.appliedTo(wantsOn()), now());
    }

    void done() {
      if (!late) {
        offDueOfObeyed = offDue;
        answer(message, Kind.ACCEPTED, null);
        return;
      }
      Logger.warn("{}: {} came later than its sender wanted it; not obeyed", name, command);
      if (latest == this) {
        offAt(offDueOfObeyed); // what it would have prolonged or ended goes on
      }
      answer(message, Kind.EXPIRED, "it came later than its Message Expiry Interval allows");
    }

    void failed(PinException why) {
      answer(message, Kind.REJECTED, why.getMessage());
    }
  }

  /** Whether it is on to stay, or about to be. */
  private boolean wantsOn() {
    return part.state() == TimedOutput.State.ON || part.state() == TimedOutput.State.WAITING;
  }

  /** As last read back from its pin; null where that is not open. */
  Boolean isOn() {
    return state == State.OPEN ? on : null;
  }

  private void publishState() {
    if (state != State.OPEN || on == null) {
      return;
    }
    String payload = stateText();
    CompletableFuture<?> taken = outlet.publishRetained(stateTopic, payload);
    if (hearsItself && !taken.isCompletedExceptionally()) {
      echoes.published(payload);
    }
    if (dimmer != null) {
      dimmer.publish(brightness);
    }
  }

  private String stateText() {
    return on ? "ON" : "OFF";
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
    cancel(tick);
    cancel(offAgain);
    cancel(lost);
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
    if (part != null) {
      part.close(settings.shutdown());
    }
  }
}
