package hearth.drivers.simulated;

import hearth.drivers.dht.DhtModel;
import hearth.drivers.dht.DhtWire;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A DHT on its wire, with the times of its data sheet. What a small board does to them can be
 * switched on: interrupts that come late, falls that nobody hears.
 */
public final class SimulatedDhtWire implements DhtWire {
  private static final int BITS = 40;

  private final DhtModel model;
  private final RandomGenerator random;
  private double celsius = 21;
  private double percent = 45;
  private SimulatedDht.Fault fault = SimulatedDht.Fault.NONE;
  private int jitterNanos;
  private int missed;
  private long now = 1_000_000_000L;

  /**
   * Wires a sensor.
   *
   * @param random of the jitter
   */
  public SimulatedDhtWire(DhtModel model, RandomGenerator random) {
    this.model = model;
    this.random = random;
  }

  /** Makes the air around it so warm and so humid. */
  public void climate(double newCelsius, double newPercent) {
    celsius = newCelsius;
    percent = newPercent;
  }

  /** Breaks or mends it. */
  public void fault(SimulatedDht.Fault newFault) {
    fault = newFault;
  }

  /**
   * Makes the listener a slow one.
   *
   * @param latestNanos how late a fall may be noticed
   * @param falls how many at the beginning are not
   */
  public void listener(int latestNanos, int falls) {
    jitterNanos = latestNanos;
    missed = falls;
  }

  @Override
  public long[] ask() {
    now += 2_000_000_000L;
    if (fault == SimulatedDht.Fault.SILENT) {
      return new long[0];
    }
    int[] bytes = model.bytes(celsius, percent);
    if (fault == SimulatedDht.Fault.CHECKSUM) {
      bytes[4] ^= 1;
    }
    return heard(falls(bytes));
  }

  /** The response and each bit begin with a fall, and so does the end. */
  private long[] falls(int[] bytes) {
    long[] falls = new long[BITS + 2];
    falls[0] = now + 30_000;
    falls[1] = falls[0] + 160_000;
    for (int bit = 0; bit < BITS; bit++) {
      boolean one = (bytes[bit / 8] >> (7 - bit % 8) & 1) == 1;
      falls[bit + 2] = falls[bit + 1] + (one ? 120_000 : 77_000);
    }
    return falls;
  }

  private long[] heard(long[] falls) {
    for (int i = 0; i < falls.length; i++) {
      // An interrupt is served late, never early.
      falls[i] += jitterNanos == 0 ? 0 : random.nextInt(jitterNanos);
    }
    return Arrays.copyOfRange(falls, missed, falls.length);
  }
}
