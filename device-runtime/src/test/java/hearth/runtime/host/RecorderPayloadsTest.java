package hearth.runtime.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.broker.recorder.Announced;
import hearth.broker.recorder.PayloadReader;
import hearth.broker.recorder.SeriesKind;
import hearth.protocol.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What devices of all makers announce is recorded as what it is. */
class RecorderPayloadsTest {
  private final RecorderPayloads payloads =
      new RecorderPayloads(List.of(TopicName.of("homeassistant"), TopicName.of("my/ha")));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<Announced> announced(String topic, String json) {
    return payloads.announced(TopicName.of(topic), bytes(json), any -> true, 256);
  }

  @Test
  void announcementsAreKnownByTheirTopic() {
    for (String topic :
        List.of("device/a/config", "sensor/a/config", "sensor/node/a/config", "light/x/config")) {
      assertTrue(payloads.isAnnouncement(TopicName.of("homeassistant/" + topic)), topic);
      assertTrue(payloads.isAnnouncement(TopicName.of("my/ha/" + topic)), topic);
      assertFalse(payloads.isAnnouncement(TopicName.of("ha/" + topic)), topic);
    }
    for (String topic :
        List.of("homeassistant/status", "home/sensor/a/config", "homeassistant/config")) {
      assertFalse(payloads.isAnnouncement(TopicName.of(topic)), topic);
    }
  }

  @Test
  void aWholeDeviceOfOurs() {
    List<Announced> found =
        announced(
            "homeassistant/device/hearth/config",
            "{\"device\":{},\"components\":{"
                + "\"t\":{\"platform\":\"sensor\",\"state_topic\":\"home/t\","
                + "\"state_class\":\"measurement\",\"unit_of_measurement\":\"°C\","
                + "\"availability\":[{\"topic\":\"home/availability\"}]},"
                + "\"l\":{\"platform\":\"light\",\"state_topic\":\"home/light\"},"
                + "\"b\":{\"platform\":\"event\",\"state_topic\":\"home/button\"},"
                + "\"c\":{\"platform\":\"climate\",\"mode_state_topic\":\"home/c/mode\","
                + "\"temperature_state_topic\":\"home/c/target\",\"action_topic\":\"home/c/action\","
                + "\"current_temperature_topic\":\"home/t\",\"temperature_unit\":\"C\"}}}");
    assertEquals(
        List.of("home/t", "home/light", "home/c/mode", "home/c/action", "home/c/target"),
        found.stream().map(Announced::name).toList());
    assertEquals(SeriesKind.READING, found.get(0).kind());
    assertEquals("°C", found.get(0).unit());
    assertEquals(
        List.of(new Announced.Availability(TopicName.of("home/availability"), "offline")),
        found.get(0).availabilities());
    assertEquals(SeriesKind.STATE, found.get(1).kind());
  }

  @Test
  void abbreviationsBasesAndTemplatesOfOthers() {
    List<Announced> found =
        announced(
            "homeassistant/sensor/plug/energy/config",
            "{\"~\":\"tele/plug\",\"stat_t\":\"~/SENSOR\",\"val_tpl\":\"{{ value_json.Total|float }}\","
                + "\"stat_cla\":\"total_increasing\",\"unit_of_meas\":\"kWh\","
                + "\"avty_t\":\"~/LWT\",\"pl_not_avail\":\"Offline\"}");
    Announced energy = found.get(0);
    assertEquals("tele/plug/SENSOR/$Total", energy.name());
    assertEquals(SeriesKind.COUNTER, energy.kind());
    assertEquals("Offline", energy.availabilities().get(0).offline());
    assertArrayEquals(
        bytes("12.5"), energy.value().apply(bytes("{\"a\":{\"Total\":1},\"Total\":12.5}")));
  }

  @Test
  void aLightThatSpeaksJson() {
    Announced light =
        announced(
                "homeassistant/light/0x1/light/config",
                "{\"schema\":\"json\",\"state_topic\":\"zigbee2mqtt/lamp\"}")
            .get(0);
    assertEquals("zigbee2mqtt/lamp/$state", light.name());
    assertArrayEquals(
        bytes("ON"), light.value().apply(bytes("{\"brightness\":3,\"state\":\"ON\"}")));
  }

  @Test
  void whatCannotBeReadIsNotRecorded() {
    assertEquals(
        List.of(),
        announced(
            "homeassistant/sensor/a/config",
            "{\"state_topic\":\"a\",\"state_class\":\"measurement\","
                + "\"value_template\":\"{{ (value_json.a * 2) | int }}\"}"));
    assertEquals(
        List.of(), announced("homeassistant/sensor/a/config", "{\"state_topic\":\"a/+\"}"));
    assertEquals(List.of(), announced("homeassistant/sensor/a/config", "no JSON"));
    assertEquals(List.of(), announced("homeassistant/sensor/a/config", ""));
    assertEquals(List.of(), announced("homeassistant/sensor/a/config", "{\"state_topic\":\"a\"}"));
  }

  @Test
  void anAnnouncementHasALimit() {
    StringBuilder json = new StringBuilder("{\"avty\":[{\"t\":\"a\"}");
    json.append(",{\"t\":\"a\"}".repeat(999)).append("],\"cmps\":{\"x\":{}");
    for (int i = 0; i < 1000; i++) {
      json.append(",\"" + i + "\":{\"p\":\"light\",\"stat_t\":\"s" + i + "\"}");
    }
    List<Announced> found = announced("homeassistant/device/x/config", json + "}}");
    assertEquals(256, found.size());
    assertEquals(8, found.get(255).availabilities().size());
    List<Announced> wanted =
        payloads.announced(
            TopicName.of("my/ha/device/x/config"),
            bytes(json + "}}"),
            topic -> topic.toString().endsWith("7"),
            50);
    assertEquals(50, wanted.size());
    assertTrue(wanted.stream().allMatch(each -> each.name().endsWith("7")));
  }

  @Test
  void lateReadingsAndCauses() {
    PayloadReader.Late late =
        payloads.late(bytes("{\"time\":\"2026-11-21T14:00:00.250Z\",\"value\":21.4}"));
    assertEquals(1795269600250L, late.time());
    assertArrayEquals(bytes("21.4"), late.value());
    assertNull(
        payloads.late(
            bytes("{\"time\":\"1970-01-01T00:01:10Z\",\"clock\":\"unsynchronised\",\"value\":1}")));
    assertNull(payloads.late(bytes("{\"time\":\"yesterday\",\"value\":1}")));
    assertNull(payloads.late(bytes("x")));
    assertEquals(
        new PayloadReader.Cause("ON", "user anna"),
        payloads.cause(bytes("{\"time\":1,\"state\":\"ON\",\"by\":\"user anna\"}")));
    assertNull(payloads.cause(bytes("{\"state\":\"ON\"}")));
  }
}
