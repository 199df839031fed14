package hearth.runtime.thing;

import hearth.drivers.output.Interlock;
import hearth.drivers.output.OutputListener;
import hearth.drivers.output.StateStore;
import hearth.drivers.pin.PinException;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.thing.CommandResult.Kind;
import hearth.runtime.thing.OutputPart.Snapshot;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
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
  private final PinThread pins;
  private final EventLoop loop;
  private final ThingAvailability availability;
  private final Retry retry;
  private final OutputPart part;
  private final OutputState outputState;
  private final OutputCommands commands;
  private final PendingCommands orders;
  private final BrokerAbsence absence;

  private State state = State.CLOSED;
  private Timer tick;

  /**
   * A light or switch, its pin not opened yet.
   *
   * @param interlock its group, of the pins' thread
   * @param states what it was last
   * @param isClockSet whether the wall clock can be believed
   */
  public OutputThing(
      OutputSettings settings,
      DeviceSettings device,
      Interlock interlock,
      StateStore states,
      PinThread pins,
      EventLoop loop,
      BooleanSupplier isClockSet,
      StatePublisher outlet) {
    this.name = settings.identity().name();
    this.pins = pins;
    this.loop = loop;
    this.retry = new Retry(loop);
    this.availability = new ThingAvailability(settings, device, outlet);
    Dimmer dimmer =
        settings.dimming() == null ? null : new Dimmer(settings, device, states, outlet);
    this.part = new OutputPart(settings, interlock, states, loop.clock(), dimmer, this::changed);
    this.outputState = new OutputState(settings, device, dimmer, loop.clock(), isClockSet, outlet);
    this.commands =
        new OutputCommands(
            settings, device, dimmer, outputState, loop.clock(), outlet, this::ordered);
    this.orders = new PendingCommands(name, loop, outputState, this::send);
    this.absence =
        new BrokerAbsence(
            name, settings.lostBroker(), loop, wanted -> command(wanted, null, Cause.LOST_BROKER));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<TopicName, CommandListener> commands() {
    return commands.listeners();
  }

  @Override
  public void connected(boolean noLocal) {
    absence.ends();
    outputState.connected(noLocal);
  }

  @Override
  public void disconnected() {
    absence.begins();
  }

  @Override
  public String whyNotOpen() {
    return availability.problem();
  }

  @Override
  public void start() {
    state = State.OPENING;
    pins.run(part::open, this::opened, this::notOpened);
  }

  private void opened(Snapshot snapshot) {
    // stop() came meanwhile; its own work on the pin stands behind this one.
    if (state == State.OPENING) {
      state = State.OPEN;
      observed(snapshot);
      orders.opened();
    }
  }

  private void notOpened(PinException why) {
    if (state == State.OPENING) {
      state = State.BROKEN;
      availability.unavailable(why.getMessage());
      orders.notOpened(why.getMessage());
      retry.later(this::start);
    }
  }

  /** On the pins' thread: another of its group has sent it off, which nobody here has asked for. */
  private void changed(boolean isOn, OutputListener.Cause cause) {
    if (cause == OutputListener.Cause.INTERLOCK) {
      loop.execute(() -> run(chips -> part.snapshot(), this::observed, why -> {}));
    }
  }

  /** Does it on the pins' thread. */
  private <T> void run(PinThread.Work<T> work, Consumer<T> done, Consumer<PinException> failed) {
    pins.run(
        work,
        done,
        why -> {
          if (state == State.OPEN) {
            availability.unavailable(why.getMessage());
            tickAfter(RETRY_NANOS);
          }
          failed.accept(why);
        });
  }

  private void tickAfter(long nanos) {
    cancelTick();
    tick = loop.schedule(nanos, () -> run(chips -> part.tick(), this::observed, why -> {}));
  }

  private void cancelTick() {
    if (tick != null) {
      tick.cancel();
    }
  }

  private void observed(Snapshot snapshot) {
    if (state != State.OPEN) {
      return;
    }
    cancelTick();
    snapshot.nextTick().ifPresent(when -> tickAfter(when - loop.clock().nanoTime()));
    availability.available();
    outputState.observed(snapshot);
  }

  /**
   * Obeys a command of the house itself.
   *
   * @param time after which it goes off again, or null
   * @param by what of the house, see {@link Cause}
   */
  void command(SwitchCommand command, Duration time, String by) {
    OptionalLong due =
        time == null
            ? OptionalLong.empty()
            : OptionalLong.of(loop.clock().nanoTime() + time.toNanos());
    ordered(new OutputCommand(command, OptionalInt.empty(), due, CommandMessage.own(by)));
  }

  private void ordered(OutputCommand order) {
    switch (state) {
      case OPEN -> orders.obey(order);
      case OPENING -> orders.keep(order);
      case CLOSED, BROKEN, STOPPED -> {
        Logger.warn("{}: {} is not possible, its pin is not open", name, order.command());
        outputState.answer(order.message(), Kind.REJECTED, "its pin is not open");
      }
    }
  }

  /**
   * To the pin, which may have been busy for long: there it is asked whether the order is too late.
   */
  private void send(OutputCommand order) {
    run(
        chips -> {
          boolean late = order.message().isExpired(loop.clock().nanoTime());
          return new Sent(late, late ? part.snapshot() : part.obey(order));
        },
        sent -> {
          observed(sent.snapshot);
          if (sent.late) {
            orders.late(order);
          } else {
            orders.obeyed(order);
          }
        },
        why -> orders.refused(order, why));
  }

  private record Sent(boolean late, Snapshot snapshot) {}

  /** As last read back from its pin; null where that is not open. */
  Boolean isOn() {
    return outputState.isOn();
  }

  @Override
  public boolean isOffline() {
    return availability.isOffline();
  }

  @Override
  public void announce() {
    availability.announce();
    outputState.announce();
  }

  @Override
  public void stop(Runnable stopped) {
    state = State.STOPPED;
    retry.cancel();
    cancelTick();
    orders.stop();
    absence.ends();
    outputState.forget();
    pins.run(
        chips -> {
          part.close();
          return null;
        },
        nothing -> stopped.run(),
        why -> {
          Logger.error("{}: not brought to its shutdown level: {}", name, why.getMessage());
          stopped.run();
        });
  }
}
