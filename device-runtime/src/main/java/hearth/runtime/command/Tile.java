package hearth.runtime.command;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.ClimateSettings;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.InputSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.SensorSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What the set-up of a phone app asks for, for one tile. What a tile does not have is empty.
 *
 * @param kind what apps call such a tile: value, switch, slider or text
 * @param subscribe the topic that it shows
 * @param publish the topic that it sends to
 * @param unit of a value
 */
record Tile(
    String name,
    String kind,
    String subscribe,
    String publish,
    String on,
    String off,
    String unit) {
  /** Commands must arrive, and must not stay at the broker. */
  static final int QOS = 1;

  static final boolean RETAIN = false;

  /** The tiles of all that a configuration has. */
  static List<Tile> of(Configuration configuration) {
    DeviceSettings device = configuration.device();
    List<Tile> tiles = new ArrayList<>();
    configuration.sensors().forEach(sensor -> addSensor(sensor, device, tiles));
    for (OutputSettings output : configuration.outputs()) {
      TopicName state = output.identity().topicIn(device);
      tiles.add(
          shown(output.identity().label(), "switch", state)
              .sending(output.commandTopicIn(device))
              .words("ON", "OFF"));
      if (output.dimming() != null) {
        tiles.add(
            shown(
                    "%s %s, 0 to %d"
                        .formatted(
                            output.identity().label(),
                            output.dimming().word(),
                            output.dimming().scale()),
                    "slider",
                    output.levelTopicIn(device))
                .sending(output.levelCommandTopicIn(device)));
      }
    }
    for (InputSettings input : configuration.inputs()) {
      Tile tile = shown(input.identity().label(), "text", input.identity().topicIn(device));
      tiles.add(input.isButton() ? tile : tile.words("ON", "OFF"));
    }
    for (ClimateSettings climate : configuration.climates()) {
      String label = climate.identity().label();
      tiles.add(
          shown(label, "switch", climate.modeTopicIn(device))
              .sending(climate.modeCommandTopicIn(device))
              .words("heat", "off"));
      String range = ", " + climate.lowest() + " to " + climate.highest();
      tiles.add(
          shown(label + " target" + range, "slider", climate.targetTopicIn(device))
              .sending(climate.targetCommandTopicIn(device)));
    }
    tiles.add(
        shown(device.name() + ": is it there?", "text", device.availabilityTopic())
            .words("online", "offline"));
    return tiles;
  }

  private static void addSensor(SensorSettings sensor, DeviceSettings device, List<Tile> tiles) {
    for (int i = 0; i < sensor.measured().size(); i++) {
      String level = sensor.measured().get(i).level();
      String label = sensor.identity().label();
      tiles.add(
          new Tile(
              level.isEmpty() ? label : label + " " + level,
              "value",
              sensor.topicsIn(device).get(i).toString(),
              "",
              "",
              "",
              sensor.measured().get(i).unit()));
    }
  }

  private static Tile shown(String name, String kind, TopicName topic) {
    return new Tile(name, kind, topic.toString(), "", "", "", "");
  }

  private Tile sending(TopicName topic) {
    return new Tile(name, kind, subscribe, topic.toString(), on, off, unit);
  }

  private Tile words(String whenOn, String whenOff) {
    return new Tile(name, kind, subscribe, publish, whenOn, whenOff, unit);
  }
}
