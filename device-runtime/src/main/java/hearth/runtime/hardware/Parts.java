package hearth.runtime.hardware;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.Sensor;
import hearth.io.loop.Clock;
import hearth.runtime.config.HardwareSettings;
import hearth.runtime.config.SensorSettings;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Makes the parts that the things of a configuration stand on. */
public interface Parts extends ChipSource, AutoCloseable {
  /**
   * The sensor of a description; it need not be there yet.
   *
   * @return its readings go with {@link SensorSettings#topicsIn} in number and order
   */
  Sensor sensor(SensorSettings settings);

  /** Whether there is no hardware behind them. */
  boolean areSimulated();

  /** In a few words for people, such as {@code the pins of Raspberry Pi 4 Model B}. */
  String description();

  /** Lets the chip go, leaving its levels alone; on the pins' thread. */
  @Override
  void close();

  /**
   * The parts that a configuration asks for; where it leaves that open, the real ones on a
   * Raspberry Pi and simulated ones elsewhere.
   *
   * @param sensorThread runs one task at a time and may block
   * @param random of the simulated readings' noise
   */
  static Parts of(
      HardwareSettings settings,
      KernelFiles files,
      Clock clock,
      Executor sensorThread,
      RandomGenerator random) {
    String model = model(files);
    boolean real =
        switch (settings.parts()) {
          case REAL -> true;
          case SIMULATED -> false;
          case AUTO -> model.startsWith("Raspberry Pi");
        };
    return real
        ? new RealParts(files, model, clock, sensorThread)
        : new SimulatedParts(files, clock, sensorThread, random);
  }

  private static String model(KernelFiles files) {
    try {
      return files.read("/proc/device-tree/model").replace("\0", "").strip();
    } catch (IOException e) {
      return "";
    }
  }
}
