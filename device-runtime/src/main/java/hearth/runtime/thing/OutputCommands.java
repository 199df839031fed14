package hearth.runtime.thing;

import hearth.io.loop.Clock;
import hearth.protocol.topic.TopicName;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.OutputSettings.Layout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The topics on which an output takes commands: they go on as orders. */
final class OutputCommands {
  private final Map<TopicName, CommandListener> listeners = new LinkedHashMap<>();

  /**
   * Its topics.
   *
   * @param dimmer null where it is only on or off
   */
  OutputCommands(
      OutputSettings settings,
      DeviceSettings device,
      Dimmer dimmer,
      OutputState state,
      Clock clock,
      StatePublisher outlet,
      Consumer<OutputCommand> orders) {
    String name = settings.identity().name();
    // What the broker keeps on the one topic of commands and state is most likely our own state of
    // before; the present one comes in its place.
    boolean onOneTopic = settings.layout() == Layout.SINGLE;
    add(
        new CommandTopic<>(
            name,
            settings.commandTopicIn(device),
            new RetainedGate(name, settings.retainedCommands(), onOneTopic, outlet),
            new CommandTopic.Format<>(
                SwitchCommand::of, "not a command; the commands are ON, OFF and TOGGLE"),
            message -> !message.retained() && state.isEcho(message.payload()),
            clock,
            state,
            (command, message) -> orders.accept(OutputCommand.of(command, message))));
    if (dimmer != null) {
      add(
          new CommandTopic<>(
              name,
              dimmer.commandTopic(),
              new RetainedGate(name, settings.retainedCommands(), false, outlet),
              new CommandTopic.Format<>(dimmer::levelOf, dimmer.refusal()),
              message -> false,
              clock,
              state,
              (level, message) -> orders.accept(orderOf(level, message))));
    }
  }

  private void add(CommandTopic<?> topic) {
    listeners.put(topic.topic(), topic);
  }

  /** 0 switches off, any other brightness or speed on. */
  private static OutputCommand orderOf(int level, CommandMessage message) {
    return level == 0
        ? OutputCommand.of(SwitchCommand.OFF, message)
        : OutputCommand.bright(level, message);
  }

  Map<TopicName, CommandListener> listeners() {
    return listeners;
  }
}
