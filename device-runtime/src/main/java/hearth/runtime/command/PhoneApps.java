package hearth.runtime.command;

import hearth.runtime.entity.ValueType.Range;
import hearth.runtime.json.JsonWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * A home in the forms that apps for phones import. Passwords are nowhere known, and so not there.
 */
final class PhoneApps {
  /** Of exports of IoT MQTT Panel in 2025. */
  private static final int DATA_VERSION = 152;

  /** White, as Android has colours: opaque, red, green, blue. */
  private static final int WHITE = -1;

  private static final int YELLOW = -192;

  private PhoneApps() {}

  /**
   * A {@code .mqttbroker} file of MQTT Analyzer, by version 1 of its published schema
   * (Docs/mqttbroker-schema.json of philipparndt/mqtt-analyzer).
   */
  static String mqttAnalyzer(Phone phone) {
    JsonWriter json = new JsonWriter(true).beginObject();
    json.name("version").number(1).name("broker").beginObject();
    json.member("alias", phone.name()).member("hostname", phone.host());
    json.name("port").number(phone.port());
    json.member("protocolMethod", phone.isWebSocket() ? "websocket" : "mqtt");
    json.member("protocolVersion", "mqtt5");
    orNothing(json, "basePath", phone.path());
    json.name("ssl").bool(phone.isEncrypted()).name("untrustedSSL").bool(false);
    json.member("authType", phone.user().isEmpty() ? "none" : "usernamePassword");
    orNothing(json, "username", phone.user().isEmpty() ? null : phone.user());
    orNothing(json, "password", null);
    orNothing(json, "clientID", null);
    json.name("subscriptions").beginArray().beginObject();
    json.member("topic", phone.filter()).name("qos").number(Tile.QOS).endObject().endArray();
    json.name("certificates").beginArray();
    if (phone.authority() != null) {
      json.beginObject().member("name", "ca.crt").member("type", "serverCA");
      json.member("data", Base64.getEncoder().encodeToString(phone.authority())).endObject();
    }
    json.endArray();
    json.member("category", "Hearth");
    json.name("limitTopic").number(1000).name("limitMessagesBatch").number(1000);
    return json.endObject().endObject() + "\n";
  }

  private static void orNothing(JsonWriter json, String name, String value) {
    if (value == null) {
      json.name(name).nothing();
    } else {
      json.member(name, value);
    }
  }

  /** A backup of IoT MQTT Panel. */
  static String iotMqttPanel(Phone phone) {
    JsonWriter json = new JsonWriter(true).beginObject();
    json.name("dataVersion").number(DATA_VERSION);
    json.name("globalSettings").beginObject().name("runInBackground").bool(false).endObject();
    json.name("connections").beginArray();
    panelConnection(phone, json);
    json.endArray().name("dashboards").beginArray().beginObject();
    json.member("connectionId", "connection_0").member("dashboardId", "dashboard_0");
    json.member("dashboardName", phone.name()).member("dashboardPrefixTopic", "");
    json.name("lockPanels").bool(false).endObject().endArray().name("panels").beginArray();
    for (int i = 0; i < phone.tiles().size(); i++) {
      panel("panel_" + i, phone.tiles().get(i), json);
    }
    return json.endArray().endObject() + "\n";
  }

  private static void panelConnection(Phone phone, JsonWriter json) {
    String type =
        phone.isWebSocket()
            ? (phone.isEncrypted() ? "wss" : "ws")
            : (phone.isEncrypted() ? "ssl" : "tcp");
    json.beginObject().member("connectionId", "connection_0");
    json.member("connectionName", phone.name()).member("clientId", "");
    json.member("host", phone.host()).name("port").number(phone.port());
    json.member("connectionType", type).member("username", phone.user()).member("password", "");
    json.name("keepAlive").number(60).name("cleanSession").bool(true);
    json.name("autoConnect").bool(true).name("disableHostnameCheck").bool(false);
    json.name("allowUntrustCACertificate").bool(false);
    for (String file :
        List.of("caCertificateFileName", "clientCertificateFileName", "clientKeyFileName")) {
      json.member(file, "");
    }
    json.name("enableWillMessage").bool(false).member("defaultDashboard", "dashboard_0");
    json.name("notifyOnDisconnect").bool(false).endObject();
  }

  private static void panel(String id, Tile tile, JsonWriter json) {
    boolean isSwitch = tile.kind().equals("switch");
    boolean isSlider = tile.kind().equals("slider");
    boolean sends = isSwitch || isSlider;
    json.beginObject().member("connectionId", "connection_0").member("dashboardId", "dashboard_0");
    json.member("panelId", id).member("panelName", tile.name());
    json.member("type", sends ? tile.kind() : "log").member("mqttType", sends ? "pubsub" : "sub");
    json.member("topic", sends ? tile.publish() : tile.subscribe());
    json.name("qos").number(Tile.QOS).name("disableDashboardPrefix").bool(false);
    if (sends) {
      json.name("retain").bool(Tile.RETAIN);
      json.member("seperateSubscribeTopic", tile.subscribe()); // as the app spells it
    }
    if (isSwitch) {
      json.member("payloadOn", tile.on()).member("payloadOff", tile.off());
      json.name("hasCustomIcon").bool(false);
    } else if (isSlider) {
      number(json, "payloadMin", tile.range().lowest());
      number(json, "payloadMax", tile.range().highest());
      number(json, "step", tile.range().step());
      json.member("orientation", "horizontal");
    } else {
      json.name("logLength").number(1).name("maxPersistence").number(1);
      json.name("showLatestMsgOnly").bool(true).name("hideTopic").bool(true);
      json.name("fontSize").number(20);
    }
    if (!isSwitch) {
      json.member("unit", tile.unit());
    }
    json.name("isJSONPayload").bool(false).member("jsonPath", "");
    json.member("panelWidth", isSlider ? "100" : "50").member("panelMergeClass", "");
    json.endObject();
  }

  /**
   * What MQTT Dash imports from the topic {@code metrics/exchange}, as its exports of 2018 to 2020
   * have it; the form has no version of its own.
   */
  static String mqttDash(Phone phone) {
    JsonWriter json = new JsonWriter(true).beginArray();
    for (int i = 0; i < phone.tiles().size(); i++) {
      metric(i + 1, phone.tiles().get(i), json);
    }
    return json.endArray() + "\n";
  }

  private static void metric(int number, Tile tile, JsonWriter json) {
    byte[] topic = tile.subscribe().getBytes(StandardCharsets.UTF_8);
    json.beginObject();
    switch (tile.kind()) {
      case "switch" -> {
        json.member("payloadOn", tile.on()).member("payloadOff", tile.off());
        json.member("iconOn", "ic_radio_button_checked");
        json.member("iconOff", "ic_radio_button_unchecked");
        json.name("onColor").number(YELLOW).name("offColor").number(WHITE);
        json.name("type").number(2);
      }
      case "slider" -> {
        Range range = tile.range();
        number(json, "minValue", range.lowest());
        number(json, "maxValue", range.highest());
        json.name("decimalPrecision").number(range.step() % 1 == 0 ? 0 : 1);
        json.name("displayPayloadValue").bool(true).name("progressColor").number(WHITE);
        json.member("prefix", "").member("postfix", tile.unit()).name("type").number(3);
      }
      default -> {
        json.member("mainTextSize", "LARGE").name("textColor").number(WHITE);
        json.member("prefix", "").member("postfix", tile.unit()).name("type").number(1);
      }
    }
    json.name("enableIntermediateState").bool(true);
    json.name("enablePub").bool(!tile.publish().isEmpty());
    json.name("enteredIntermediateStateAt").number(0).name("intermediateStateTimeout").number(0);
    for (String script : List.of("jsOnReceive", "jsBlinkExpression", "jsOnDisplay", "jsOnTap")) {
      json.member(script, "");
    }
    json.member("jsonPath", "").member("lastPayload", "");
    json.name("qos").number(Tile.QOS).name("retained").bool(Tile.RETAIN);
    json.member("topic", tile.subscribe()).member("topicPub", tile.publish());
    json.name("updateLastPayloadOnPub").bool(false).name("lastActivity").number(0);
    json.member("id", UUID.nameUUIDFromBytes(topic).toString()).name("longId").number(number);
    json.member("name", tile.name()).endObject();
  }

  private static void number(JsonWriter json, String name, double value) {
    String text = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    json.name(name).raw(text.getBytes(StandardCharsets.UTF_8));
  }
}
