package hearth.drivers.pin;

/** What every request of a line has to keep. */
final class RequestChecks {
  private RequestChecks() {}

  static void check(int line, String consumer) {
    if (line < 0) {
      throw new IllegalArgumentException("a line number is 0 or more, not " + line);
    }
    if (consumer.isBlank()) {
      throw new IllegalArgumentException("line " + line + " is asked for by nobody");
    }
  }
}
