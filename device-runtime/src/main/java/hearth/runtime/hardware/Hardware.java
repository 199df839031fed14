package hearth.runtime.hardware;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.Sensor;
import hearth.io.loop.Clock;
import hearth.runtime.config.HardwareSettings;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.config.ThingSettings;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Makes the parts that the things of a configuration stand on. */
public interface Hardware extends ChipSource, AutoCloseable {
  /**
   * The sensor of a description; it need not be there yet.
   *
   * @param reconnects counts those of the device that it is of
   * @return its readings go with {@link SensorSettings#topicsIn} in number and order
   */
  Sensor sensor(SensorSettings settings, Sensor reconnects);

  /** Whether there is no hardware behind them. */
  boolean areSimulated();

  /**
   * Whether there is no hardware behind what a thing says. The machine itself and the files of its
   * kernel are real everywhere.
   */
  default boolean simulates(ThingSettings thing) {
    return areSimulated() && isSimulatedWithout(thing);
  }

  /**
   * Whether simulated parts stand in for what a thing needs, where the machine has no real ones.
   */
  static boolean isSimulatedWithout(ThingSettings thing) {
    return !(thing instanceof SensorSettings sensor && sensor.source().isOfTheMachine());
  }

  /** Whether the machine's wall clock can be believed. */
  default boolean isClockSet() {
    return true;
  }

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
  static Hardware of(
      HardwareSettings settings,
      KernelFiles files,
      Clock clock,
      Executor sensorThread,
      RandomGenerator random) {
    return areSimulated(settings, files)
        ? new SimulatedHardware(files, clock, sensorThread, random)
        : new RaspberryPiHardware(files, model(files), clock, sensorThread);
  }

  /** Whether the parts that a configuration asks for are simulated on this machine. */
  static boolean areSimulated(HardwareSettings settings, KernelFiles files) {
    return switch (settings.parts()) {
      case REAL -> false;
      case SIMULATED -> true;
      case AUTO -> !model(files).startsWith("Raspberry Pi");
    };
  }

  /** Why parts are simulated and what that means, in a sentence for people. */
  static String whySimulated(HardwareSettings settings) {
    return (settings.parts() == HardwareSettings.Parts.SIMULATED
            ? "The configuration says 'parts: simulated'"
            : "This machine is no Raspberry Pi")
        + ": pins and sensors are simulated, readings are made up, and nothing is switched.";
  }

  private static String model(KernelFiles files) {
    try {
      return files.read("/proc/device-tree/model").replace("\0", "").strip();
    } catch (IOException e) {
      return "";
    }
  }
}
