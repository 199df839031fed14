package hearth.runtime.discovery;

import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.tinylog.Logger;

/**
 * Reads what an earlier run has announced. JSON is YAML, and the configuration's reader is here.
 */
final class Announced {
  /** Far more than a device of ours says of itself. */
  private static final int LARGEST = 256 * 1024;

  private Announced() {}

  /** The platform of each component of a message; none where it is not one of ours. */
  static Map<String, String> platforms(String payload) {
    Map<String, String> platforms = new LinkedHashMap<>();
    if (payload.length() <= LARGEST && read(payload) instanceof Map<?, ?> message) {
      if (message.get("components") instanceof Map<?, ?> components) {
        components.forEach((id, component) -> add(id, component, platforms));
      }
    }
    return platforms;
  }

  private static Object read(String payload) {
    try {
      return new Load(LoadSettings.builder().build()).loadFromString(payload);
    } catch (YamlEngineException | StackOverflowError e) { // anybody may have written it
      Logger.debug("What stood where Home Assistant finds the device is not JSON");
      return null;
    }
  }

  private static void add(Object id, Object component, Map<String, String> platforms) {
    if (id instanceof String name
        && component instanceof Map<?, ?> keys
        && keys.get("platform") instanceof String platform) {
      platforms.put(name, platform);
    }
  }
}
