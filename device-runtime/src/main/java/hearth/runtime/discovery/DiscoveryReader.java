package hearth.runtime.discovery;

import hearth.runtime.json.ForeignJson;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads what an earlier run has announced. JSON is YAML, and the configuration's reader is here.
 */
final class DiscoveryReader {
  private DiscoveryReader() {}

  /** The platform of each component of a message; none where it is not one of ours. */
  static Map<String, String> platforms(String payload) {
    Map<String, String> platforms = new LinkedHashMap<>();
    if (ForeignJson.read(payload).get("components") instanceof Map<?, ?> components) {
      components.forEach((id, component) -> add(id, component, platforms));
    }
    return platforms;
  }

  private static void add(Object id, Object component, Map<String, String> platforms) {
    if (id instanceof String name
        && component instanceof Map<?, ?> keys
        && keys.get("platform") instanceof String platform) {
      platforms.put(name, platform);
    }
  }
}
