package hearth.runtime.hardware;

import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.sensor.BlockingSensor;
import hearth.drivers.sysfs.NumberSensor;
import hearth.drivers.system.DiskSensor;
import hearth.drivers.system.SystemSensor;
import hearth.drivers.system.UnderVoltageSensor;
import hearth.io.loop.Clock;
import hearth.runtime.config.SensorSource;
import java.util.Optional;

/** Sensors that every machine has, whether its pins are real or not. */
record MachineSensors(KernelFiles files, Clock clock) {
  /** The sensor of a source, if it is the machine itself or a file of its kernel. */
  Optional<BlockingSensor> of(SensorSource source) {
    BlockingSensor sensor = null;
    if (source instanceof SensorSource.Number number) {
      sensor =
          new NumberSensor(
              files,
              number.location(),
              number.quantity(),
              number.scale(),
              number.offset(),
              clock::nanoTime);
    } else if (source instanceof SensorSource.Machine machine) {
      sensor = new SystemSensor(files, machine.metric(), clock::nanoTime);
    } else if (source instanceof SensorSource.Disk disk) {
      sensor = new DiskSensor(disk.folder(), clock::nanoTime);
    } else if (source instanceof SensorSource.UnderVoltage) {
      sensor = new UnderVoltageSensor(files, clock::nanoTime);
    }
    return Optional.ofNullable(sensor);
  }
}
