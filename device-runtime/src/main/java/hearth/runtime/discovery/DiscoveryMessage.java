package hearth.runtime.discovery;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.json.JsonWriter;
import hearth.runtime.thing.SimulatedStatePublisher;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/**
 * The message by which Home Assistant finds a device, and what is to be removed of an earlier one.
 */
final class DiscoveryMessage {
  private final DeviceSettings device;
  private final String deviceId;
  private final List<Component> components;
  private final DeviceInfo info;
  private final boolean isSimulated;

  /**
   * The message of a configuration.
   *
   * @param version of this program
   */
  DiscoveryMessage(Configuration configuration, String version) {
    this(configuration, DeviceInfo.of(version), thing -> false);
  }

  /**
   * The same of a device with simulated parts.
   *
   * @param simulated which things have no hardware behind them
   */
  DiscoveryMessage(
      Configuration configuration, DeviceInfo info, Predicate<ThingSettings> simulated) {
    this.device = configuration.device();
    this.deviceId = deviceId(device);
    this.components = Components.of(configuration, deviceId, simulated);
    this.info = info;
    this.isSimulated = configuration.things().stream().anyMatch(simulated);
  }

  /**
   * The device's id: what of its topic may stand in that of the message. Where that is not all, a
   * checksum keeps two devices apart.
   */
  private static String deviceId(DeviceSettings device) {
    return idOf("hearth-", device.topic().toString());
  }

  private static String idOf(String prefix, String name) {
    StringBuilder id = new StringBuilder(prefix);
    boolean isWhole = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
      isWhole &= c == '/' || (plain && (c != '-' || prefix.isEmpty()));
      id.append(plain ? c : '-');
    }
    if (!isWhole) {
      CRC32 checksum = new CRC32();
      checksum.update(name.getBytes(StandardCharsets.UTF_8));
      id.append('-').append(Long.toHexString(checksum.getValue()));
    }
    return id.toString();
  }

  /** Where the message of a device stands, retained. */
  static TopicName topicOf(DeviceSettings device) {
    return TopicName.of(device.discoveryPrefix() + "/device/" + deviceId(device) + "/config");
  }

  /** Where the messages of its single entities stand, retained: a Topic Filter. */
  static String entityFilterOf(DeviceSettings device) {
    return device.discoveryPrefix() + "/+/" + deviceId(device) + "/+/config";
  }

  /** The older form: a message for each component, by their topics. */
  Map<TopicName, String> singlePayloads() {
    Map<TopicName, String> payloads = new LinkedHashMap<>();
    for (Component component : components) {
      String topic =
          "%s/%s/%s/%s/config"
              .formatted(
                  device.discoveryPrefix(),
                  component.platform(),
                  deviceId,
                  idOf("", component.id()));
      JsonWriter json = new JsonWriter(false).beginObject();
      component.writeKeysTo(json);
      writeDevice(json);
      payloads.put(TopicName.of(topic), json.endObject().toString());
    }
    return payloads;
  }

  /** The platform of each component. */
  Map<String, String> platforms() {
    Map<String, String> platforms = new LinkedHashMap<>();
    components.forEach(component -> platforms.put(component.id(), component.platform()));
    return platforms;
  }

  /** As it stays at the broker. */
  String payload() {
    return payload(Map.of());
  }

  /**
   * The same, with what is gone.
   *
   * @param removed components that there are no more, or no more of this platform
   */
  String payload(Map<String, String> removed) {
    JsonWriter json = new JsonWriter(false).beginObject();
    writeDevice(json);
    json.name("components").beginObject();
    for (Component component : components) {
      if (!removed.containsKey(component.id())) {
        component.writeTo(json);
      }
    }
    removed.forEach((id, platform) -> Component.writeRemoval(id, platform, json));
    return json.endObject().endObject().toString();
  }

  private void writeDevice(JsonWriter json) {
    json.name("device").beginObject();
    json.name("identifiers").beginArray().string(deviceId).endArray();
    json.member("name", device.name()).member("manufacturer", "Hearth");
    if (isSimulated) {
      json.member("model", SimulatedStatePublisher.SIMULATED);
    } else {
      member(json, "model", info.model());
      member(json, "hw_version", info.hardwareVersion());
      member(json, "serial_number", info.serialNumber());
    }
    member(json, "configuration_url", device.configurationUrl());
    member(json, "suggested_area", device.suggestedArea());
    json.member("sw_version", info.version()).endObject();
    json.name("origin").beginObject();
    json.member("name", "Hearth").member("sw_version", info.version()).endObject();
  }

  private static void member(JsonWriter json, String name, String value) {
    if (value != null && !value.isEmpty()) {
      json.member(name, value);
    }
  }
}
