package hearth.runtime;

import hearth.runtime.log.LineWriter;
import org.tinylog.configuration.Configuration;

/** Sets tinylog up; before the first log line, since it reads its configuration only once. */
final class Logging {
  private Logging() {}

  static void start(boolean debug) {
    if (debug) {
      Configuration.set("level", "debug");
      Configuration.set(LineWriter.TRACES, "true");
    }
  }
}
