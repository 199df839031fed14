package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.pin.ActiveLevel;
import hearth.protocol.topic.TopicName;
import java.util.List;

/**
 * An item of {@code lights} or {@code switches}: an output that is on or off.
 *
 * @param commandTopic null for the one that follows from the layout
 * @param start what it is from the moment its pin is opened
 * @param shutdown what it is left at by an orderly end
 */
public record OutputSettings(
    Identity identity,
    int pin,
    ActiveLevel active,
    Layout layout,
    TopicName commandTopic,
    boolean start,
    Shutdown shutdown,
    RetainedCommands retainedCommands)
    implements ThingSettings {

  /** Where commands come in. */
  public enum Layout {
    /** On a topic of their own: {@code home/livingroom/light/set}. */
    SPLIT,
    /** On the topic of the state, as phone apps with one topic a button want it. */
    SINGLE
  }

  /** What an orderly end leaves behind. */
  public enum Shutdown {
    OFF,
    ON,
    KEEP
  }

  /** What becomes of a command that the broker had kept from earlier. */
  public enum RetainedCommands {
    /** Not obeyed, and told in the log. */
    REFUSE,
    /** Not obeyed, told in the log, and removed from the broker. */
    CLEAR,
    /** Obeyed like any other. */
    OBEY
  }

  private static final Key<Integer> PIN =
      Key.required("pin", Values.pin(), "the GPIO number of the line that switches it");

  private static final Key<ActiveLevel> ACTIVE =
      Key.optional(
          "active", Values.oneOf(ActiveLevel.class), ActiveLevel.HIGH, "the level that means on");

  private static final Key<Layout> LAYOUT =
      Key.optional("layout", Values.oneOf(Layout.class), Layout.SPLIT, "where commands come in");

  private static final Key<TopicName> COMMAND_TOPIC =
      Key.optional(
          "command_topic", Values.topic(), null, "where commands come in, if not TOPIC/set");

  private static final Key<Boolean> START =
      Key.optional("start", Values.flag(), false, "on or off when the program starts");

  private static final Key<Shutdown> SHUTDOWN =
      Key.optional(
          "shutdown", Values.oneOf(Shutdown.class), Shutdown.OFF, "what an orderly end leaves");

  private static final Key<RetainedCommands> RETAINED_COMMANDS =
      Key.optional(
          "retained_commands",
          Values.oneOf(RetainedCommands.class),
          RetainedCommands.REFUSE,
          "what becomes of a command that the broker kept from earlier");

  static final Schema<OutputSettings> LIGHT = schema("a light");
  static final Schema<OutputSettings> SWITCH = schema("a switch");

  private static Schema<OutputSettings> schema(String name) {
    return new Schema<>(
        name,
        OutputSettings::of,
        Identity.NAME,
        Identity.LABEL,
        Identity.TOPIC,
        PIN,
        ACTIVE,
        LAYOUT,
        COMMAND_TOPIC,
        START,
        SHUTDOWN,
        RETAINED_COMMANDS);
  }

  private static OutputSettings of(Form form) {
    if (form.get(LAYOUT) == Layout.SINGLE && form.has(COMMAND_TOPIC)) {
      form.problem(
          COMMAND_TOPIC, "does not go with 'layout: single', where commands come on the topic");
    }
    return new OutputSettings(
        Identity.of(form),
        form.get(PIN),
        form.get(ACTIVE),
        form.get(LAYOUT),
        form.get(COMMAND_TOPIC),
        form.get(START),
        form.get(SHUTDOWN),
        form.get(RETAINED_COMMANDS));
  }

  @Override
  public List<PinUse> pinUses() {
    return List.of(PinUse.output(identity.name(), pin, active));
  }

  /** Where commands come in. */
  public TopicName commandTopicIn(DeviceSettings device) {
    if (layout == Layout.SINGLE) {
      return identity.topicIn(device);
    }
    return commandTopic != null ? commandTopic : TopicName.of(identity.topicIn(device) + "/set");
  }
}
