package hearth.drivers.board;

/**
 * A wire from a part to the header.
 *
 * @param part whose it is, by its name for people
 * @param from the part's terminal, in the words that stand on such parts
 * @param pin of the header
 */
public record Wire(String part, String from, int pin, Colour colour) {
  /** What people take for power and ground, and others in turn. */
  public enum Colour {
    RED("#c62828"),
    ORANGE("#e65100"),
    BLACK("#222222"),
    BLUE("#1565c0"),
    GREEN("#2e7d32"),
    PURPLE("#6a1b9a"),
    BROWN("#6d4c41"),
    TEAL("#00796b");

    private final String code;

    Colour(String code) {
      this.code = code;
    }

    /** As a web page writes it. */
    public String code() {
      return code;
    }
  }
}
