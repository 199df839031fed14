package hearth.runtime.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.drivers.simulated.SimulatedFiles;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.ThingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscoveryMessageTest {
  /** It has everything in it that there is. */
  private static final Path EXAMPLE = Path.of("src/main/dist/hearth.example.yaml");

  @Test
  void homeAssistantTakesEverythingThatAConfigurationCanHave() throws Exception {
    Configuration everything = Configuration.load(EXAMPLE);
    DiscoveryMessage message = new DiscoveryMessage(everything, "1.0");

    assertEquals(List.of(), new HomeAssistant().problemsOf(message.payload()));
    for (ThingSettings thing : everything.things()) {
      String name = thing.identity().name();
      assertTrue(
          message.platforms().keySet().stream()
              .anyMatch(id -> id.equals(name) || id.startsWith(name + "-")),
          name);
    }
  }

  @Test
  void theCheckFindsWhatIsWrong() throws Exception {
    String payload = new DiscoveryMessage(Configuration.load(EXAMPLE), "1.0").payload();

    for (String wrong :
        List.of(
            payload.replace("\"unique_id\"", "\"uniqueid\""),
            payload.replace("\"°C\"", "\"C\""),
            payload.replace("\"measurement\"", "\"measured\""),
            payload.replace("\"diagnostic\"", "\"diagnosis\""),
            payload.replace("\"origin\"", "\"source\":{},\"origin\""),
            payload.replace("\"identifiers\"", "\"ids\""),
            payload.replace("\"event_types\"", "\"types\""),
            payload.replace("\"device_class\":\"motion\"", "\"device_class\":\"mover\""))) {
      assertNotEquals(List.of(), new HomeAssistant().problemsOf(wrong));
    }
  }

  @Test
  void theClassesAndTheirUnitsAreHomeAssistants() {
    Map<String, Object> theirs = new HomeAssistant().section("sensor_classes");
    Set<String> wordsAndMoney = Set.of("date", "enum", "timestamp", "monetary");

    theirs.forEach(
        (name, deviceClass) -> {
          for (Object unit : HomeAssistant.list(HomeAssistant.map(deviceClass), "units")) {
            String ours = unit == null ? "" : unit.toString();
            assertEquals(name, DeviceClasses.of(name, ours), name + " in " + unit);
          }
        });
    DeviceClasses.all().keySet().forEach(name -> assertTrue(theirs.containsKey(name), name));
    assertEquals(theirs.size() - wordsAndMoney.size(), DeviceClasses.all().size());
  }

  /** Of each class a sensor in each of its units, with the state class that follows. */
  @Test
  void everyMeterIsOneThatHomeAssistantTakes() throws Exception {
    StringBuilder sensors = new StringBuilder("sensors:\n");
    int[] count = {0};
    new HomeAssistant()
        .section("sensor_classes")
        .forEach(
            (name, deviceClass) -> {
              for (Object unit : HomeAssistant.list(HomeAssistant.map(deviceClass), "units")) {
                sensors.append(
                    "  - {kind: file, path: /n, name: n%d, measures: %s%s}\n"
                        .formatted(count[0]++, name, unit == null ? "" : ", unit: '" + unit + "'"));
              }
            });
    String payload =
        new DiscoveryMessage(configuration("home", sensors.toString()), "1.0").payload();

    assertEquals(List.of(), new HomeAssistant().problemsOf(payload));
    assertEquals(count[0] - 1, payload.split("\"device_class\"").length - 2);
  }

  @Test
  void whatCountsUpSaysSo() throws Exception {
    for (String meter : List.of("energy, unit: kWh", "gas, unit: m³", "water, unit: L")) {
      assertEquals("total_increasing", number(meter).get("state_class"), meter);
    }
    assertEquals("total", number("monetary, unit: EUR").get("state_class"));
    assertEquals("measurement", number("energy_storage, unit: kWh").get("state_class"));
    assertEquals("measurement", number("pollen").get("state_class"));
  }

  @Test
  void microIsSentAsEveryHomeAssistantTakesIt() throws Exception {
    for (String micro : List.of("\u00B5", "\u03BC")) {
      Map<String, Object> sensor = number("pm25, unit: " + micro + "g/m³");
      assertEquals("pm25", sensor.get("device_class"));
      assertEquals("\u00B5g/m³", sensor.get("unit_of_measurement"));
    }
  }

  private static Map<String, Object> number(String measures) throws Exception {
    return component(
        "sensors: [{kind: file, name: n, path: /n, measures: %s}]".formatted(measures), "n");
  }

  @Test
  void uptimeIsAMomentAndReconnectsACounterAndBothAreAskedFor() throws Exception {
    Map<String, Object> uptime = component("sensors: [{kind: uptime, name: up}]", "up");
    assertEquals("timestamp", uptime.get("device_class"));
    assertFalse(uptime.containsKey("unit_of_measurement"));
    assertFalse(uptime.containsKey("state_class"));
    assertEquals(false, uptime.get("enabled_by_default"));

    Map<String, Object> reconnects = component("sensors: [{kind: reconnects, name: r}]", "r");
    assertEquals("total_increasing", reconnects.get("state_class"));
    assertEquals(false, reconnects.get("enabled_by_default"));
  }

  @Test
  void aThingSaysHowItIsShown() throws Exception {
    Map<String, Object> pump =
        component(
            """
            switches:
              - name: pump
                pin: 17
                icon: mdi:fountain
                entity_category: config
                enabled_by_default: no
                home_assistant: {device_class: outlet, qos: 0, optimistic: null, odd: [1, {a: 2.5}]}
            """,
            "pump");

    assertEquals("mdi:fountain", pump.get("icon"));
    assertEquals("config", pump.get("entity_category"));
    assertEquals(false, pump.get("enabled_by_default"));
    assertEquals("outlet", pump.get("device_class"));
    assertEquals(0, pump.get("qos"));
    assertFalse(pump.containsKey("optimistic"));
    assertEquals(List.of(1, Map.of("a", 2.5)), pump.get("odd"));
  }

  @Test
  void itsOwnKeysStandAboveThoseThatFollow() throws Exception {
    Map<String, Object> meter =
        component(
            "sensors: [{kind: file, name: n, path: /n, measures: energy, unit: kWh,"
                + " home_assistant: {state_class: total}}]",
            "n");

    assertEquals("total", meter.get("state_class"));
  }

  @Test
  void whyAThingDoesNotWorkReachesHomeAssistant() throws Exception {
    Map<String, Object> problem = component("lights: [{name: light, pin: 17}]", "light-problem");

    assertEquals("sensor", problem.get("platform"));
    assertEquals("home/light/problem", problem.get("state_topic"));
    assertEquals("diagnostic", problem.get("entity_category"));
    // It must not go with the thing that does not work.
    assertEquals(List.of(Map.of("topic", "home/availability")), problem.get("availability"));
  }

  @Test
  void aButtonStartsAutomations() throws Exception {
    String told = "buttons: [{name: b, label: Bell, pin: 22, double_press: 300ms}]";
    Map<String, Object> twice = component(told, "b-double");

    assertEquals("device_automation", twice.get("platform"));
    assertEquals("trigger", twice.get("automation_type"));
    assertEquals("button_double_press", twice.get("type"));
    assertEquals("Bell", twice.get("subtype"));
    assertEquals("DOUBLE", twice.get("payload"));
    assertEquals("button_short_press", component(told, "b-single").get("type"));
    assertEquals("press", component(told, "b-press").get("type"));
    assertEquals(
        "button_short_press", component("buttons: [{name: b, pin: 22}]", "b-press").get("type"));
  }

  @Test
  void aLabelDoesNotRepeatTheDevicesName() throws Exception {
    String lights =
        "lights: [{name: a, pin: 17, label: Attic lamp}, {name: b, pin: 27, label: attic},"
            + " {name: c, pin: 22, label: Atticus}]";
    String text = "device: {topic: home, name: Attic}\n" + lights;
    String payload =
        new DiscoveryMessage(Configuration.parse("test", text, Path.of(".")), "1.0").payload();
    Map<String, Object> components =
        HomeAssistant.map(HomeAssistant.read(payload).get("components"));

    assertEquals("lamp", HomeAssistant.map(components.get("a")).get("name"));
    assertTrue(HomeAssistant.map(components.get("b")).containsKey("name"));
    assertEquals(null, HomeAssistant.map(components.get("b")).get("name"));
    assertEquals("problem", HomeAssistant.map(components.get("b-problem")).get("name"));
    assertEquals("Atticus", HomeAssistant.map(components.get("c")).get("name"));
  }

  @Test
  void aThermometer() throws Exception {
    Map<String, Object> sensor =
        component("sensors: [{kind: ds18b20, name: temp, label: Outside, every: 30s}]", "temp");

    assertEquals("sensor", sensor.get("platform"));
    assertEquals("Outside", sensor.get("name"));
    assertEquals("hearth-home-temp", sensor.get("unique_id"));
    assertEquals("home/temp", sensor.get("state_topic"));
    assertEquals("temperature", sensor.get("device_class"));
    assertEquals("°C", sensor.get("unit_of_measurement"));
    assertEquals("measurement", sensor.get("state_class"));
    assertEquals(120, sensor.get("expire_after"));
    assertEquals("all", sensor.get("availability_mode"));
    assertEquals(
        List.of(Map.of("topic", "home/availability"), Map.of("topic", "home/temp/availability")),
        sensor.get("availability"));
  }

  @Test
  void aSensorWhoseFiltersLeaveReadingsOutDoesNotExpire() throws Exception {
    Map<String, Object> sensor =
        component("sensors: [{kind: ds18b20, name: temp, filters: [{delta: 1}]}]", "temp");

    assertFalse(sensor.containsKey("expire_after"));
  }

  @Test
  void aUnitThatHomeAssistantDoesNotKnowGoesWithoutClass() throws Exception {
    Map<String, Object> sensor =
        component(
            "sensors: [{kind: file, name: n, path: /n, measures: pressure, unit: bananas}]", "n");

    assertFalse(sensor.containsKey("device_class"));
    assertEquals("bananas", sensor.get("unit_of_measurement"));
  }

  @Test
  void aLight() throws Exception {
    Map<String, Object> light = component("lights: [{name: light, pin: 17}]", "light");

    assertEquals("light", light.get("platform"));
    assertEquals("home/light", light.get("state_topic"));
    assertEquals("home/light/set", light.get("command_topic"));
    assertEquals("ON", light.get("payload_on"));
    assertEquals("OFF", light.get("payload_off"));
    assertFalse(light.containsKey("retain"));
  }

  @Test
  void aFanAndACounterAreWhatTheyAre() throws Exception {
    assertEquals("fan", component("fans: [{name: fan, pin: 17}]", "fan").get("platform"));
    Map<String, Object> counter =
        component("sensors: [{kind: reconnects, name: reconnects}]", "reconnects");
    assertEquals(null, counter.get("device_class"));
    assertEquals("diagnostic", counter.get("entity_category"));
  }

  @Test
  void aLightThatIsDimmed() throws Exception {
    Map<String, Object> light =
        component("lights: [{name: light, pin: 18, dimming: {brightness_scale: 100}}]", "light");

    assertEquals("home/light/brightness", light.get("brightness_state_topic"));
    assertEquals("home/light/brightness/set", light.get("brightness_command_topic"));
    assertEquals(100, light.get("brightness_scale"));
  }

  @Test
  void aFanTellsWhereItsSpeedIsSet() throws Exception {
    Map<String, Object> fan = component("fans: [{name: fan, pin: 18, speed: {}}]", "fan");

    assertEquals("home/fan/percentage", fan.get("percentage_state_topic"));
    assertEquals("home/fan/percentage/set", fan.get("percentage_command_topic"));
    assertEquals(100, fan.get("speed_range_max"));
  }

  @Test
  void aThermostat() throws Exception {
    Map<String, Object> climate =
        component(
            """
            sensors: [{kind: dht22, name: room, pin: 5, unit: °F}]
            switches: [{name: boiler, pin: 17}]
            climates: [{name: heating, sensor: room, heater: boiler, target_temperature: 70,
              min_temperature: 40, max_temperature: 90, restore: configured}]
            """,
            "heating");

    assertEquals("climate", climate.get("platform"));
    assertEquals(List.of("off", "heat"), climate.get("modes"));
    assertEquals("home/room/temperature", climate.get("current_temperature_topic"));
    assertEquals("home/heating/mode/set", climate.get("mode_command_topic"));
    assertEquals("home/heating/target_temperature/set", climate.get("temperature_command_topic"));
    assertEquals("F", climate.get("temperature_unit"));
    assertEquals(40, climate.get("min_temp"));
    assertEquals(0.1, climate.get("precision"));
  }

  @Test
  void aButtonHasTheEventsThatItTellsApart() throws Exception {
    assertEquals(
        List.of("PRESS", "RELEASE"),
        component("buttons: [{name: b, pin: 22}]", "b").get("event_types"));
    assertEquals(
        List.of("PRESS", "RELEASE", "SINGLE", "LONG"),
        component("buttons: [{name: b, pin: 22, long_press: 1s}]", "b").get("event_types"));
  }

  @Test
  void theSupplyIsAProblemWhereItSaysSo() throws Exception {
    Map<String, Object> supply =
        component("sensors: [{kind: under_voltage, name: supply, decimals: 0}]", "supply-now");

    assertEquals("binary_sensor", supply.get("platform"));
    assertEquals("problem", supply.get("device_class"));
    assertEquals("1", supply.get("payload_on"));
    assertEquals("home/supply/now", supply.get("state_topic"));
  }

  @Test
  void topicsThatDifferHaveIdsThatDo() throws Exception {
    assertEquals("homeassistant/device/hearth-home/config", topic("home"));
    assertEquals("homeassistant/device/hearth-home-attic/config", topic("home/attic"));
    assertNotEquals(topic("home/attic"), topic("home-attic"));
    assertNotEquals(topic("küche"), topic("köche"));
    assertTrue(topic("küche/unten").matches("homeassistant/device/[a-zA-Z0-9_-]+/config"));
  }

  private static String topic(String device) throws Exception {
    return DiscoveryMessage.topicOf(configuration(device, "").device()).toString();
  }

  @Test
  void simulatedPartsAreNobodysReadings() throws Exception {
    String things = "sensors: [{kind: ds18b20, name: t}, {kind: load, name: load}]";
    String payload =
        new DiscoveryMessage(
                configuration("home", things),
                DeviceInfo.of("1.0"),
                thing -> thing.identity().name().equals("t"))
            .payload();

    assertTrue(payload.contains("\"model\":\"simulated\""), payload);
    assertTrue(payload.contains("\"payload_available\":\"simulated\""), payload);
    assertEquals(2, payload.split("payload_available").length, payload); // not for the load
    assertFalse(
        new DiscoveryMessage(configuration("home", things), "1.0").payload().contains("simulated"));
  }

  @Test
  void theDeviceSaysWhatItIs() throws Exception {
    SimulatedFiles files =
        new SimulatedFiles()
            .text("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0")
            .text("/proc/device-tree/serial-number", "10000000abcdef01\0");
    Configuration home =
        Configuration.parse(
            "test",
            "device: {topic: home, configuration_url: 'http://pi.local:8080', suggested_area: Attic}",
            Path.of("."));
    String payload =
        new DiscoveryMessage(home, DeviceInfo.of("1.0", files), thing -> false).payload();
    Map<String, Object> device = HomeAssistant.map(HomeAssistant.read(payload).get("device"));

    assertEquals("Raspberry Pi 4 Model B", device.get("model"));
    assertEquals("1.5", device.get("hw_version").toString());
    assertEquals("10000000abcdef01", device.get("serial_number").toString());
    assertEquals("http://pi.local:8080", device.get("configuration_url"));
    assertEquals("Attic", device.get("suggested_area"));
    assertEquals(List.of(), new HomeAssistant().problemsOf(payload));
  }

  @Test
  void aMachineThatSaysNothingOfItselfIsNotMadeUp() throws Exception {
    String payload =
        new DiscoveryMessage(
                configuration("home", ""),
                DeviceInfo.of("1.0", new SimulatedFiles()),
                thing -> false)
            .payload();

    assertFalse(payload.contains("model") || payload.contains("serial"), payload);
  }

  private static Map<String, Object> component(String things, String id) throws Exception {
    String payload = new DiscoveryMessage(configuration("home", things), "1.0").payload();
    return HomeAssistant.map(
        HomeAssistant.map(HomeAssistant.read(payload).get("components")).get(id));
  }

  private static Configuration configuration(String topic, String things) throws Exception {
    return Configuration.parse(
        "test", "device: {topic: %s}\n%s".formatted(topic, things), Path.of("."));
  }
}
