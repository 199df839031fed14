package hearth.runtime.device;

import hearth.client.MqttClientBuilder;
import hearth.client.ReceivedMessage;
import hearth.drivers.output.StateStore;
import hearth.io.loop.Clock;
import hearth.protocol.packet.QoS;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.Configuration;
import hearth.runtime.homie.HomieDevice;
import hearth.runtime.thing.CommandMessage;
import hearth.runtime.thing.StatePublisher;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.tinylog.Logger;

/**
 * The device in Homie, with the connection that this wants for itself: its Will says {@code lost}.
 * On the loop's thread.
 */
final class HomieConnection {
  private final HomieDevice device;
  private final BrokerLink link;
  private final CommandDecoder requests;
  private final BiConsumer<TopicName, CommandMessage> commands;
  private final Set<TopicName> subscribed = new HashSet<>();

  /**
   * A connection, not yet made.
   *
   * @param options of its client
   * @param states keeps the version of its description
   * @param isTold whether the broker says who has published a command
   * @param commands takes what is set, with the command topic of the thing that is meant
   */
  HomieConnection(
      Configuration configuration,
      MqttClientBuilder options,
      StateStore states,
      Clock clock,
      boolean isTold,
      BiConsumer<TopicName, CommandMessage> commands) {
    this.commands = commands;
    TopicName state = HomieDevice.stateTopicOf(configuration);
    this.link =
        new BrokerLink(
            new DeviceAvailability(
                state,
                HomieDevice.INIT,
                HomieDevice.READY,
                HomieDevice.LOST,
                HomieDevice.DISCONNECTED),
            options,
            configuration.mqtt().version().hasProperties(),
            this::connected,
            () -> {},
            () -> {},
            QoS.AT_MOST_ONCE); // Homie 5: of a property that is not retained
    this.device = new HomieDevice(configuration, link, states, clock::wallTime);
    String base = state.toString().replace("$state", "");
    this.requests =
        new CommandDecoder(link, clock, isTold, topic -> topic.toString().startsWith(base));
  }

  private void connected() {
    device.connected();
  }

  /** The same outlet; what goes there is said in Homie, too. */
  StatePublisher over(StatePublisher outlet) {
    return device.over(outlet);
  }

  void start() {
    link.subscribe(
        device.descriptionTopic(),
        message -> device.onDescription(message.text(), message.retain()));
    subscribe();
    link.start();
  }

  private void subscribe() {
    Map<TopicName, TopicName> settable = device.settable();
    for (TopicName gone : Set.copyOf(subscribed)) {
      if (!settable.containsKey(gone)) {
        link.unsubscribe(gone);
        subscribed.remove(gone);
      }
    }
    for (TopicName topic : settable.keySet()) {
      if (subscribed.add(topic)) {
        link.subscribe(topic, this::set);
      }
    }
  }

  private void set(ReceivedMessage message) {
    TopicName topic = message.topic();
    if (message.text().isEmpty()) {
      return; // the removal of a retained one
    }
    if (message.retain()) {
      Logger.warn(
          "Refused a retained command on {}: it would switch at every start. Homie's controllers"
              + " publish without the retain flag",
          topic);
      return;
    }
    String payload = device.commandOf(topic, message.text());
    TopicName command = device.settable().get(topic);
    if (payload == null || command == null) {
      Logger.warn("'{}' on {} is not what Homie allows there", message.text(), topic);
      return;
    }
    CommandMessage asked = requests.commandOf(message);
    commands.accept(
        command, new CommandMessage(payload, false, asked.expiresAt(), asked.by(), asked.sender()));
  }

  void changed(Configuration configuration) {
    device.changed(configuration);
    subscribe();
  }

  /** Says disconnected and goes. */
  void end(CompletableFuture<Void> timeout, Runnable ended) {
    link.end(timeout, ended);
  }
}
