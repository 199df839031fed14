package hearth.drivers.dht;

/** How a part writes its four bytes. */
public enum DhtModel {
  /**
   * Whole degrees and percents with tenths in a byte of their own; bit 7 of the tenths of a degree
   * is the sign in newer parts.
   */
  DHT11 {
    @Override
    DhtFrame frame(int[] bytes) {
      double celsius = bytes[2] + (bytes[3] & 0x7F) / 10.0;
      double percent = bytes[0] + bytes[1] / 10.0;
      return new DhtFrame(this, (bytes[3] & 0x80) != 0 ? -celsius : celsius, percent);
    }
  },
  /** Tenths in sixteen bits, bit 15 of the temperature being its sign. AM2302 and AM2301 too. */
  DHT22 {
    @Override
    DhtFrame frame(int[] bytes) {
      double celsius = ((bytes[2] & 0x7F) << 8 | bytes[3]) / 10.0;
      double percent = (bytes[0] << 8 | bytes[1]) / 10.0;
      return new DhtFrame(this, (bytes[2] & 0x80) != 0 ? -celsius : celsius, percent);
    }
  };

  abstract DhtFrame frame(int[] bytes);

  /**
   * Guesses the model from the first byte: a DHT22 has at most 1000 tenths of a percent there, so 3
   * or less; a DHT11 measures from 20 % on.
   */
  static DhtModel of(int[] bytes) {
    return bytes[0] < 4 ? DHT22 : DHT11;
  }
}
