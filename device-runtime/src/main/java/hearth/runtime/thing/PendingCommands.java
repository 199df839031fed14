package hearth.runtime.thing;

import hearth.drivers.pin.PinException;
import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.runtime.thing.CommandResult.Kind;
import java.util.OptionalLong;
import org.tinylog.Logger;

/**
 * The commands that an output has got: one that waits for its pin, those on their way to it, and
 * the time after which one goes off again. Each is answered.
 *
 * <pre>
 *   keep() --> WAITING --opened()--> obey() --> ON ITS WAY --> obeyed() | late() | refused()
 *                 |
 *                 +-- a newer one, its expiry, or notOpened(): answered, and gone
 * </pre>
 */
final class PendingCommands {
  /** The way to the pin: exactly one of the methods below hears how it went. */
  @FunctionalInterface
  interface Way {
    void go(OutputCommand order);
  }

  private final String name;
  private final EventLoop loop;
  private final OutputState state;
  private final Way way;

  private OutputCommand waiting;
  private Timer expiry;
  private OutputCommand latest;
  private Timer offAgain;
  private OptionalLong offDueOfObeyed = OptionalLong.empty();

  PendingCommands(String name, EventLoop loop, OutputState state, Way way) {
    this.name = name;
    this.loop = loop;
    this.state = state;
    this.way = way;
  }

  /** Keeps the newest one until the pin is open. */
  void keep(OutputCommand order) {
    dropWaiting(Kind.REJECTED, "a newer command came before its pin was open");
    waiting = order;
    order
        .message()
        .expiresAt()
        .ifPresent(
            when ->
                expiry =
                    loop.schedule(
                        when - loop.clock().nanoTime() + 1,
                        () -> dropWaiting(Kind.EXPIRED, CommandResult.TOO_LATE)));
  }

  /** The pin is open: what has waited for it goes. */
  void opened() {
    OutputCommand order = waiting;
    waiting = null;
    cancel(expiry);
    if (order != null) {
      obey(order);
    }
  }

  /** The pin does not open. */
  void notOpened(String why) {
    dropWaiting(Kind.REJECTED, "its pin does not open: " + why);
  }

  private void dropWaiting(Kind kind, String why) {
    OutputCommand order = waiting;
    waiting = null;
    cancel(expiry);
    if (order != null) {
      Logger.warn("{}: {} was not carried out: {}", name, order.command(), why);
      state.answer(order.message(), kind, why);
    }
  }

  /** Sends it to the pin, which is open. */
  void obey(OutputCommand order) {
    latest = order;
    offAt(order.offDue());
    way.go(order);
  }

  /** It is done. */
  void obeyed(OutputCommand order) {
    offDueOfObeyed = order.offDue();
    state.answer(order.message(), Kind.ACCEPTED, null);
  }

  /** It came to the pin too late, and nothing was done. */
  void late(OutputCommand order) {
    Logger.warn(
        "{}: {} came later than its sender wanted it, and was not carried out",
        name,
        order.command());
    if (latest == order) {
      offAt(offDueOfObeyed); // what it would have prolonged or ended goes on
    }
    state.answer(order.message(), Kind.EXPIRED, CommandResult.TOO_LATE);
  }

  /** The pin has failed. */
  void refused(OutputCommand order, PinException why) {
    state.answer(order.message(), Kind.REJECTED, why.getMessage());
  }

  private void offAt(OptionalLong due) {
    cancel(offAgain);
    due.ifPresent(
        when ->
            offAgain =
                loop.schedule(
                    when - loop.clock().nanoTime(),
                    () ->
                        obey(
                            OutputCommand.of(SwitchCommand.OFF, CommandMessage.own(Cause.TIMER)))));
  }

  /** No time runs any more. */
  void stop() {
    dropWaiting(Kind.REJECTED, "it stops");
    cancel(offAgain);
  }

  private static void cancel(Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
