package hearth.runtime.homie;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.ClimateSettings;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.InputSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.config.SensorSource;
import hearth.runtime.config.ThingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A thing as a node of Homie.
 *
 * @param name for people
 * @param problem where the thing says why it does not work
 */
record Node(String id, String name, List<Property> properties, TopicName problem) {
  private static final UnaryOperator<String> AS_IT_IS = UnaryOperator.identity();
  private static final UnaryOperator<String> SWITCHED = payload -> "" + payload.equals("ON");
  private static final UnaryOperator<String> ONE_OR_ZERO = payload -> "" + payload.startsWith("1");

  /** The nodes of all things. */
  static List<Node> of(Configuration configuration) {
    List<Node> nodes = new ArrayList<>();
    Ids ids = new Ids();
    for (ThingSettings thing : configuration.things()) {
      String id = ids.of(thing.identity().name());
      List<Property> properties = new Maker(configuration, id).of(thing);
      TopicName problem = thing.problemTopicIn(configuration.device());
      nodes.add(new Node(id, thing.identity().label(), properties, problem));
    }
    return nodes;
  }

  /** Makes the properties of one thing. */
  private record Maker(Configuration configuration, String node) {
    List<Property> of(ThingSettings thing) {
      if (thing instanceof SensorSettings sensor) {
        return ofSensor(sensor);
      }
      if (thing instanceof OutputSettings output) {
        return ofOutput(output);
      }
      return thing instanceof ClimateSettings climate
          ? ofClimate(climate)
          : List.of(ofInput((InputSettings) thing));
    }

    private DeviceSettings device() {
      return configuration.device();
    }

    private List<Property> ofSensor(SensorSettings sensor) {
      List<Property> made = new ArrayList<>();
      Ids ids = new Ids();
      boolean isFlag = sensor.source() instanceof SensorSource.UnderVoltage;
      for (int i = 0; i < sensor.measured().size(); i++) {
        String level = sensor.measured().get(i).level();
        String id = ids.of(level.isEmpty() ? "value" : level);
        TopicName source = sensor.topicsIn(device()).get(i);
        made.add(
            isFlag
                ? shown(id, "boolean", null, null, source, ONE_OR_ZERO)
                : shown(id, "float", null, sensor.measured().get(i).unit(), source, AS_IT_IS));
      }
      return made;
    }

    private List<Property> ofOutput(OutputSettings output) {
      List<Property> made = new ArrayList<>();
      TopicName state = output.identity().topicIn(device());
      made.add(set("state", "boolean", "OFF,ON", state, output.commandTopicIn(device()), SWITCHED));
      if (output.dimming() != null) {
        made.add(
            set(
                output.dimming().word(),
                "integer",
                "0:" + output.dimming().scale(),
                output.levelTopicIn(device()),
                output.levelCommandTopicIn(device()),
                AS_IT_IS));
      }
      return made;
    }

    private List<Property> ofClimate(ClimateSettings climate) {
      String range = climate.lowest() + ":" + climate.highest() + ":" + climate.step();
      return List.of(
          set(
              "mode",
              "enum",
              "off,heat",
              climate.modeTopicIn(device()),
              climate.modeCommandTopicIn(device()),
              AS_IT_IS),
          set(
              "target-temperature",
              "float",
              range,
              climate.targetTopicIn(device()),
              climate.targetCommandTopicIn(device()),
              AS_IT_IS),
          shown(
              "action",
              "enum",
              "heating,idle,off",
              null,
              climate.actionTopicIn(device()),
              AS_IT_IS));
    }

    private Property ofInput(InputSettings input) {
      TopicName source = input.identity().topicIn(device());
      if (!input.isButton()) {
        return shown("state", "boolean", "OFF,ON", null, source, SWITCHED);
      }
      String events = String.join(",", input.events());
      return new Property(node, "event", "enum", events, null, false, source, null, AS_IT_IS);
    }

    private Property shown(
        String id,
        String datatype,
        String format,
        String unit,
        TopicName source,
        UnaryOperator<String> inHomie) {
      return new Property(node, id, datatype, format, unit, true, source, null, inHomie);
    }

    private Property set(
        String id,
        String datatype,
        String format,
        TopicName source,
        TopicName command,
        UnaryOperator<String> inHomie) {
      return new Property(node, id, datatype, format, null, true, source, command, inHomie);
    }
  }
}
