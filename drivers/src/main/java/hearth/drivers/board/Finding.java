package hearth.drivers.board;

/**
 * Something that somebody should know about a pin.
 *
 * @param thing whose pin it is
 * @param text what is the matter and what to do, in sentences for people
 */
public record Finding(Severity severity, String thing, String text) {
  /** How bad it is. */
  public enum Severity {
    /** It does not work like that. */
    ERROR,
    /** It may switch something that nobody asked for, or not work. */
    WARNING,
    /** Good to know. */
    NOTE
  }
}
