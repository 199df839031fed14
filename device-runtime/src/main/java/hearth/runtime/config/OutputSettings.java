package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.output.FinalState;
import hearth.drivers.output.Limits;
import hearth.drivers.output.Restore;
import hearth.drivers.pin.ActiveLevel;
import hearth.protocol.topic.TopicName;
import hearth.runtime.entity.Entity;
import hearth.runtime.entity.Property;
import hearth.runtime.entity.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An item of {@code lights}, {@code switches} or {@code fans}: an output that is on or off.
 *
 * @param platform what it is in Home Assistant's words: a light, a switch or a fan
 * @param commandTopic null for the one that follows from the layout
 * @param restore what it is from the moment its pin is opened
 * @param shutdown what it is left at by an orderly end
 * @param limits how long it takes and may be on and off
 * @param interlock of which group at most one is on; null for none
 * @param lostBroker what becomes of it without a broker
 * @param dimming how it is dimmed, or its speed set; null for what is only on or off
 */
public record OutputSettings(
    Identity identity,
    String platform,
    int pin,
    ActiveLevel active,
    Layout layout,
    TopicName commandTopic,
    Restore restore,
    FinalState shutdown,
    RetainedCommands retainedCommands,
    Limits limits,
    Group interlock,
    LostBroker lostBroker,
    DimmingSettings dimming)
    implements ThingSettings {

  /** Where commands come in. */
  public enum Layout {
    /** On a topic of their own: {@code home/livingroom/light/set}. */
    SPLIT,
    /** On the topic of the state, as phone apps with one topic a button want it. */
    SINGLE
  }

  /**
   * A group of outputs of which at most one is on.
   *
   * @param waitNanos between one going off and another going on
   */
  public record Group(String name, long waitNanos) {}

  /**
   * What becomes of an output without a broker.
   *
   * @param afterNanos how long the broker may be away before that
   */
  public record LostBroker(FinalState state, long afterNanos) {}

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

  private static final Key<Restore> RESTORE =
      Key.optional(
          "restore",
          Values.oneOf(Restore.class),
          Restore.OFF,
          "what it is when the program starts");

  private static final Key<FinalState> SHUTDOWN =
      Key.optional(
          "shutdown", Values.oneOf(FinalState.class), FinalState.OFF, "what an orderly end leaves");

  private static final Key<FinalState> LOST_BROKER =
      Key.optional(
          "lost_broker",
          Values.oneOf(FinalState.class),
          FinalState.KEEP,
          "what becomes of it without a broker");

  private static final Key<Duration> LOST_AFTER =
      duration("lost_after", Duration.ofMinutes(5), "how long the broker may be away before that");

  private static final Key<Duration> ON_DELAY =
      duration("on_delay", Duration.ZERO, "from a command to on");

  private static final Key<Duration> OFF_DELAY =
      duration("off_delay", Duration.ZERO, "from a command to off");

  private static final Key<Duration> MAX_ON =
      duration("max_on", Duration.ZERO, "after which it goes off by itself; 0s: never");

  private static final Key<Duration> MIN_OFF =
      duration("min_off", Duration.ZERO, "that it stays off before it goes on again");

  private static final Key<Duration> MIN_ON =
      duration("min_on", Duration.ZERO, "that it stays on before a command sends it off");

  private static final Key<String> INTERLOCK =
      Key.optional(
          "interlock",
          Values.text("a name of your choice"),
          null,
          "the group of which at most one is on");

  private static final Key<Duration> INTERLOCK_WAIT =
      duration("interlock_wait", Duration.ZERO, "from one of the group off to another on");

  static final Key<RetainedCommands> RETAINED_COMMANDS =
      Key.optional(
          "retained_commands",
          Values.oneOf(RetainedCommands.class),
          RetainedCommands.REFUSE,
          "what becomes of a command that the broker kept from earlier");

  private static final Key<DimmingSettings> DIMMING =
      Key.optional("dimming", DimmingSettings.SCHEMA, null, "how it is dimmed");

  private static final Key<DimmingSettings> SPEED =
      Key.optional("speed", DimmingSettings.OF_FAN, null, "how its speed is set");

  private static final List<Key<?>> OF_ALL =
      List.of(
          PIN,
          ACTIVE,
          LAYOUT,
          COMMAND_TOPIC,
          RESTORE,
          SHUTDOWN,
          LOST_BROKER,
          LOST_AFTER,
          ON_DELAY,
          OFF_DELAY,
          MAX_ON,
          MIN_OFF,
          MIN_ON,
          INTERLOCK,
          INTERLOCK_WAIT,
          RETAINED_COMMANDS);

  static final Schema<OutputSettings> LIGHT = schema("light", DIMMING);
  static final Schema<OutputSettings> SWITCH = schema("switch");
  static final Schema<OutputSettings> FAN = schema("fan", SPEED);

  private static Schema<OutputSettings> schema(String platform, Key<?>... own) {
    return new Schema<>(
        "a " + platform,
        form -> of(form, platform),
        Identity.keysWith(Stream.concat(OF_ALL.stream(), Stream.of(own)).toList()));
  }

  private static Key<Duration> duration(String name, Duration usual, String meaning) {
    return Key.optional(name, Values.duration(Duration.ZERO, Duration.ofDays(1)), usual, meaning);
  }

  private static OutputSettings of(SectionValues form, String platform) {
    if (form.get(LAYOUT) == Layout.SINGLE && form.has(COMMAND_TOPIC)) {
      form.problem(
          COMMAND_TOPIC, "does not go with 'layout: single', where commands come on the topic");
    }
    if (form.has(INTERLOCK_WAIT) && !form.has(INTERLOCK)) {
      form.problem(INTERLOCK_WAIT, "goes with an 'interlock', and there is none");
    }
    boolean endsEarly =
        !form.get(MAX_ON).isZero() && form.get(MIN_ON).compareTo(form.get(MAX_ON)) > 0;
    if (endsEarly) {
      form.problem(MIN_ON, "is more than max_on, after which it goes off");
    }
    return new OutputSettings(
        Identity.of(form),
        platform,
        form.get(PIN),
        form.get(ACTIVE),
        form.get(LAYOUT),
        form.get(COMMAND_TOPIC),
        form.get(RESTORE),
        form.get(SHUTDOWN),
        form.get(RETAINED_COMMANDS),
        new Limits(
            form.get(ON_DELAY).toNanos(),
            form.get(OFF_DELAY).toNanos(),
            form.get(MAX_ON).toNanos(),
            form.get(MIN_OFF).toNanos(),
            form.get(MIN_ON).toNanos()),
        form.has(INTERLOCK)
            ? new Group(form.get(INTERLOCK), form.get(INTERLOCK_WAIT).toNanos())
            : null,
        new LostBroker(form.get(LOST_BROKER), form.get(LOST_AFTER).toNanos()),
        form.has(SPEED) ? form.get(SPEED) : form.get(DIMMING));
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.output(this);
  }

  @Override
  public List<Entity> entitiesIn(Configuration home) {
    DeviceSettings device = home.device();
    boolean single = layout == Layout.SINGLE;
    List<Property> properties = new ArrayList<>();
    properties.add(
        new Property(
            "state",
            "",
            ValueType.ON_OR_OFF,
            identity.topicIn(device),
            commandTopicIn(device),
            "ON or OFF, its state; starts %s, %s at the end%s"
                .formatted(
                    restore == Restore.LAST ? "as it last was" : Values.lowerCase(restore),
                    shutdown == FinalState.KEEP ? "kept" : "left " + Values.lowerCase(shutdown),
                    single ? "; ON, OFF or TOGGLE switches it" : ""),
            single ? "" : "ON, OFF or TOGGLE switches it"));
    if (dimming != null) {
      properties.add(
          new Property(
              dimming.word(),
              dimming.word(),
              ValueType.upTo(dimming.scale()),
              levelTopicIn(device),
              levelCommandTopicIn(device),
              "1 to %d, its %s, also while it is off".formatted(dimming.scale(), dimming.word()),
              "0 (off) to %d, its %s, and switches it on"
                  .formatted(dimming.scale(), dimming.word())));
    }
    return List.of(Entity.of(platform, "", properties));
  }

  @Override
  public List<PinUse> pinUses() {
    return List.of(
        dimming == null
            ? PinUse.output(identity.name(), pin, active)
            : PinUse.pwm(identity.name(), pin, active));
  }

  @Override
  public List<TopicName> topicsIn(DeviceSettings device) {
    TopicName own = identity.topicIn(device);
    return dimming == null ? List.of(own) : List.of(own, levelTopicIn(device));
  }

  @Override
  public List<TopicName> publishedTopicsIn(DeviceSettings device) {
    List<TopicName> topics = ThingSettings.super.publishedTopicsIn(device);
    topics.add(changedTopicIn(device));
    return topics;
  }

  /** Where its last change stands, and who or what has caused it, retained. */
  public TopicName changedTopicIn(DeviceSettings device) {
    return TopicName.of(identity.topicIn(device) + "/changed");
  }

  /** Where the brightness of a light that is dimmed stands, or the speed of a fan, retained. */
  public TopicName levelTopicIn(DeviceSettings device) {
    return TopicName.of(identity.topicIn(device) + "/" + dimming.word());
  }

  @Override
  public List<TopicName> commandTopicsIn(DeviceSettings device) {
    TopicName own = commandTopicIn(device);
    return dimming == null ? List.of(own) : List.of(own, levelCommandTopicIn(device));
  }

  /** Where its brightness or speed is set. */
  public TopicName levelCommandTopicIn(DeviceSettings device) {
    return TopicName.of(levelTopicIn(device) + "/set");
  }

  /** Where commands come in. */
  public TopicName commandTopicIn(DeviceSettings device) {
    if (layout == Layout.SINGLE) {
      return identity.topicIn(device);
    }
    return commandTopic != null ? commandTopic : TopicName.of(identity.topicIn(device) + "/set");
  }
}
