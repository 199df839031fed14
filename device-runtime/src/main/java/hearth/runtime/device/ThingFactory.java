package hearth.runtime.device;

import hearth.drivers.output.Interlock;
import hearth.drivers.output.StateStore;
import hearth.drivers.sensor.Sensor;
import hearth.io.loop.EventLoop;
import hearth.runtime.config.ClimateSettings;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.InputSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.config.ThingSettings;
import hearth.runtime.hardware.Hardware;
import hearth.runtime.thing.ClimateThing;
import hearth.runtime.thing.InputThing;
import hearth.runtime.thing.OutputThing;
import hearth.runtime.thing.PinThread;
import hearth.runtime.thing.SensorThing;
import hearth.runtime.thing.SimulatedStatePublisher;
import hearth.runtime.thing.StatePublisher;
import hearth.runtime.thing.Thing;
import java.util.HashMap;
import java.util.Map;

/** Makes things of their settings, and connects those that work together. On the loop's thread. */
final class ThingFactory {
  private final DeviceSettings device;
  private final Hardware parts;
  private final StateStore states;
  private final PinThread pins;
  private final EventLoop loop;
  private final StatePublisher outlet;
  private final Map<String, OutputThing> outputs;
  private final Sensor reconnects;
  private final Map<String, Interlock> groups = new HashMap<>();

  /**
   * A factory.
   *
   * @param outputs those there are, by name: what inputs act on
   * @param reconnects counts those of the device
   */
  ThingFactory(
      DeviceSettings device,
      Hardware parts,
      StateStore states,
      PinThread pins,
      EventLoop loop,
      StatePublisher outlet,
      Map<String, OutputThing> outputs,
      Sensor reconnects) {
    this.device = device;
    this.parts = parts;
    this.states = states;
    this.pins = pins;
    this.loop = loop;
    this.outlet = outlet;
    this.outputs = outputs;
    this.reconnects = reconnects;
  }

  Thing make(ThingSettings settings, Configuration whole) {
    return make(
        settings, whole, parts.simulates(settings) ? new SimulatedStatePublisher(outlet) : outlet);
  }

  private Thing make(ThingSettings settings, Configuration whole, StatePublisher to) {
    return settings.accept(
        new ThingSettings.Visitor<>() {
          @Override
          public Thing sensor(SensorSettings sensor) {
            return new SensorThing(sensor, device, parts.sensor(sensor, reconnects), loop, to);
          }

          @Override
          public Thing output(OutputSettings output) {
            return new OutputThing(
                output, device, groupOf(output, whole), states, pins, loop, parts::isClockSet, to);
          }

          @Override
          public Thing input(InputSettings input) {
            return new InputThing(input, device, outputs, pins, loop, to);
          }

          @Override
          public Thing climate(ClimateSettings climate) {
            return new ClimateThing(climate, whole, outputs, states, loop, to);
          }
        });
  }

  /** Where members of a group want different waits, the longest counts. */
  private Interlock groupOf(OutputSettings output, Configuration whole) {
    if (output.interlock() == null) {
      return Interlock.none();
    }
    String name = output.interlock().name();
    long longest =
        whole.outputs().stream()
            .map(OutputSettings::interlock)
            .filter(group -> group != null && group.name().equals(name))
            .mapToLong(OutputSettings.Group::waitNanos)
            .max()
            .orElseThrow();
    return groups.computeIfAbsent(name, unknown -> new Interlock(longest));
  }
}
