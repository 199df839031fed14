package hearth.drivers.simulated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A chip of {@code /sys/class/pwm}, as strict as the kernel: a channel is exported once and no
 * other than it has, a duty is never above its period, and a channel without one is not enabled. It
 * remembers every write.
 */
public final class SimulatedPwmChip {
  private static final String PERIOD = "period";
  private static final String DUTY = "duty_cycle";
  private static final String ENABLE = "enable";

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
    files.attribute(folder + "/export", () -> new byte[0], this::export);
  }

  /** The part of the time that the pin is high, from 0 to 1; 0 while it is not enabled. */
  public synchronized double duty(int channel) {
    Map<String, Long> registers = channels.get(channel);
    return registers == null || registers.get(ENABLE) == 0
        ? 0
        : (double) registers.get(DUTY) / registers.get(PERIOD);
  }

  /** All writes to channels so far, oldest first: {@code "0 duty_cycle 250000"}. */
  public synchronized List<String> written() {
    return List.copyOf(written);
  }

  private synchronized void export(String text) throws IOException {
    int channel = Integer.parseInt(text.strip());
    if (channel < 0 || channel >= channelCount) {
      throw new IOException("No such device");
    }
    if (channels.containsKey(channel)) {
      throw new IOException("Device or resource busy");
    }
    channels.put(channel, new TreeMap<>(Map.of(PERIOD, 0L, DUTY, 0L, ENABLE, 0L)));
    for (String register : List.of(PERIOD, DUTY, ENABLE)) {
      files.attribute(
          folder + "/pwm" + channel + "/" + register,
          () -> read(channel, register),
          number -> write(channel, register, Long.parseLong(number.strip())));
    }
  }

  private synchronized byte[] read(int channel, String register) {
    return (channels.get(channel).get(register) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private synchronized void write(int channel, String register, long value) throws IOException {
    Map<String, Long> after = new TreeMap<>(channels.get(channel));
    after.put(register, value);
    boolean runsWithoutPeriod = after.get(ENABLE) == 1 && after.get(PERIOD) == 0;
    if (value < 0 || after.get(DUTY) > after.get(PERIOD) || runsWithoutPeriod) {
      throw new IOException("Invalid argument");
    }
    channels.put(channel, after);
    written.add(channel + " " + register + " " + value);
  }
}
