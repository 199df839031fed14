package hearth.runtime.command;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.entity.Entity;
import hearth.runtime.entity.Property;
import hearth.runtime.entity.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What the set-up of a phone app asks for, for one tile. What a tile does not have is empty.
 *
 * @param kind what apps call such a tile: value, switch, slider or text
 * @param subscribe the topic that it shows
 * @param publish the topic that it sends to
 * @param unit of a value
 * @param range of a slider; null where there is none
 */
record Tile(
    String name,
    String kind,
    String subscribe,
    String publish,
    String on,
    String off,
    String unit,
    ValueType.Range range) {
  /** Commands must arrive, and must not stay at the broker. */
  static final int QOS = 1;

  static final boolean RETAIN = false;

  /** The tiles of all that a configuration has. */
  static List<Tile> of(Configuration configuration) {
    DeviceSettings device = configuration.device();
    List<Tile> tiles = new ArrayList<>();
    for (ThingSettings thing : configuration.things()) {
      for (Entity entity : thing.entitiesIn(configuration)) {
        String label = named(thing.identity().label(), entity.name());
        entity.properties().forEach(property -> tiles.add(of(label, property)));
      }
    }
    tiles.add(
        shown(device.name() + ": is it there?", "text", device.availabilityTopic())
            .words("online", "offline"));
    return tiles;
  }

  private static Tile of(String entity, Property property) {
    ValueType type = property.type();
    String label = property.isState() ? entity : named(entity, property.name());
    Tile tile =
        switch (type.kind()) {
          case NUMBER ->
              property.isSettable() && type.range() != null
                  ? slider(label, property.topic(), type.range())
                  : shown(label, "value", property.topic());
          case ELAPSED -> shown(label, "value", property.topic());
          case FLAG ->
              shown(label, property.isSettable() ? "switch" : "text", property.topic())
                  .words(type.yes(), type.no());
          // Of two words that can be set, the first is that for off.
          case CHOICE ->
              property.isSettable() && type.options().size() == 2
                  ? shown(label, "switch", property.topic())
                      .words(type.options().get(1), type.options().get(0))
                  : shown(label, "text", property.topic());
          case EVENT -> shown(label, "text", property.topic());
        };
    Tile sending = property.isSettable() ? tile.sending(property.commandTopic()) : tile;
    return sending.in(type.unit());
  }

  private static Tile slider(String label, TopicName topic, ValueType.Range range) {
    return new Tile(
        "%s, %s to %s".formatted(label, text(range.lowest()), text(range.highest())),
        "slider",
        topic.toString(),
        "",
        "",
        "",
        "",
        range);
  }

  private static String text(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static String named(String label, String part) {
    return part.isEmpty() ? label : label + " " + part.replace('_', ' ');
  }

  private static Tile shown(String name, String kind, TopicName topic) {
    return new Tile(name, kind, topic.toString(), "", "", "", "", null);
  }

  private Tile sending(TopicName topic) {
    return new Tile(name, kind, subscribe, topic.toString(), on, off, unit, range);
  }

  private Tile words(String whenOn, String whenOff) {
    return new Tile(name, kind, subscribe, publish, whenOn, whenOff, unit, range);
  }

  private Tile in(String ofValue) {
    return new Tile(name, kind, subscribe, publish, on, off, ofValue, range);
  }
}
