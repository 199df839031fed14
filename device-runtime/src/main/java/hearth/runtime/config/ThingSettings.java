package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.protocol.topic.TopicName;
import hearth.runtime.entity.Entity;
import java.util.ArrayList;
import java.util.List;

/** What the configuration says of one sensor, light, switch, input or thermostat. */
public sealed interface ThingSettings
    permits SensorSettings, OutputSettings, InputSettings, ClimateSettings {
  Identity identity();

  /** The sections of the file that have things: each is a list of one kind. */
  List<Key<List<? extends ThingSettings>>> SECTIONS =
      List.of(
          section("sensors", SensorSettings.SCHEMA, "what measures"),
          section("lights", OutputSettings.LIGHT, "what shines"),
          section("switches", OutputSettings.SWITCH, "what else is switched"),
          section("fans", OutputSettings.FAN, "what blows"),
          section("buttons", InputSettings.BUTTON, "what is pressed"),
          section("binary_sensors", InputSettings.BINARY_SENSOR, "what opens, closes and moves"),
          section("climates", ClimateSettings.SCHEMA, "what heats"));

  private static Key<List<? extends ThingSettings>> section(
      String name, Value<? extends ThingSettings> thing, String meaning) {
    return Key.optional(name, Values.listOf(thing).as(things -> things), List.of(), meaning);
  }

  /** One case for each kind of thing, so that what is made for each of them cannot forget one. */
  interface Visitor<R> {
    R sensor(SensorSettings sensor);

    R output(OutputSettings output);

    R input(InputSettings input);

    R climate(ClimateSettings climate);
  }

  /** What the visitor has for a thing of this kind. */
  <R> R accept(Visitor<R> visitor);

  /** What it consists of, for all that show it. */
  List<Entity> entitiesIn(Configuration home);

  /** What is wired to which pins for it. */
  List<PinUse> pinUses();

  /** The things whose settings matter to this one: where they change, it is another, too. */
  default List<ThingSettings> usesIn(Configuration home) {
    return List.of();
  }

  /** The topics it publishes its values to, and in the single layout also listens to. */
  default List<TopicName> topicsIn(DeviceSettings device) {
    return List.of(identity().topicIn(device));
  }

  /** The topics on which it takes commands. */
  default List<TopicName> commandTopicsIn(DeviceSettings device) {
    return List.of();
  }

  /** Where it says {@code online} or {@code offline}, retained. */
  default TopicName availabilityTopicIn(DeviceSettings device) {
    return TopicName.of(identity().topicIn(device) + "/availability");
  }

  /** Where the reason stands while it is offline, retained. */
  default TopicName problemTopicIn(DeviceSettings device) {
    return TopicName.of(identity().topicIn(device) + "/problem");
  }

  /** Where readings go that the broker could not have when they were taken; not retained. */
  default List<TopicName> historyTopicsIn(DeviceSettings device) {
    return List.of();
  }

  /** All topics that it publishes to, but for its history. */
  default List<TopicName> publishedTopicsIn(DeviceSettings device) {
    List<TopicName> topics = new ArrayList<>(topicsIn(device));
    topics.add(availabilityTopicIn(device));
    topics.add(problemTopicIn(device));
    return topics;
  }
}
