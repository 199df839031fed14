package hearth.drivers.dht;

import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;

/**
 * Whether a pair of temperature and humidity can be. The checksum of a DHT is a sum of four bytes:
 * two errors can cancel out, and then only common sense is left.
 */
final class DhtPlausibility {
  private static final double LOWEST_CELSIUS = -40;
  private static final double HIGHEST_CELSIUS = 80;
  private static final double HIGHEST_PERCENT = 100;

  /** A room does not do this between two measurements. */
  private static final double JUMP_CELSIUS = 10;

  private static final double JUMP_PERCENT = 40;

  /** After this long without a value, everything may have changed. */
  private static final long FORGET_NANOS = 120_000_000_000L;

  private Pair last;
  private Pair suspect;

  private record Pair(double celsius, double percent, long nanoTime) {
    boolean isNear(Pair other) {
      return Math.abs(celsius - other.celsius) <= JUMP_CELSIUS
          && Math.abs(percent - other.percent) <= JUMP_PERCENT
          && nanoTime - other.nanoTime <= FORGET_NANOS;
    }

    boolean isOld(long now) {
      return now - nanoTime > FORGET_NANOS;
    }
  }

  /**
   * Accepts the pair. A jump is believed when the next measurement confirms it.
   *
   * @throws SensorException where it is out of range, the pair of a part that sent only zeros, or a
   *     jump that nothing confirms yet
   */
  void require(String sensor, double celsius, double percent, long now) throws SensorException {
    if (celsius < LOWEST_CELSIUS
        || celsius > HIGHEST_CELSIUS
        || percent <= 0
        || percent > HIGHEST_PERCENT) {
      throw implausible(sensor, celsius, percent, "no part can measure that");
    }
    Pair pair = new Pair(celsius, percent, now);
    boolean believed = last == null || last.isOld(now) || pair.isNear(last);
    boolean confirmed = suspect != null && pair.isNear(suspect);
    if (!believed && !confirmed) {
      suspect = pair;
      throw implausible(sensor, celsius, percent, "that jumped too far since the last time");
    }
    last = pair;
    suspect = null;
  }

  private static SensorException implausible(
      String sensor, double celsius, double percent, String why) {
    return new SensorException(
        Reason.IMPLAUSIBLE,
        "%s shows %s °C and %s %%: %s. Once in a while this is normal; if it stays, check its wires or replace it."
            .formatted(sensor, celsius, percent, why));
  }
}
