package hearth.drivers.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.sensor.Reading;
import hearth.drivers.sensor.SensorException;
import hearth.drivers.sensor.SensorException.Reason;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.drivers.system.SystemSensor.Metric;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemSensorTest {
  private static final String WIRELESS =
      """
      Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
       face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
      """;

  private final SimulatedFiles files = new SimulatedFiles();

  private double read(Metric metric) throws SensorException {
    return new SystemSensor(files, metric, () -> 1).read().get(0).value();
  }

  @Test
  void theFilesOfAPiAreRead() throws SensorException {
    files.text("/proc/uptime", "350735.47 234388.90\n");
    files.text("/proc/loadavg", "0.20 0.18 0.12 1/80 11206\n");
    files.text("/proc/meminfo", "MemTotal:  948304 kB\nMemAvailable:  524288 kB\n");
    files.text("/proc/self/status", "Name:\tjava\nVmHWM:\t 99999 kB\nVmRSS:\t   65536 kB\n");
    files.text("/proc/net/wireless", WIRELESS + " wlan0: 0000   63.  -47.  -256   0 0 0 0 0 0\n");

    assertEquals(350_735.47, read(Metric.UPTIME));
    assertEquals(0.2, read(Metric.LOAD));
    assertEquals(512, read(Metric.MEMORY_AVAILABLE));
    assertEquals(64, read(Metric.PROCESS_MEMORY));
    assertEquals(-47, read(Metric.WIFI_SIGNAL));
  }

  @Test
  void aMachineWithoutWifiSaysSo() {
    files.text("/proc/net/wireless", WIRELESS);

    SensorException fault = assertThrows(SensorException.class, () -> read(Metric.WIFI_SIGNAL));
    assertEquals(Reason.NO_SUCH_SENSOR, fault.reason());
    assertEquals("This machine has no Wi-Fi connection.", fault.getMessage());
  }

  @Test
  void aFileOfAnotherShapeIsSaid() {
    files.text("/proc/meminfo", "hello\n");

    assertEquals(
        Reason.MALFORMED,
        assertThrows(SensorException.class, () -> read(Metric.MEMORY_AVAILABLE)).reason());
  }

  @Test
  void underVoltageIsRememberedThoughTheKernelForgetsIt() throws SensorException {
    UnderVoltageSensor sensor = new UnderVoltageSensor(files, () -> 1);
    String throttled = "/sys/devices/platform/soc/soc:firmware/get_throttled";

    files.text(throttled, "0\n");
    assertEquals(List.of(0.0, 0.0), values(sensor));
    files.text(throttled, "50005\n");
    assertEquals(List.of(1.0, 1.0), values(sensor));
    files.text(throttled, "0\n");
    assertEquals(List.of(0.0, 1.0), values(sensor));
  }

  @Test
  void newerBoardsAndTheMonitorAreAskedToo() throws SensorException {
    UnderVoltageSensor sensor = new UnderVoltageSensor(files, () -> 1);
    assertEquals(Reason.NO_SUCH_SENSOR, assertThrows(SensorException.class, sensor::read).reason());

    files.text("/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
    assertEquals(List.of(1.0, 1.0), values(sensor));
    files.text(
        "/sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled", "50000\n");
    assertEquals(List.of(0.0, 1.0), values(new UnderVoltageSensor(files, () -> 1)));
  }

  @Test
  void theDiskIsUsedToSomeDegree(@TempDir Path folder) throws SensorException {
    double percent = new DiskSensor(folder, () -> 1).read().get(0).value();

    assertTrue(percent > 0 && percent < 100, "" + percent);
  }

  private static List<Double> values(UnderVoltageSensor sensor) throws SensorException {
    return sensor.read().stream().map(Reading::value).toList();
  }
}
