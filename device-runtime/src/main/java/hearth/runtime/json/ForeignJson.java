package hearth.runtime.json;

import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.tinylog.Logger;

/**
 * Reads JSON that anybody may have written. What is read takes a hundred times its own size for a
 * moment: it is read only where it has no more parts, and is nested no deeper, than what this
 * program writes itself.
 */
public final class ForeignJson {
  private static final int MAX_CHARACTERS = 512 << 10;

  /** The members and items of the largest home are fewer. */
  private static final int MAX_PARTS = 10_000;

  private static final int DEEPEST = 16;

  private ForeignJson() {}

  /** The members of an object; none where it is no object, or too large to be read. */
  public static Map<?, ?> read(String text) {
    if (!isSmall(text)) {
      Logger.debug("{} characters on a topic are larger than any JSON read there", text.length());
      return Map.of();
    }
    try {
      LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(0).build();
      return new Load(settings).loadFromString(text) instanceof Map<?, ?> members
          ? members
          : Map.of();
    } catch (YamlEngineException | StackOverflowError e) {
      Logger.debug("What stood on a topic is not JSON");
      return Map.of();
    }
  }

  /** Within a text these characters are no parts, and it does not matter. */
  private static boolean isSmall(String text) {
    if (text.length() > MAX_CHARACTERS || !text.startsWith("{")) {
      return false;
    }
    int parts = 0;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '{', '[' -> {
          depth++;
          parts++;
        }
        case '}', ']' -> depth--;
        case ',', ':', '\n' -> parts++;
        default -> {}
      }
      if (parts > MAX_PARTS || depth > DEEPEST) {
        return false;
      }
    }
    return true;
  }
}
