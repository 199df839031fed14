package hearth.runtime.thing;

import hearth.drivers.pin.PinException;
import hearth.drivers.pin.PinException.Reason;
import hearth.io.loop.EventLoop;
import hearth.runtime.hardware.ChipSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * The way from the event loop to the pins and back: work goes out, and its result or its failure
 * comes back as a task of the loop. The pins have a thread of their own, which no sensor keeps
 * waiting: a conversion of a second must not delay a light switch.
 */
public final class PinThread {
  /** Something done with a pin. */
  @FunctionalInterface
  interface Work<T> {
    T run(ChipSource chips) throws PinException;
  }

  private final Executor thread;
  private final ChipSource chips;
  private final EventLoop loop;

  /**
   * The way to the pins.
   *
   * @param thread runs one task at a time, in order
   */
  public PinThread(Executor thread, ChipSource chips, EventLoop loop) {
    this.thread = thread;
    this.chips = chips;
    this.loop = loop;
  }

  /** Does the work after all that was asked for before; one of the two hears of it on the loop. */
  <T> void run(Work<T> work, Consumer<T> done, Consumer<PinException> failed) {
    thread.execute(
        () -> {
          try {
            T result = work.run(chips);
            loop.execute(() -> done.accept(result));
          } catch (PinException e) {
            loop.execute(() -> failed.accept(e));
          } catch (RuntimeException e) {
            Logger.error(e, "Work on a pin failed unexpectedly");
            loop.execute(() -> failed.accept(new PinException(Reason.IO, e.toString(), e)));
          }
        });
  }
}
