package hearth.runtime.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an input does to an output, without the broker's help: {@code toggle light}, {@code on light
 * for 3min}.
 *
 * @param output the name of a light or switch
 * @param time after which it goes off again; null for never
 */
public record Action(Verb verb, String output, Duration time) {
  /** What it does. */
  public enum Verb {
    ON,
    OFF,
    TOGGLE
  }

  private static final Pattern FORM =
      Pattern.compile("(on|off|toggle)\\s+(\\S+)(?:\\s+for\\s+(.+))?", Pattern.CASE_INSENSITIVE);

  static final Value<Action> VALUE =
      new Scalar<>("an action such as 'toggle light' or 'on light for 3min'", Action::of);

  private static Action of(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    Verb verb = Verb.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
    Duration time = matcher.group(3) == null ? null : Values.duration(matcher.group(3));
    if (time != null && verb == Verb.OFF) {
      throw new IllegalArgumentException("off is for ever");
    }
    return new Action(verb, matcher.group(2), time);
  }
}
