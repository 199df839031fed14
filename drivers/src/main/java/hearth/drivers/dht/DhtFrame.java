package hearth.drivers.dht;

/**
 * What a DHT has sent.
 *
 * @param celsius temperature, °C
 * @param percent relative humidity, %
 */
public record DhtFrame(DhtModel model, double celsius, double percent) {
  /** Whether any part could measure this. */
  boolean isPossible() {
    return celsius >= -40 && celsius <= 80 && percent >= 0 && percent <= 100;
  }
}
