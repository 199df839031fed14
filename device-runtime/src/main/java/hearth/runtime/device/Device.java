package hearth.runtime.device;

import hearth.client.MqttClientBuilder;
import hearth.client.ReceivedMessage;
import hearth.drivers.output.Interlock;
import hearth.drivers.output.StateStore;
import hearth.io.loop.EventLoop;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.InputSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.hardware.Parts;
import hearth.runtime.thing.InputThing;
import hearth.runtime.thing.OutputThing;
import hearth.runtime.thing.PinThread;
import hearth.runtime.thing.SensorThing;
import hearth.runtime.thing.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The things of a configuration and their connection. The things start first and never wait for the
 * broker; at the end {@code offline} is said before a pin moves. On the loop's thread.
 */
public final class Device {
  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);

  private final EventLoop loop;
  private final BrokerLink link;
  private final Map<String, OutputThing> outputs = new HashMap<>();
  private final List<Thing> things = new ArrayList<>();

  /**
   * A device, nothing of it started.
   *
   * @param configuration with a device
   * @param states what its outputs were last
   * @param options how its client connects
   */
  public Device(
      Configuration configuration,
      Parts parts,
      StateStore states,
      PinThread pins,
      EventLoop loop,
      MqttClientBuilder options) {
    this.loop = loop;
    DeviceSettings device = configuration.device();
    this.link =
        new BrokerLink(
            device.availabilityTopic(),
            options,
            configuration.mqtt().version().hasProperties(),
            this::announce,
            () -> outputs.values().forEach(OutputThing::disconnected));
    for (SensorSettings sensor : configuration.sensors()) {
      things.add(new SensorThing(sensor, device, parts.sensor(sensor), loop, link));
    }
    Map<String, Interlock> groups = groups(configuration.outputs());
    for (OutputSettings settings : configuration.outputs()) {
      Interlock group =
          settings.interlock() == null ? Interlock.none() : groups.get(settings.interlock().name());
      OutputThing output = new OutputThing(settings, device, group, states, pins, loop, link);
      outputs.put(output.name(), output);
      things.add(output);
    }
    for (InputSettings input : configuration.inputs()) {
      things.add(new InputThing(input, device, outputs, pins, loop, link));
    }
  }

  /** Where members of a group want different waits, the longest counts. */
  private static Map<String, Interlock> groups(List<OutputSettings> outputs) {
    Map<String, Long> waits = new HashMap<>();
    outputs.stream()
        .map(OutputSettings::interlock)
        .filter(Objects::nonNull)
        .forEach(group -> waits.merge(group.name(), group.waitNanos(), Math::max));
    Map<String, Interlock> groups = new HashMap<>();
    waits.forEach((name, wait) -> groups.put(name, new Interlock(wait)));
    return groups;
  }

  /** Opens the parts and connects. */
  public void start() {
    things.forEach(Thing::start);
    outputs.values().forEach(OutputThing::disconnected);
    outputs
        .values()
        .forEach(output -> link.subscribe(output.commandTopic(), message -> obey(output, message)));
    link.start();
  }

  private static void obey(OutputThing output, ReceivedMessage message) {
    output.received(message.text(), message.retain());
  }

  private void announce() {
    outputs.values().forEach(output -> output.connected(link.knowsNoLocal()));
    things.forEach(Thing::announce);
  }

  /** Says offline, disconnects, brings the pins to their shutdown levels and gives them back. */
  public void end(Runnable ended) {
    CompletableFuture<Void> longest = new CompletableFuture<>();
    loop.schedule(LONGEST_GOODBYE.toNanos(), () -> longest.complete(null));
    link.end(longest, () -> stopThings(ended));
  }

  private void stopThings(Runnable ended) {
    int[] running = {things.size()};
    if (running[0] == 0) {
      ended.run();
    }
    for (Thing thing : things) {
      thing.stop(
          () -> {
            if (--running[0] == 0) {
              ended.run();
            }
          });
    }
  }
}
