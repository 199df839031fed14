package hearth.runtime.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A single value.
 *
 * @param allowed what may be written, with an example
 * @param words the words among which a mistyped one may have been meant
 * @param parse the value of a text; null, or an IllegalArgumentException that says why, where it is
 *     not allowed
 * @param isSecret whether a message must not repeat the text
 */
record Scalar<T>(
    String allowed, Collection<String> words, Function<String, T> parse, boolean isSecret)
    implements Value<T> {

  Scalar(String allowed, Function<String, T> parse) {
    this(allowed, List.of(), parse, false);
  }

  @Override
  public T read(Cursor at) {
    Optional<String> text = at.text(allowed);
    return text.map(written -> parsed(written, at)).orElse(null);
  }

  private T parsed(String text, Cursor at) {
    String reason = "";
    try {
      T value = parse.apply(text);
      if (value != null) {
        return value;
      }
    } catch (IllegalArgumentException e) {
      reason = isSecret || e instanceof NumberFormatException ? "" : ": " + e.getMessage();
    }
    String shown = isSecret ? "this" : "'" + text + "'";
    String suggestion = NearestWord.suggestion(text, words);
    at.problem(shown + " is not allowed" + reason + suggestion + "; give " + allowed);
    return null;
  }
}
