package hearth.drivers.gpiod;

import com.pi4j.context.Context;
import com.pi4j.exception.InitializeException;
import com.pi4j.exception.ShutdownException;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputBase;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.library.gpiod.internal.GpioDContext;
import com.pi4j.library.gpiod.internal.GpioDException;
import com.pi4j.library.gpiod.internal.GpioLine;
import com.pi4j.library.gpiod.internal.GpioLineEvent;
import com.pi4j.library.gpiod.internal.LineEvent;
import com.pi4j.library.gpiod.internal.LineRequestFlag;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A line of gpiod that is watched by a thread of its own, which also releases it at the end. */
final class GpiodInput extends DigitalInputBase implements DigitalInput {
  /** The wait is a system call that nothing interrupts: this is how long closing may take. */
  private static final long WAIT_NANOS = 100_000_000;

  private final GpioLine line;
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile Thread watcher;
  private volatile boolean open = true;
  private DigitalState told;

  GpiodInput(GpioLine line, GpiodInputs provider, DigitalInputConfig config) {
    super(provider, config);
    this.line = line;
  }

  @Override
  public DigitalInput initialize(Context context) throws InitializeException {
    try {
      line.requestBothEdgeEventsFlags(config.getId(), bias(config.getPull()).getVal());
      told = state();
    } catch (GpioDException e) {
      throw new InitializeException("Failed to initialize input " + id, e);
    }
    super.initialize(context);
    context.submitTask(this::watch);
    return this;
  }

  @Override
  public DigitalState state() {
    return DigitalState.getState(line.getValue());
  }

  @Override
  public DigitalInput shutdown(Context context) throws ShutdownException {
    super.shutdown(context);
    open = false;
    // A listener that closes its own pin cannot wait for itself.
    if (Thread.currentThread() != watcher) {
      awaitRelease();
    }
    return this;
  }

  private void awaitRelease() {
    try {
      released.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    watcher = Thread.currentThread();
    GpioDContext gpiod = GpioDContext.getInstance();
    GpioLineEvent event = gpiod.openLineEvent();
    try {
      while (open) {
        if (line.eventWait(WAIT_NANOS)) {
          line.eventRead(event);
          boolean rising = event.getType() == LineEvent.RISING_EDGE;
          report(DigitalState.getState(rising), event.getTimeNs());
        } else {
          // The kernel's queue holds 16 edges; a bouncing contact can overrun it and hide the last.
          report(state(), System.nanoTime());
        }
      }
    } finally {
      gpiod.closeLineEvent(event);
      GpiodLines.release(line);
      released.countDown();
    }
  }

  /** The kernel's time of an edge is CLOCK_MONOTONIC since 5.7, and so is System.nanoTime. */
  private void report(DigitalState state, long nanoTime) {
    if (open && state != told) {
      told = state;
      dispatch(new GpiodInputs.Edge(this, state, nanoTime));
    }
  }

  private static LineRequestFlag bias(PullResistance pull) {
    return switch (pull) {
      case PULL_UP -> LineRequestFlag.BIAS_PULL_UP;
      case PULL_DOWN -> LineRequestFlag.BIAS_PULL_DOWN;
      default -> LineRequestFlag.BIAS_DISABLE;
    };
  }
}
