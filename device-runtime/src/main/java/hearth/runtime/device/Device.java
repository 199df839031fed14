package hearth.runtime.device;

import hearth.client.MqttClientBuilder;
import hearth.client.ReceivedMessage;
import hearth.io.loop.EventLoop;
import hearth.runtime.config.ButtonSettings;
import hearth.runtime.config.Configuration;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.SensorSettings;
import hearth.runtime.hardware.Parts;
import hearth.runtime.thing.ButtonThing;
import hearth.runtime.thing.OutputThing;
import hearth.runtime.thing.PinThread;
import hearth.runtime.thing.SensorThing;
import hearth.runtime.thing.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
   * @param options how its client connects
   */
  public Device(
      Configuration configuration,
      Parts parts,
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
            this::announce);
    for (SensorSettings sensor : configuration.sensors()) {
      things.add(new SensorThing(sensor, device, parts.sensor(sensor), loop, link));
    }
    for (OutputSettings settings : configuration.outputs()) {
      OutputThing output = new OutputThing(settings, device, pins, loop, link);
      outputs.put(output.name(), output);
      things.add(output);
    }
    for (ButtonSettings button : configuration.buttons()) {
      OutputThing toggles = outputs.get(button.toggles());
      things.add(new ButtonThing(button, device, toggles, pins, loop, link));
    }
  }

  /** Opens the parts and connects. */
  public void start() {
    things.forEach(Thing::start);
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
