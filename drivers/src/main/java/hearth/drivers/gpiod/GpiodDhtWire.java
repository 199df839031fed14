package hearth.drivers.gpiod;

import com.pi4j.library.gpiod.internal.GpioDContext;
import com.pi4j.library.gpiod.internal.GpioLine;
import com.pi4j.library.gpiod.internal.GpioLineEvent;
import com.pi4j.library.gpiod.internal.LineRequestFlag;
import hearth.drivers.dht.DhtWire;
import hearth.drivers.pin.PinException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * The wire of a DHT on a line of gpiod. The kernel takes the time of each fall in its interrupt and
 * keeps 16 of them; whoever listens has to fetch them while the part is still sending, and may be
 * late by a millisecond.
 */
final class GpiodDhtWire implements DhtWire {
  private static final String CONSUMER = "hearth dht";

  /** A DHT11 wants 18 ms to notice; the others are content with 1 ms, and bear 50. */
  private static final long HOLD_NANOS = 20_000_000;

  /** A frame takes 4 to 5 ms, with the bytes that some AM2301 add 7 ms. */
  private static final long LISTEN_NANOS = 10_000_000;

  /** The shortest time in which the kernel's queue is full and drops what comes. */
  private static final long FULL_NANOS = 15 * 70_000;

  /** An AM2301 with its added bytes makes 66 falls. */
  private static final int MAX_FALLS = 100;

  private final int number;

  GpiodDhtWire(int number) {
    this.number = number;
  }

  @Override
  public long[] ask() throws PinException {
    GpioDContext gpiod = GpioDContext.getInstance();
    // All that takes time is done before the wire is let go: the part answers 30 µs later.
    int pullUp = LineRequestFlag.BIAS_PULL_UP.getVal();
    GpioLineEvent event = gpiod.openLineEvent();
    try {
      GpioLine line = GpiodLines.free(number);
      hold(line);
      try {
        line.requestFallingEdgeEventsFlags(CONSUMER, pullUp);
        return listen(line, event);
      } finally {
        GpiodLines.release(line);
      }
    } catch (RuntimeException e) {
      throw Pi4jFaults.atOpen(e, number, CONSUMER);
    } finally {
      gpiod.closeLineEvent(event);
    }
  }

  private static void hold(GpioLine line) {
    line.requestOutput(CONSUMER, 0);
    try {
      long until = System.nanoTime() + HOLD_NANOS;
      for (long left = HOLD_NANOS; left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    } finally {
      GpiodLines.release(line);
    }
  }

  private static long[] listen(GpioLine line, GpioLineEvent event) {
    long[] falls = new long[MAX_FALLS];
    int count = 0;
    long until = System.nanoTime() + LISTEN_NANOS;
    for (long left = LISTEN_NANOS;
        left > 0 && count < MAX_FALLS;
        left = until - System.nanoTime()) {
      if (line.eventWait(left)) {
        line.eventRead(event);
        long time = event.getTimeNs();
        if (System.nanoTime() - time >= FULL_NANOS) {
          count = 0; // some may have been dropped; those after them are too few for a frame
        }
        falls[count++] = time;
      }
    }
    return Arrays.copyOf(falls, count);
  }
}
