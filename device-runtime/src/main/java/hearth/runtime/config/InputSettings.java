package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.input.Debouncer;
import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.Pull;
import hearth.runtime.entity.Entity;
import hearth.runtime.entity.Property;
import hearth.runtime.entity.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An item of {@code buttons} or {@code binary_sensors}: an input that is active or not.
 *
 * @param isButton whether its changes are events, not a state to be known later
 * @param debounce how long contacts may bounce after a change
 * @param presses what counts as which press; zero times where only press and release are told
 * @param actions what it does without the broker's help
 * @param deviceClass what it is in Home Assistant's words; null where nobody said
 */
public record InputSettings(
    Identity identity,
    boolean isButton,
    int pin,
    Pull pull,
    ActiveLevel active,
    Duration debounce,
    Debouncer.Mode debounceMode,
    Presses presses,
    Actions actions,
    String deviceClass)
    implements ThingSettings {

  /**
   * When a press is more than a press.
   *
   * @param doubleWithin a second press within this makes a double; zero waits for none
   * @param longAfter a press that lasts so long is long; zero knows none
   */
  public record Presses(Duration doubleWithin, Duration longAfter) {
    /** Whether single, double and long presses are told apart. */
    public boolean areToldApart() {
      return !doubleWithin.isZero() || !longAfter.isZero();
    }
  }

  /** What is done when. */
  public record Actions(
      List<Action> onPress,
      List<Action> onRelease,
      List<Action> onSingle,
      List<Action> onDouble,
      List<Action> onLong) {
    /** All of them. */
    public List<Action> all() {
      return Stream.of(onPress, onRelease, onSingle, onDouble, onLong)
          .flatMap(List::stream)
          .toList();
    }
  }

  private static final Key<Integer> PIN =
      Key.required("pin", Values.pin(), "the GPIO number of its line");

  private static final Key<Pull> PULL =
      Key.optional("pull", Values.oneOf(Pull.class), Pull.UP, "the chip's own resistor");

  private static final Key<ActiveLevel> ACTIVE =
      Key.optional(
          "active",
          Values.oneOf(ActiveLevel.class),
          ActiveLevel.LOW,
          "the level while it is pressed, open or moving");

  private static final Key<Duration> DEBOUNCE =
      upToSeconds("debounce", 30, "how long the contacts may bounce after a change");

  private static final Key<Debouncer.Mode> DEBOUNCE_MODE =
      Key.optional(
          "debounce_mode",
          Values.oneOf(Debouncer.Mode.class),
          Debouncer.Mode.AT_ONCE,
          "whether a change counts at once, or when it has lasted");

  private static final Key<Duration> DOUBLE_PRESS =
      upToSeconds("double_press", 0, "a second press within this makes a double; 0s: none");

  private static final Key<Duration> LONG_PRESS =
      upToSeconds("long_press", 0, "a press that lasts so long is a long one; 0s: none");

  private static final Key<List<Action>> ON_PRESS = actions("on_press", "when it becomes active");

  private static final Key<List<Action>> ON_RELEASE = actions("on_release", "when it no longer is");

  private static final Key<List<Action>> ON_SINGLE =
      actions("on_single", "when a press was neither double nor long");

  private static final Key<List<Action>> ON_DOUBLE = actions("on_double", "at the second press");

  private static final Key<List<Action>> ON_LONG = actions("on_long", "while it is still held");

  private static final Key<String> DEVICE_CLASS =
      Key.optional(
          "device_class",
          Values.word(
              List.of(
                  "battery",
                  "battery_charging",
                  "carbon_monoxide",
                  "cold",
                  "connectivity",
                  "door",
                  "garage_door",
                  "gas",
                  "heat",
                  "light",
                  "lock",
                  "moisture",
                  "motion",
                  "moving",
                  "occupancy",
                  "opening",
                  "plug",
                  "power",
                  "presence",
                  "problem",
                  "running",
                  "safety",
                  "smoke",
                  "sound",
                  "tamper",
                  "update",
                  "vibration",
                  "window")),
          null,
          "what it is to Home Assistant");

  static final Schema<InputSettings> BUTTON =
      new Schema<>(
          "a button",
          InputSettings::button,
          Identity.keysWith(
              List.of(
                  PIN,
                  PULL,
                  ACTIVE,
                  DEBOUNCE,
                  DEBOUNCE_MODE,
                  DOUBLE_PRESS,
                  LONG_PRESS,
                  ON_PRESS,
                  ON_RELEASE,
                  ON_SINGLE,
                  ON_DOUBLE,
                  ON_LONG)));

  static final Schema<InputSettings> BINARY_SENSOR =
      new Schema<>(
          "a binary sensor",
          form -> of(form, false),
          Identity.keysWith(
              List.of(
                  PIN, PULL, ACTIVE, DEBOUNCE, DEBOUNCE_MODE, ON_PRESS, ON_RELEASE, DEVICE_CLASS)));

  private static Key<Duration> upToSeconds(String name, int usualMillis, String meaning) {
    return Key.optional(
        name,
        Values.duration(Duration.ZERO, Duration.ofSeconds(10)),
        Duration.ofMillis(usualMillis),
        meaning);
  }

  private static Key<List<Action>> actions(String name, String meaning) {
    return Key.optional(name, Values.oneOrMore(Action.VALUE), List.of(), meaning);
  }

  /** The events of a button, in the order of a press. */
  public List<String> events() {
    List<String> events = new ArrayList<>(List.of("PRESS", "RELEASE"));
    if (presses.areToldApart()) {
      events.add("SINGLE");
    }
    if (!presses.doubleWithin().isZero()) {
      events.add("DOUBLE");
    }
    if (!presses.longAfter().isZero()) {
      events.add("LONG");
    }
    return events;
  }

  private static InputSettings button(SectionValues form) {
    if (form.has(ON_DOUBLE) && form.get(DOUBLE_PRESS).isZero()) {
      form.problem(ON_DOUBLE, "goes with a double_press such as 300ms");
    }
    if (form.has(ON_LONG) && form.get(LONG_PRESS).isZero()) {
      form.problem(ON_LONG, "goes with a long_press such as 1s");
    }
    return of(form, true);
  }

  private static InputSettings of(SectionValues form, boolean isButton) {
    return new InputSettings(
        Identity.of(form),
        isButton,
        form.get(PIN),
        form.get(PULL),
        form.get(ACTIVE),
        form.get(DEBOUNCE),
        form.get(DEBOUNCE_MODE),
        new Presses(form.get(DOUBLE_PRESS), form.get(LONG_PRESS)),
        new Actions(
            form.get(ON_PRESS),
            form.get(ON_RELEASE),
            form.get(ON_SINGLE),
            form.get(ON_DOUBLE),
            form.get(ON_LONG)),
        form.get(DEVICE_CLASS));
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.input(this);
  }

  @Override
  public List<Entity> entitiesIn(Configuration home) {
    Property property =
        Property.shown(
            isButton ? "event" : "state",
            "",
            isButton ? ValueType.event(events()) : ValueType.ON_OR_OFF,
            identity.topicIn(home.device()),
            (isButton ? "PRESS and RELEASE" : "ON or OFF, its state") + doesByItself());
    return List.of(
        isButton
            ? Entity.of("event", "button", List.of(property))
            : Entity.of(
                "binary_sensor", deviceClass == null ? "" : deviceClass, List.of(property)));
  }

  private String doesByItself() {
    String acts =
        actions.all().stream()
            .map(action -> Values.lowerCase(action.verb()) + " " + action.output())
            .distinct()
            .collect(Collectors.joining(", "));
    return acts.isEmpty() ? "" : "; by itself: " + acts;
  }

  @Override
  public List<PinUse> pinUses() {
    return List.of(PinUse.input(identity.name(), pin, active, pull));
  }
}
