package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.board.ConfigTxt;
import hearth.drivers.board.PinPlan;
import hearth.drivers.kernel.KernelFiles;
import hearth.drivers.simulated.SimulatedFiles;
import hearth.runtime.config.Configuration;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigReportTest {
  private static final String HOME =
      """
      device: {topic: home/livingroom}
      broker:
        listen: [{address: 0.0.0.0:1883, anonymous: local}]
        password_file: passwd
      sensors:
        - {kind: ds18b20, name: temperature, pin: 4}
        - {kind: ds18b20, name: window, id: 28-0316a2f4c8ff}
      lights:
        - {name: light, pin: 17, active: low}
      buttons:
        - {name: button, pin: 22, on_press: toggle light}
      """;

  @Test
  void itTellsWhoMayConnectTheTopicsAndTheWiring() throws Exception {
    String told = print(explanation(HOME, pi(null)));

    assertTrue(told.contains("0.0.0.0:1883"), told);
    assertTrue(told.contains("anybody from this machine"), told);
    assertTrue(told.contains("anna, ben"), told);
    assertTrue(told.contains("homeassistant/#"), told);
    assertFalse(told.contains("homie/5/#"), told);
    assertTrue(told.contains("home/livingroom/temperature"), told);
    assertTrue(told.contains("number in °C, every 10s"), told);
    assertTrue(told.contains("home/livingroom/light/set"), told);
    assertTrue(told.contains("by itself: toggle light"), told);
    assertTrue(told.matches("(?s).*11\\s+GPIO17\\s+light.*"), told);
    assertTrue(told.matches("(?s).*7\\s+GPIO4\\s+window.*"), told);
    assertTrue(told.contains("dtoverlay=w1-gpio,gpiopin=4"), told);
  }

  @Test
  void itTellsWhereItSaysHowItIsAndWhetherThatLeaves() throws Exception {
    String home =
        """
        fleet: house-7
        broker:
          listen: [{address: 127.0.0.1:1883, anonymous: local}]
          bridges:
            - {name: cluster, server: c.example, client_id: h7, out: [{local: %s/, remote: all/}]}
        """;

    String told = print(explanation(home.formatted("fleet"), pi(null)));
    String apart = print(explanation(home.formatted("home"), pi(null)));

    assertTrue(told.contains("fleet/house-7/hearth"), told);
    assertFalse(told.contains("no bridge sends that"), told);
    assertTrue(apart.contains("no bridge sends that; add '- local: fleet/'"), apart);
  }

  @Test
  void itWarnsOfARelayThatIsOnWhileThePiStarts() throws Exception {
    ConfigReport explanation = explanation(HOME, pi(null));

    assertTrue(print(explanation).contains("warning: light: From power-on until Hearth runs"));
    assertFalse(explanation.hasErrors());
  }

  @Test
  void aPinThatABusOwnsIsAnError() throws Exception {
    assertTrue(explanation(HOME, pi("dtoverlay=gpio-shutdown,gpio_pin=17")).hasErrors());
  }

  @Test
  void theFirmwaresLinesStandAlone() throws Exception {
    String things =
        """
        device: {topic: home}
        sensors:
          - {kind: ds18b20, name: window}
          - {kind: dht22, name: climate, pin: 12}
          - {kind: iio, name: pressure, device: bme280, attribute: in_pressure_input}
          - {kind: iio, name: humidity, device: bme280, attribute: in_humidityrelative_input}
          - {kind: hwmon, name: fan, device: pwmfan, attribute: fan1_input}
        lights:
          - {name: safe, pin: 17}
          - {name: light, pin: 18, active: low}
        """;

    assertEquals(
        List.of(
            "dtoverlay=w1-gpio",
            "dtoverlay=dht11,gpiopin=12",
            "dtparam=i2c_arm=on",
            "dtoverlay=i2c-sensor,bme280",
            "gpio=18=op,dh"),
        new PinPlan(
                Configuration.parse("test", things, Path.of(".")).pinUses(), ConfigTxt.unknown())
            .configLines());
  }

  @Test
  void simulatedPartsAreLoud() throws Exception {
    String things = HOME.replace("sensors:", "sensors:\n  - {kind: load, name: load}");
    String told = print(explanation(things, new SimulatedFiles()));

    assertTrue(told.contains("SIMULATED. This machine is no Raspberry Pi"), told);
    assertTrue(told.contains("number in °C, every 10s; simulated\n"), told);
    assertTrue(told.contains("number, every 10s\n"), told); // the load is that of this machine
    assertFalse(print(explanation(things, pi(null))).contains("simulated"));

    String asked = "hardware: {parts: simulated}\n" + HOME;
    assertTrue(print(explanation(asked, pi(null))).contains("says 'parts: simulated'"));
  }

  @Test
  void partsOfTheI2cBusTellTheirLines() throws Exception {
    String things =
        """
        device: {topic: home}
        sensors:
          - {kind: bme280, name: air, address: 0x77, unit: °F}
          - {kind: bh1750, name: daylight}
          - {kind: ads1115, name: battery, a1: home/volts}
          - {kind: ina219, name: solar}
        """;
    String told = print(explanation(things, pi(null)));

    for (String part :
        List.of(
            "dtparam=i2c_arm=on\n",
            "dtoverlay=i2c-sensor,bme280,addr=0x77\n",
            "dtoverlay=i2c-sensor,bh1750\n",
            "dtoverlay=ads1115,chb_enable\n",
            "ATTR{new_device}=\"ina219 0x40\"",
            "number in °F",
            "home/air/pressure",
            "home/volts",
            "home/solar/current",
            "SDA, data")) {
      assertTrue(told.contains(part), part + " is not in\n" + told);
    }
    assertTrue(told.matches("(?s).*home/daylight +number in lx.*"), told);
  }

  private static KernelFiles pi(String configTxt) {
    SimulatedFiles files = new SimulatedFiles();
    files.text("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0");
    return configTxt == null ? files : files.text("/boot/firmware/config.txt", configTxt);
  }

  private static ConfigReport explanation(String text, KernelFiles files) throws Exception {
    Configuration home = Configuration.parse("test", text, Path.of("."));
    return new ConfigReport(home, "anna, ben", Map.of(), files);
  }

  private static String print(ConfigReport explanation) {
    StringWriter told = new StringWriter();
    explanation.print(new PrintWriter(told));
    return told.toString();
  }
}
