package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.output.Restore;
import hearth.protocol.topic.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what no section can see alone: two things with one name, one pin or one topic. */
final class Conflicts {
  private final Configuration configuration;
  private final SectionValues form;
  private final Map<String, String> owners = new HashMap<>();
  private final Set<Integer> buses = new HashSet<>();

  Conflicts(Configuration configuration, SectionValues form) {
    this.configuration = configuration;
    this.form = form;
  }

  void report() {
    if (configuration.device() != null) {
      owners.put(topic(configuration.device().availabilityTopic()), "the device itself");
      // Null where the section has a problem of its own.
      if (configuration.mqtt() != null && !configuration.mqtt().lastSeen().isZero()) {
        owners.put(topic(configuration.device().lastSeenTopic()), "the device itself");
      }
    }
    for (ThingSettings thing : configuration.things()) {
      claim("the name '" + thing.identity().name() + "'", thing);
      // Where config.txt decides on the line, `check` and `doctor` look at it as well.
      thing.pinUses().stream().filter(use -> !use.isUsual()).forEach(use -> claimPin(use, thing));
      topics(thing).forEach(topic -> claim(topic(topic), thing));
    }
    configuration.inputs().forEach(this::checkActions);
    configuration.outputs().forEach(this::checkRestore);
    configuration.climates().forEach(this::checkClimate);
  }

  private List<TopicName> topics(ThingSettings thing) {
    DeviceSettings device = configuration.device();
    List<TopicName> topics = new ArrayList<>(thing.publishedTopicsIn(device));
    if (device.history() > 0) {
      topics.addAll(thing.historyTopicsIn(device));
    }
    // In the single layout commands come on the topic of the state.
    thing.commandTopicsIn(device).stream().filter(t -> !topics.contains(t)).forEach(topics::add);
    return topics;
  }

  private static String topic(TopicName topic) {
    return "the topic " + topic;
  }

  /** A bus is made to be shared. */
  private void claimPin(PinUse use, ThingSettings thing) {
    if (use.kind() != PinUse.Kind.ONE_WIRE || !buses.contains(use.line())) {
      claim("GPIO" + use.line(), thing);
    }
    if (use.kind() == PinUse.Kind.ONE_WIRE) {
      buses.add(use.line());
    }
  }

  private void claim(String what, ThingSettings thing) {
    Identity identity = thing.identity();
    String claimant = "'" + identity.name() + "' in line " + identity.where().line();
    String owner = owners.putIfAbsent(what, claimant);
    if (owner != null) {
      report(thing, what + " belongs to " + owner + " already; choose another");
    }
  }

  private void checkActions(InputSettings input) {
    for (Action action : input.actions().all()) {
      requireOutput(input, "acts on", action.output());
    }
  }

  private void requireOutput(ThingSettings thing, String does, String name) {
    List<String> names =
        configuration.outputs().stream().map(output -> output.identity().name()).toList();
    if (!names.contains(name) && !form.isBroken(name)) {
      report(
          thing,
          does
              + " '"
              + name
              + "', but no light or switch has this name"
              + NearestWord.suggestion(name, names));
    }
  }

  private void checkClimate(ClimateSettings climate) {
    requireOutput(climate, "heats with", climate.heater());
    claim("the heater '" + climate.heater() + "'", climate);
    List<String> names =
        configuration.sensors().stream()
            .filter(sensor -> sensor.temperature().isPresent())
            .map(sensor -> sensor.identity().name())
            .toList();
    if (!names.contains(climate.sensor()) && !form.isBroken(climate.sensor())) {
      report(
          climate,
          "goes by '"
              + climate.sensor()
              + "', but no sensor of this name measures °C or °F"
              + NearestWord.suggestion(climate.sensor(), names));
    }
    if (climate.restoresLast() && configuration.device().states() == null) {
      report(
          climate,
          "what is set is kept with 'states: FILE' in the section device, such as 'states: states';"
              + " with 'restore: configured' it is not kept");
    }
  }

  private void checkRestore(OutputSettings output) {
    if (output.restore() == Restore.LAST && configuration.device().states() == null) {
      report(output, "'restore: last' goes with 'states: FILE' in the section device");
    }
  }

  private void report(ThingSettings thing, String message) {
    form.problemAt(thing.identity().where(), thing.identity().name() + ": " + message);
  }
}
