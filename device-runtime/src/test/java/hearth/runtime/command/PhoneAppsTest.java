package hearth.runtime.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.runtime.config.Configuration;
import hearth.runtime.host.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Each form as apps read it: the names of the fields are those of their own exports. */
class PhoneAppsTest {
  private static final String HOME =
      """
      device: {topic: home, name: Living room}
      broker:
        listen: ['127.0.0.1:1884', '0.0.0.0:1883'%s]
        password_file: passwd
      sensors: [{kind: ds18b20, name: temp}]
      lights: [{name: light, pin: 18, dimming: {brightness_scale: 100}}]
      """;

  private static final String TLS =
      ", {address: '0.0.0.0:8883', tls: {certificate: server.crt, key: server.key}}";

  @TempDir private Path folder;

  @Test
  void mqttAnalyzerHasTheBrokerAndItsAuthority() throws Exception {
    Files.writeString(folder.resolve("ca.crt"), "-----BEGIN CERTIFICATE-----");

    Map<String, Object> file = object(PhoneFormat.MQTT_ANALYZER, TLS);
    Map<String, Object> broker = map(file.get("broker"));

    assertEquals(1, file.get("version"));
    assertEquals("Living room", broker.get("alias"));
    assertEquals("pi.local", broker.get("hostname"));
    assertEquals(8883, broker.get("port"));
    assertEquals("mqtt", broker.get("protocolMethod"));
    assertEquals(true, broker.get("ssl"));
    assertEquals(false, broker.get("untrustedSSL"));
    assertEquals("usernamePassword", broker.get("authType"));
    assertEquals("anna", broker.get("username"));
    assertNull(broker.get("password"));
    assertEquals(List.of(Map.of("topic", "home/#", "qos", 1)), broker.get("subscriptions"));
    Map<String, Object> authority = map(list(broker.get("certificates")).get(0));
    assertEquals("serverCA", authority.get("type"));
    assertEquals(
        "-----BEGIN CERTIFICATE-----",
        new String(
            Base64.getDecoder().decode((String) authority.get("data")), StandardCharsets.UTF_8));
    for (String required :
        List.of("protocolVersion", "limitTopic", "limitMessagesBatch", "subscriptions")) {
      assertTrue(broker.containsKey(required), required);
    }
  }

  @Test
  void iotMqttPanelHasConnectionDashboardAndPanels() throws Exception {
    Map<String, Object> backup = object(PhoneFormat.IOT_MQTT_PANEL, "");

    assertEquals(152, backup.get("dataVersion"));
    Map<String, Object> connection = map(list(backup.get("connections")).get(0));
    assertEquals("pi.local", connection.get("host"));
    assertEquals(1883, connection.get("port"));
    assertEquals("tcp", connection.get("connectionType"));
    Map<String, Object> dashboard = map(list(backup.get("dashboards")).get(0));
    assertEquals(connection.get("connectionId"), dashboard.get("connectionId"));
    assertEquals(connection.get("defaultDashboard"), dashboard.get("dashboardId"));

    List<Object> panels = list(backup.get("panels"));
    assertEquals(
        List.of("log", "switch", "slider", "log"),
        panels.stream().map(panel -> map(panel).get("type")).toList());
    Map<String, Object> light = map(panels.get(1));
    assertEquals("home/light/set", light.get("topic"));
    assertEquals("home/light", light.get("seperateSubscribeTopic"));
    assertEquals("ON", light.get("payloadOn"));
    assertEquals("OFF", light.get("payloadOff"));
    assertEquals(false, light.get("retain"));
    Map<String, Object> brightness = map(panels.get(2));
    assertEquals(0, brightness.get("payloadMin"));
    assertEquals(100, brightness.get("payloadMax"));
    assertEquals(1, brightness.get("step"));
    assertEquals("°C", map(panels.get(0)).get("unit"));
  }

  @Test
  void mqttDashHasAMetricForEachTile() throws Exception {
    List<Object> metrics = list(read(PhoneFormat.MQTT_DASH, ""));

    assertEquals(
        List.of(1, 2, 3, 1), metrics.stream().map(metric -> map(metric).get("type")).toList());
    Map<String, Object> light = map(metrics.get(1));
    assertEquals("home/light", light.get("topic"));
    assertEquals("home/light/set", light.get("topicPub"));
    assertEquals(true, light.get("enablePub"));
    assertEquals(false, light.get("retained"));
    assertEquals("°C", map(metrics.get(0)).get("postfix"));
    assertEquals(100, map(metrics.get(2)).get("maxValue"));
    assertEquals(
        metrics.size(), metrics.stream().map(metric -> map(metric).get("id")).distinct().count());
  }

  @Test
  void aWebSocketIsReachedByItsPath() throws Exception {
    String listener = ", {address: '0.0.0.0:9001', websocket: {}, tls: {certificate: c, key: k}}";
    Map<String, Object> broker = map(object(PhoneFormat.MQTT_ANALYZER, listener).get("broker"));

    assertEquals("websocket", broker.get("protocolMethod"));
    assertEquals("/mqtt", broker.get("basePath"));
  }

  @Test
  void aBrokerElsewhereIsTheOneThatTheDeviceUses() throws Exception {
    String home = "device: {topic: home}\nmqtt: {broker: 'mqtts://broker.lan'}";
    String file = PhoneFormat.IOT_MQTT_PANEL.of(parse(home), null, "anna");

    assertTrue(file.contains("\"host\":\t\"broker.lan\""), file);
    assertTrue(file.contains("\"connectionType\":\t\"ssl\""), file);
    assertFalse(file.contains("null"), file);
  }

  @Test
  void aBrokerForThisMachineAloneIsOfNoUse() throws Exception {
    Configuration home =
        parse("device: {topic: home}\nbroker: {listen: ['127.0.0.1:1883'], password_file: p}");

    assertTrue(
        assertThrows(CommandFailure.class, () -> PhoneFormat.MQTT_ANALYZER.of(home, null, "anna"))
            .getMessage()
            .contains("0.0.0.0:1883"));
  }

  private Map<String, Object> object(PhoneFormat format, String listener) throws Exception {
    return map(read(format, listener));
  }

  private Object read(PhoneFormat format, String listener) throws Exception {
    String file = format.of(parse(HOME.formatted(listener)), "pi.local", "anna");
    return new Load(LoadSettings.builder().build()).loadFromString(file.replace("\t", " "));
  }

  private Configuration parse(String text) throws Exception {
    return Configuration.parse("test", text, folder);
  }

  @SuppressWarnings("unchecked") // of the keys of JSON objects
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked") // as above
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }
}
