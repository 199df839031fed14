package hearth.runtime.config;

/** A password that no log line, error or {@code toString} shows. */
public final class Secret {
  private final String text;

  public Secret(String text) {
    this.text = text;
  }

  /** The password itself: for the one place that sends or hashes it. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
