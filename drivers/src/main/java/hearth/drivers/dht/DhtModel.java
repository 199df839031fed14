package hearth.drivers.dht;

/** How a part writes its four bytes, which a checksum follows. */
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

    @Override
    int[] withoutChecksum(int tenthsCelsius, int tenthsPercent, boolean negative) {
      return new int[] {
        tenthsPercent / 10,
        tenthsPercent % 10,
        tenthsCelsius / 10,
        tenthsCelsius % 10 | (negative ? 0x80 : 0)
      };
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

    @Override
    int[] withoutChecksum(int tenthsCelsius, int tenthsPercent, boolean negative) {
      return new int[] {
        tenthsPercent >> 8,
        tenthsPercent & 0xFF,
        tenthsCelsius >> 8 | (negative ? 0x80 : 0),
        tenthsCelsius & 0xFF
      };
    }
  };

  abstract DhtFrame frame(int[] bytes);

  abstract int[] withoutChecksum(int tenthsCelsius, int tenthsPercent, boolean negative);

  /** The five bytes that a part sends for a temperature in °C and a relative humidity in %. */
  public int[] bytes(double celsius, double percent) {
    int[] four =
        withoutChecksum(
            (int) Math.round(Math.abs(celsius) * 10), (int) Math.round(percent * 10), celsius < 0);
    int sum = four[0] + four[1] + four[2] + four[3];
    return new int[] {four[0], four[1], four[2], four[3], sum & 0xFF};
  }

  /**
   * Guesses the model from the first byte: a DHT22 has at most 1000 tenths of a percent there, so 3
   * or less; a DHT11 measures from 20 % on.
   */
  static DhtModel of(int[] bytes) {
    return bytes[0] < 4 ? DHT22 : DHT11;
  }
}
