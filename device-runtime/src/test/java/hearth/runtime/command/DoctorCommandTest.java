package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hearth doctor} before a recorded machine: a sound one, and each way it can ail. */
class DoctorCommandTest {
  private static final String BUS = "sys/bus/w1/devices/";
  private static final String ID = "28-0316a2f4c8ff";
  private static final String THINGS =
      """
      device: {topic: home}
      sensors:
        - {kind: ds18b20, name: temperature, id: 28-0316a2f4c8ff, pin: 4}
        - {kind: dht22, name: climate, pin: 17}
      lights: [{name: light, pin: 27}]
      """;

  @TempDir private Path folder;
  private String told;
  private int status;

  @BeforeEach
  void recordASoundPi() {
    file("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0");
    file("boot/firmware/config.txt", "dtoverlay=w1-gpio\ndtoverlay=dht11,gpiopin=17\n");
    file("dev/gpiochip0", "");
    file("etc/passwd", "root:x:0:0::/root:/bin/sh\nhearth:x:990:990::/:/usr/sbin/nologin\n");
    file("etc/group", "root:x:0:\ngpio:x:986:pi,hearth\n");
    file("run/systemd/timesync/synchronized", "");
    file("sys/class/gpio/gpiochip512/label", "pinctrl-bcm2711\n");
    file("sys/devices/platform/soc/soc:firmware/get_throttled", "0\n");
    file("sys/kernel/debug/gpio", " gpio-516 (GPIO4               |onewire@4           ) out hi\n");
    file(BUS + "w1_bus_master1/w1_master_slaves", ID + "\n");
    thermometer("72 01 4b 46 7f ff 0e 10 57", "57 YES", "23125");
    file("sys/bus/iio/devices/iio:device0/name", "dht11@11\n");
    file("sys/bus/iio/devices/iio:device0/in_temp_input", "21300\n");
    file("sys/bus/iio/devices/iio:device0/in_humidityrelative_input", "45200\n");
    file("hearth.yaml", THINGS);
  }

  private void thermometer(String bytes, String checksum, String thousandths) {
    file(
        BUS + ID + "/w1_slave",
        "%s : crc=%s\n%s t=%s\n".formatted(bytes, checksum, bytes, thousandths));
  }

  @Test
  void aSoundMachineIsDescribed() {
    look();

    assertEquals(
        List.of(
            "board: Raspberry Pi 4 Model B Rev 1.5",
            "firmware: config.txt loads: w1-gpio, dht11",
            "pins: chips: pinctrl-bcm2711",
            "pins: in use: GPIO4 by onewire@4 (out hi)",
            "28-0316a2f4c8ff: 23.1 °C",
            "iio: devices: dht11@11",
            "supply: The voltage is right.",
            "account: The service's account is in the group gpio.",
            "clock: It was set by the network.",
            "temperature: 23.1 °C",
            "climate: 21.3 °C, 45.2 %",
            "Nothing is wrong."),
        told.lines().toList());
    assertEquals(0, status);
  }

  @Test
  void anUnpluggedThermometerIsToldByNameAndWhatToDo() {
    file(BUS + "w1_bus_master1/w1_master_slaves", "not found.\n");

    look();

    assertEquals(1, status);
    assertTold("warning: 1-wire: The bus is there and no sensor answers");
    assertTold("error: temperature: 28-0316a2f4c8ff does not answer");
    assertTrue(told.endsWith("1 thing is wrong; 1 warning.\n"), told);
  }

  @Test
  void aPowerOnValueIsNoTemperature() {
    thermometer("50 05 4b 46 7f ff 0c 10 1c", "1c YES", "85000");

    look();

    assertTold("error: temperature: 28-0316a2f4c8ff shows 85.0 °C, which it does when");
  }

  @Test
  void aBrokenLineOfDataIsToldApart() {
    thermometer("00 00 00 00 00 00 00 00 00", "00 YES", "0");

    look();

    assertTold("the data line is held down");
  }

  @Test
  void aMissingOverlayIsWrittenOut() {
    delete("sys/bus/iio/devices/iio:device0");
    file("boot/firmware/config.txt", "dtoverlay=w1-gpio\n");

    look();

    assertTold("\nclimate: config.txt does not prepare GPIO17");
    assertTold("put the line dtoverlay=dht11,gpiopin=17 into it");
    assertTold("\nclimate: The kernel has no driver on its pin");
  }

  @Test
  void anAccountWithoutItsGroupIsToldTheCommand() {
    file("etc/group", "gpio:x:986:pi\n");

    look();

    assertEquals(1, status);
    assertTold("sudo usermod -aG gpio hearth");
  }

  @Test
  void aClockThatNobodyHasSetIsAWarning() {
    delete("run/systemd/timesync/synchronized");

    look();

    assertEquals(0, status);
    assertTold("warning: clock: Nobody has set it");
    file("run/chrony/chronyd.sock", "");
    look();
    assertTold("clock: Another program");
  }

  @Test
  void aWeakSupplyIsAnError() {
    file("sys/devices/platform/soc/soc:firmware/get_throttled", "50005\n");

    look();

    assertTold("error: supply: The voltage is too low right now");
  }

  @Test
  void aPinOfABusIsAnError() {
    file(
        "boot/firmware/config.txt",
        "dtoverlay=w1-gpio\ndtoverlay=dht11,gpiopin=17\ngpio=2=a0\ndtoverlay=gpio-fan,gpiopin=27\n");

    look();

    assertTold("error: light: GPIO27 belongs to dtoverlay=gpio-fan");
  }

  @Test
  void aWrongConfigurationIsOneFindingAmongOthers() {
    file("hearth.yaml", "device: {topic: home}\nlights: [{name: light, pni: 17}]\n");

    look();

    assertEquals(1, status);
    assertTold("board: Raspberry Pi 4");
    assertTold("did you mean 'pin'?");
  }

  @Test
  void anotherMachineGetsNoAdviceForAPi() {
    delete("proc/device-tree");
    delete("sys");
    delete("run");
    delete("boot");

    look();

    assertEquals(
        List.of(
            "board: This machine is no Raspberry Pi.",
            "warning: clock: Nobody has set it since the start: times of messages may be wrong, and"
                + " certificates refused. Is there a way to the Internet? timedatectl tells more.",
            "warning: parts: This machine is no Raspberry Pi: pins and sensors are simulated,"
                + " readings are made up, and nothing is switched.",
            "Nothing is wrong; 2 warnings."),
        told.lines().toList());
    assertEquals(0, status);
  }

  @Test
  void whoseBrokerAnswersIsTold() {
    file("hearth.yaml", THINGS + "broker: {listen: [0.0.0.0:1883], password_file: p}\n");
    String table =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
            + "   0: 00000000:075B 00000000:0000 0A 00000000:00000000 00:00000000 00000000   %s 0 1\n";
    file("etc/passwd", "mosquitto:x:113:1::/:/bin/false\nhearth:x:990:990::/:/bin/false\n");

    file("proc/net/tcp", table.formatted("990"));
    look();
    assertTold("broker: Port 1883 is served by the account hearth.");

    file("proc/net/tcp", table.formatted("113"));
    look();
    assertTold("error: broker: Port 1883 belongs to another broker, mosquitto");
    assertTold("sudo systemctl disable --now mosquitto");
  }

  @Test
  void nothingIsWritten() throws IOException {
    List<Path> before = files();

    look();

    assertEquals(before, files());
  }

  private List<Path> files() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.toList();
    }
  }

  private void look() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    String config = folder.resolve("hearth.yaml").toString();
    status =
        HearthCommand.execute(
            new String[] {"doctor", "--root", "" + folder, "-c", config}, out, out);
    told = text.toString();
  }

  private void assertTold(String part) {
    assertTrue(told.contains(part), told);
  }

  private void file(String path, String text) {
    try {
      Files.createDirectories(folder.resolve(path).getParent());
      Files.writeString(folder.resolve(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(String path) {
    try (var below = Files.walk(folder.resolve(path))) {
      for (Path each : below.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
