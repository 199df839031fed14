package hearth.runtime.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How Home Assistant is to show a thing, as its file says: keys of Home Assistant's own, which
 * stand above those that follow from the thing.
 *
 * @param keys by their names; a null takes the key away
 */
public record Presentation(Map<String, Object> keys) {
  static final Presentation USUAL = new Presentation(Map.of());

  private static final Key<String> ICON =
      Key.optional(
          "icon", Values.text("an icon such as mdi:water-boiler"), null, "its icon in apps");

  private static final Key<String> ENTITY_CATEGORY =
      Key.optional(
          "entity_category",
          Values.word(List.of("config", "diagnostic", "none")),
          null,
          "where Home Assistant lists it, if not among what a home has");

  private static final Key<Boolean> ENABLED_BY_DEFAULT =
      Key.optional(
          "enabled_by_default",
          Values.flag(),
          null,
          "whether Home Assistant shows it without being asked to");

  private static final Key<Map<String, Object>> HOME_ASSISTANT =
      Key.optional(
          "home_assistant",
          new FreeForm(
              "keys and values of Home Assistant's, such as suggested_display_precision: 2"),
          Map.of(),
          "any further keys of its discovery");

  static final List<Key<?>> KEYS =
      List.of(ICON, ENTITY_CATEGORY, ENABLED_BY_DEFAULT, HOME_ASSISTANT);

  static Presentation of(SectionValues form) {
    Map<String, Object> keys = new LinkedHashMap<>();
    if (form.has(ICON)) {
      keys.put(ICON.name(), form.get(ICON));
    }
    if (form.has(ENTITY_CATEGORY)) {
      String category = form.get(ENTITY_CATEGORY);
      keys.put(ENTITY_CATEGORY.name(), "none".equals(category) ? null : category);
    }
    if (form.has(ENABLED_BY_DEFAULT)) {
      keys.put(ENABLED_BY_DEFAULT.name(), form.get(ENABLED_BY_DEFAULT));
    }
    if (form.has(HOME_ASSISTANT) && form.get(HOME_ASSISTANT) != null) {
      keys.putAll(form.get(HOME_ASSISTANT));
    }
    return keys.isEmpty() ? USUAL : new Presentation(keys);
  }
}
