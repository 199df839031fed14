package hearth.drivers.simulated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A chip of {@code /sys/class/pwm}, as strict as the kernels up to 6.11, which are stricter than
 * the later ones. A channel is exported once and no other than it has (export_store() in
 * drivers/pwm/sysfs.c); each write to it asks for a whole state, which is refused while the period
 * is 0, whatever is written, and where the duty is above the period (pwm_apply_state() in
 * drivers/pwm/core.c). It remembers every write.
 */
public final class SimulatedPwmChip {
  private static final String PERIOD = "period";
  private static final String DUTY = "duty_cycle";
  private static final String ENABLE = "enable";
  private static final String POLARITY = "polarity";
  private static final List<String> POLARITIES = List.of("normal", "inversed");

  private final SimulatedFiles files;
  private final String folder;
  private final int channelCount;
  private final Map<Integer, Map<String, Long>> channels = new TreeMap<>();
  private final List<String> written = new ArrayList<>();

  /**
   * A chip, plugged in.
   *
   * @param number {@code /sys/class/pwm/pwmchipN}
   * @param channelCount how many channels it has, numbered from 0
   * @param device what the device tree calls it, such as {@code /soc/pwm@7e20c000}
   */
  public SimulatedPwmChip(SimulatedFiles files, int number, int channelCount, String device) {
    this.files = files;
    this.folder = "/sys/class/pwm/pwmchip" + number;
    this.channelCount = channelCount;
    files.text(folder + "/npwm", channelCount + "\n");
    files.text(folder + "/device/uevent", "DRIVER=pwm\nOF_FULLNAME=" + device + "\n");
    // DEVICE_ATTR_WO: nobody may read them.
    files.writeOnly(folder + "/export", this::export);
    files.writeOnly(folder + "/unexport", this::unexport);
  }

  /** The part of the time that the pin is high, from 0 to 1; 0 while it is not enabled. */
  public synchronized double duty(int channel) {
    Map<String, Long> registers = channels.get(channel);
    if (registers == null || registers.get(ENABLE) == 0) {
      return 0;
    }
    double active = (double) registers.get(DUTY) / registers.get(PERIOD);
    return registers.get(POLARITY) == 0 ? active : 1 - active;
  }

  /** All writes to channels so far, oldest first: {@code "0 duty_cycle 250000"}. */
  public synchronized List<String> written() {
    return List.copyOf(written);
  }

  private synchronized void export(String text) throws IOException {
    int channel = (int) number(text);
    if (channel >= channelCount) {
      throw new IOException("No such device");
    }
    if (channels.containsKey(channel)) {
      throw new IOException("Device or resource busy");
    }
    channels.put(channel, new TreeMap<>(Map.of(PERIOD, 0L, DUTY, 0L, ENABLE, 0L, POLARITY, 0L)));
    for (String register : List.of(PERIOD, DUTY, ENABLE, POLARITY)) {
      files.attribute(
          folderOf(channel) + "/" + register,
          () -> read(channel, register),
          word -> write(channel, register, word.strip()));
    }
  }

  private synchronized void unexport(String text) throws IOException {
    int channel = (int) number(text);
    if (channels.remove(channel) == null) {
      throw new IOException("No such device");
    }
    files.remove(folderOf(channel));
  }

  private String folderOf(int channel) {
    return folder + "/pwm" + channel;
  }

  private synchronized byte[] read(int channel, String register) {
    long value = channels.get(channel).get(register);
    String word = register.equals(POLARITY) ? POLARITIES.get((int) value) : String.valueOf(value);
    return (word + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private synchronized void write(int channel, String register, String word) throws IOException {
    long value = register.equals(POLARITY) ? POLARITIES.indexOf(word) : number(word);
    boolean isNoState = register.equals(ENABLE) && value > 1;
    Map<String, Long> after = new TreeMap<>(channels.get(channel));
    after.put(register, value);
    if (value < 0 || isNoState || after.get(PERIOD) == 0 || after.get(DUTY) > after.get(PERIOD)) {
      throw invalid();
    }
    channels.put(channel, after);
    written.add(channel + " " + register + " " + word);
  }

  /** As kstrtouint() takes it: digits alone. */
  private static long number(String text) throws IOException {
    try {
      return Long.parseUnsignedLong(text.strip());
    } catch (NumberFormatException e) {
      throw invalid();
    }
  }

  private static IOException invalid() {
    return new IOException("Invalid argument");
  }
}
