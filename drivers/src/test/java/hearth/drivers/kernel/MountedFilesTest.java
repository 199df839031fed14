package hearth.drivers.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.onewire.OneWire;
import hearth.drivers.sensor.SensorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedFilesTest {
  @TempDir Path root;
  private KernelFiles files;

  @BeforeEach
  void mount() {
    files = new MountedFiles(root);
  }

  private void record(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void aRecordedTreeIsRead() throws Exception {
    String devices = "/sys/bus/w1/devices/";
    record(devices + "w1_bus_master1/w1_master_slaves", "28-000005e2fdc3\n");
    record(
        devices + "28-000005e2fdc3/w1_slave",
        """
        72 01 4b 46 7f ff 0c 10 c6 : crc=c6 YES
        72 01 4b 46 7f ff 0c 10 c6 t=23125
        """);
    OneWire oneWire = new OneWire(files, () -> 0);

    assertEquals(List.of("28-000005e2fdc3"), oneWire.thermometers());
    assertEquals(23.125, oneWire.thermometer("28-000005e2fdc3").read().get(0).value());
  }

  @Test
  void whatIsNotThereIsNotThere() {
    assertThrows(NoSuchFileException.class, () -> files.read("/sys/none"));
    assertThrows(NoSuchFileException.class, () -> files.write("/sys/none", "1"));
    assertEquals(List.of(), files.list("/sys"));
    assertFalse(files.exists("/sys"));
    assertFalse(files.isWritable("/sys/none"));
    assertThrows(SensorException.class, () -> new OneWire(files, () -> 0).thermometers());
  }

  @Test
  void aFileIsWrittenInPlace() throws IOException {
    record("/sys/a/resolution", "12\n");
    record("/sys/a/name", "x\n");

    files.write("/sys/a/resolution", "9\n");

    assertEquals("9", files.read("/sys/a/resolution"));
    assertTrue(files.isWritable("/sys/a/resolution"));
    assertEquals(List.of("name", "resolution"), files.list("/sys/a"));
  }

  @Test
  void pathsAreAbsolute() {
    assertThrows(IllegalArgumentException.class, () -> files.read("sys/a"));
  }
}
