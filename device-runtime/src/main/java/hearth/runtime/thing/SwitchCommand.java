package hearth.runtime.thing;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a message on a command topic asks for. */
enum SwitchCommand {
  ON,
  OFF,
  TOGGLE;

  private static final Map<String, SwitchCommand> WORDS =
      Map.of("on", ON, "1", ON, "true", ON, "off", OFF, "0", OFF, "false", OFF, "toggle", TOGGLE);

  /** The command of a payload; empty where it is none. */
  static Optional<SwitchCommand> of(String payload) {
    return Optional.ofNullable(WORDS.get(payload.strip().toLowerCase(Locale.ROOT)));
  }

  /** What the output is to be, given what it is. */
  boolean appliedTo(boolean on) {
    return this == TOGGLE ? !on : this == ON;
  }
}
