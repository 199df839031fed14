package hearth.runtime.thing;

import hearth.drivers.output.Actuator;
import hearth.drivers.output.StateStore;
import hearth.drivers.pin.PinException;
import hearth.drivers.pwm.DimmableLight;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.hardware.ChipSource;
import hearth.runtime.hardware.OutputParts;
import java.util.Optional;

/**
 * The brightness of a light or the speed of a fan, in steps from 1 to its scale: the one that it
 * has or will have when it is on. Kept over a restart where states are.
 */
final class Dimmer {
  private final OutputSettings settings;
  private final TopicName topic;
  private final TopicName commandTopic;
  private final int scale;
  private final StateStore states;
  private final String keptAs;
  private final StatePublisher outlet;

  // Of the pins' thread.
  private int level;
  private DimmableLight light;

  Dimmer(OutputSettings settings, DeviceSettings device, StateStore states, StatePublisher outlet) {
    this.settings = settings;
    this.topic = settings.levelTopicIn(device);
    this.commandTopic = settings.levelCommandTopicIn(device);
    this.scale = settings.dimming().scale();
    this.states = states;
    this.keptAs = settings.identity().name() + "." + settings.dimming().word();
    this.outlet = outlet;
    this.level = states.kept(keptAs).flatMap(this::levelOf).filter(at -> at > 0).orElse(scale);
  }

  TopicName commandTopic() {
    return commandTopic;
  }

  /** What a payload asks for, 0 for off; empty where it is none. */
  Optional<Integer> levelOf(String payload) {
    try {
      // Sliders of phone apps send 128.0.
      double asked = Double.parseDouble(payload.strip());
      return asked >= 0 && asked <= scale ? Optional.of((int) Math.round(asked)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Why a payload is refused, for people. */
  String refusal() {
    return "not a " + settings.dimming().word() + ", which is a number from 0 to " + scale;
  }

  /** Opens the light; on the pins' thread. */
  Actuator open(ChipSource chips, boolean on) throws PinException {
    light = OutputParts.dimmable(settings, chips, share(level), on);
    return light;
  }

  /** Changes the brightness of the open light; on the pins' thread. */
  void set(int newLevel) throws PinException {
    light.setBrightness(share(newLevel));
    level = newLevel;
    states.keep(keptAs, Integer.toString(newLevel));
  }

  /** On the pins' thread. */
  int level() {
    return level;
  }

  private double share(int ofLevel) {
    return (double) ofLevel / scale;
  }

  void publish(int atLevel) {
    outlet.publishRetained(topic, Integer.toString(atLevel));
  }
}
