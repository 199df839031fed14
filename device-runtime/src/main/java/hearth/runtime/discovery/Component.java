package hearth.runtime.discovery;

import hearth.runtime.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of the device as Home Assistant sees it: most become one entity.
 *
 * @param id unique in the device
 * @param platform in Home Assistant's words, such as {@code sensor}
 * @param keys all others: strings, numbers, flags, lists of strings or of such maps
 */
record Component(String id, String platform, Map<String, Object> keys) {
  Component(String id, String platform) {
    this(id, platform, new LinkedHashMap<>());
  }

  /** Adds a key; one without a value is left out. */
  Component with(String key, Object value) {
    if (value != null && !"".equals(value) && !key.isEmpty()) {
      keys.put(key, value);
    }
    return this;
  }

  /**
   * Sets a key, whatever it was; null takes it away, but for the name, which null has a meaning
   * for.
   */
  Component override(String key, Object value) {
    if (value == null && !key.equals("name")) {
      keys.remove(key);
    } else {
      keys.put(key, value);
    }
    return this;
  }

  void writeTo(JsonWriter json) {
    json.name(id).beginObject().member("platform", platform);
    writeKeysTo(json);
    json.endObject();
  }

  void writeKeysTo(JsonWriter json) {
    keys.forEach((key, value) -> write(value, json.name(key)));
  }

  /** Only this has Home Assistant remove it. */
  static void writeRemoval(String id, String platform, JsonWriter json) {
    json.name(id).beginObject().member("platform", platform).endObject();
  }

  private static void write(Object value, JsonWriter json) {
    if (value == null) {
      json.nothing();
    } else if (value instanceof Integer number) {
      json.number(number);
    } else if (value instanceof Double number) {
      json.raw(number.toString().getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof Boolean flag) {
      json.bool(flag);
    } else if (value instanceof List<?> list) {
      json.beginArray();
      list.forEach(item -> write(item, json));
      json.endArray();
    } else if (value instanceof Map<?, ?> map) {
      json.beginObject();
      map.forEach((key, item) -> write(item, json.name((String) key)));
      json.endObject();
    } else {
      json.string((String) value);
    }
  }
}
