package hearth.runtime.log;

import org.tinylog.Logger;
import org.tinylog.configuration.Configuration;

/** Sets tinylog up; before the first log line, since it reads its configuration only once. */
public final class Logging {
  private Logging() {}

  public static void start(boolean debug) {
    if (debug) {
      Configuration.set("level", "debug");
      Configuration.set(LineWriter.TRACES, "true");
    }
  }

  /**
   * Has tinylog made ready beside the start: before its first line it looks at the beans of
   * management and at the formats of all languages, a quarter of the time to the first CONNACK. Who
   * logs meanwhile waits for it.
   */
  public static void warmUp() {
    Thread thread = new Thread(Logger::isInfoEnabled, "hearth-log");
    thread.setDaemon(true);
    thread.start();
  }
}
