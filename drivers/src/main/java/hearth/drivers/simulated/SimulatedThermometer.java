package hearth.drivers.simulated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A DS18B20 or one of its family on a simulated bus: its scratchpad, and what the kernel's w1_therm
 * makes of it. Measures when it is asked to convert, and shows what it measured last.
 */
public final class SimulatedThermometer {
  /** What can be wrong with a thermometer. */
  public enum Fault {
    NONE,
    /** Bits arrive damaged: the kernel tries five times and gives an empty file. */
    CHECKSUM,
    /** The data line is held to ground: zeros, and their checksum fits. */
    HELD_DOWN,
    /** It was reset and does not convert: 85 °C. */
    NO_CONVERSION,
    /** Its supply breaks down while it converts: 127.94 °C. */
    BROWN_OUT,
    /** Its wire is cut; the kernel has not noticed yet. */
    CUT_OFF
  }

  private static final int POWER_ON_TEMPERATURE = 0x0550;
  private static final int BROWN_OUT_TEMPERATURE = 0x07FF;
  private static final int EIO = -5;

  private final String id;
  private double celsius = 20;
  private int bits = 12;
  private Fault fault = Fault.NONE;
  private int shown = POWER_ON_TEMPERATURE;
  private boolean measured;
  private boolean convertedInBulk;
  private int conversions;

  SimulatedThermometer(String id) {
    this.id = id;
  }

  /** Its identifier. */
  public String id() {
    return id;
  }

  /** Makes the air around it so warm; it shows that after its next conversion. */
  public synchronized void temperature(double newCelsius) {
    celsius = newCelsius;
  }

  /** Breaks or mends it. */
  public synchronized void fault(Fault newFault) {
    fault = newFault;
    if (fault == Fault.NO_CONVERSION) {
      shown = POWER_ON_TEMPERATURE;
      measured = false;
    }
  }

  /** The resolution that was set, 9 to 12 bits. */
  public synchronized int resolution() {
    return bits;
  }

  /** How often it has converted by itself; each time its reader waited for up to 750 ms. */
  public synchronized int conversions() {
    return conversions;
  }

  /**
   * As resolution_store() in drivers/w1/slaves/w1_therm.c: what is no number is ignored, what
   * cannot be is refused, and the memory is read before it is written, which a part that is away
   * does not answer.
   */
  synchronized void setResolution(String text) throws IOException {
    if (!text.strip().matches("-?\\d{1,9}")) {
      return;
    }
    int wanted = Integer.parseInt(text.strip());
    if (wanted < 9 || wanted > 12) {
      throw new IOException("Invalid argument");
    }
    if (isUnreadable()) {
      throw new IOException("Input/output error");
    }
    if (fault != Fault.HELD_DOWN) {
      bits = wanted;
    }
  }

  /** As resolution_show(): the bits, or the number of the error where they cannot be read. */
  synchronized int shownResolution() {
    return isUnreadable() ? EIO : bits;
  }

  /** Whether read_scratchpad() gives up after five tries. */
  private boolean isUnreadable() {
    return fault == Fault.CHECKSUM || fault == Fault.CUT_OFF;
  }

  synchronized void convertInBulk() {
    convert();
    convertedInBulk = true;
  }

  synchronized boolean isWaitingToBeRead() {
    return convertedInBulk;
  }

  /** What the file w1_slave gives: after a bulk conversion only the memory, else a conversion. */
  synchronized byte[] slaveFile() {
    if (!convertedInBulk) {
      convert();
      conversions++;
    }
    convertedInBulk = false;
    if (isUnreadable()) {
      return new byte[0];
    }
    byte[] scratchpad = fault == Fault.HELD_DOWN ? new byte[9] : scratchpad();
    String hex = HexFormat.ofDelimiter(" ").formatHex(scratchpad);
    int milliCelsius = fault == Fault.HELD_DOWN ? 0 : shown * 1000 / 16;
    return "%s : crc=%02x YES\n%s t=%d\n"
        .formatted(hex, scratchpad[8], hex, milliCelsius)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void convert() {
    if (fault == Fault.NO_CONVERSION || fault == Fault.CUT_OFF || fault == Fault.HELD_DOWN) {
      return; // the command does not reach it: its memory stays what it was
    }
    int coarse = 1 << (12 - bits);
    int raw = (int) Math.round(celsius * 16) / coarse * coarse;
    shown = fault == Fault.BROWN_OUT ? BROWN_OUT_TEMPERATURE : raw;
    measured = true;
  }

  private byte[] scratchpad() {
    byte[] bytes = new byte[9];
    bytes[0] = (byte) shown;
    bytes[1] = (byte) (shown >> 8);
    bytes[2] = 0x4B;
    bytes[3] = 0x46;
    bytes[4] = (byte) (0x1F | (bits - 9) << 5);
    bytes[5] = (byte) 0xFF;
    bytes[6] = (byte) (measured ? 0x10 - (shown & 0x0F) : 0x0C);
    bytes[7] = 0x10;
    bytes[8] = checksum(bytes, 8);
    return bytes;
  }

  /** The checksum of the 1-wire bus: x⁸ + x⁵ + x⁴ + 1, lowest bit first. */
  private static byte checksum(byte[] bytes, int length) {
    int crc = 0;
    for (int i = 0; i < length; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >> 1 ^ 0x8C : crc >> 1;
      }
    }
    return (byte) crc;
  }
}
