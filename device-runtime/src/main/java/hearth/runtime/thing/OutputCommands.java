package hearth.runtime.thing;

import hearth.protocol.topic.TopicName;
import hearth.runtime.config.DeviceSettings;
import hearth.runtime.config.OutputSettings;
import hearth.runtime.config.OutputSettings.Layout;
import hearth.runtime.config.OutputSettings.RetainedCommands;
import hearth.runtime.thing.CommandResult.Kind;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.tinylog.Logger;

/** Reads what comes in for an output: commands go on as orders, the rest is answered here. */
final class OutputCommands {
  private static final int LONGEST_SHOWN = 40;

  private final String name;
  private final TopicName topic;
  private final boolean mayBeOwnOfBefore;
  private final RetainedGate gate;
  private final OutputState state;
  private final Consumer<Order> orders;
  // Null where it is only on or off.
  private final Dimmer dimmer;

  OutputCommands(
      OutputSettings settings,
      DeviceSettings device,
      Dimmer dimmer,
      OutputState state,
      Outlet outlet,
      Consumer<Order> orders) {
    this.name = settings.identity().name();
    this.topic = settings.commandTopicIn(device);
    this.mayBeOwnOfBefore =
        settings.layout() == Layout.SINGLE && settings.retainedCommands() != RetainedCommands.OBEY;
    this.gate = new RetainedGate(name, settings.retainedCommands(), outlet);
    this.dimmer = dimmer;
    this.state = state;
    this.orders = orders;
  }

  Map<TopicName, CommandListener> listeners() {
    return dimmer == null
        ? Map.of(topic, this::received)
        : Map.of(topic, this::received, dimmer.commandTopic(), this::dimmed);
  }

  /** A message on the command topic. */
  void received(CommandMessage message) {
    // What the broker keeps on the one topic of commands and state is most likely our own state of
    // before; the present one comes in its place.
    boolean ownOfBefore = message.retained() && mayBeOwnOfBefore;
    if (ownOfBefore || !gate.admits(topic, message)) {
      state.answer(message, Kind.REJECTED, RetainedGate.REASON);
      return;
    }
    String payload = message.payload();
    // The empty message is the removal of a retained one.
    if (payload.isEmpty() || (!message.retained() && state.isEcho(payload))) {
      return;
    }
    SwitchCommand.of(payload)
        .ifPresentOrElse(
            command -> orders.accept(Order.of(command, message)),
            () -> refuse(message, "no command; known are ON, OFF and TOGGLE"));
  }

  /** A message on the command topic of the brightness or speed: 0 switches off, any other on. */
  private void dimmed(CommandMessage message) {
    if (!gate.admits(dimmer.commandTopic(), message)) {
      state.answer(message, Kind.REJECTED, RetainedGate.REASON);
      return;
    }
    if (message.payload().isEmpty()) {
      return;
    }
    OptionalInt asked = dimmer.levelOf(message.payload());
    if (asked.isEmpty()) {
      refuse(message, dimmer.refusal());
    } else if (asked.getAsInt() == 0) {
      orders.accept(Order.of(SwitchCommand.OFF, message));
    } else {
      orders.accept(Order.bright(asked.getAsInt(), message));
    }
  }

  private void refuse(CommandMessage message, String why) {
    String payload = message.payload();
    String shown =
        payload.length() > LONGEST_SHOWN ? payload.substring(0, LONGEST_SHOWN) + "..." : payload;
    String reason = "'" + shown + "' is " + why;
    Logger.warn("{}: {}", name, reason);
    state.publish();
    state.answer(message, Kind.REJECTED, reason);
  }
}
