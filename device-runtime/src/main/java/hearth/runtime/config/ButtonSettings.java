package hearth.runtime.config;

import hearth.drivers.board.PinUse;
import hearth.drivers.pin.ActiveLevel;
import hearth.drivers.pin.Pull;
import java.time.Duration;
import java.util.List;

/**
 * An item of {@code buttons}: an input that somebody presses.
 *
 * @param debounce how long the contacts may bounce after a change, which itself counts at once
 * @param toggles the name of the light or switch that a press toggles without the broker's help, or
 *     null
 */
public record ButtonSettings(
    Identity identity, int pin, Pull pull, ActiveLevel active, Duration debounce, String toggles)
    implements ThingSettings {

  private static final Key<Integer> PIN =
      Key.required("pin", Values.pin(), "the GPIO number of its line");

  private static final Key<Pull> PULL =
      Key.optional("pull", Values.oneOf(Pull.class), Pull.UP, "the chip's own resistor");

  private static final Key<ActiveLevel> ACTIVE =
      Key.optional(
          "active",
          Values.oneOf(ActiveLevel.class),
          ActiveLevel.LOW,
          "the level of the pressed button");

  private static final Key<Duration> DEBOUNCE =
      Key.optional(
          "debounce",
          Values.duration(Duration.ZERO, Duration.ofSeconds(1)),
          Duration.ofMillis(30),
          "how long the contacts may bounce after a change");

  static final Key<String> TOGGLES =
      Key.optional(
          "toggles",
          Values.text("the name of a light or switch"),
          null,
          "the light or switch that a press toggles");

  static final Schema<ButtonSettings> SCHEMA =
      new Schema<>(
          "a button",
          form ->
              new ButtonSettings(
                  Identity.of(form),
                  form.get(PIN),
                  form.get(PULL),
                  form.get(ACTIVE),
                  form.get(DEBOUNCE),
                  form.get(TOGGLES)),
          Identity.NAME,
          Identity.LABEL,
          Identity.TOPIC,
          PIN,
          PULL,
          ACTIVE,
          DEBOUNCE,
          TOGGLES);

  @Override
  public List<PinUse> pinUses() {
    return List.of(PinUse.input(identity.name(), pin, active, pull));
  }
}
