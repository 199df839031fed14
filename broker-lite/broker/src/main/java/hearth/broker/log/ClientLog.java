package hearth.broker.log;

import hearth.broker.log.LineLimit.Rate;
import hearth.io.loop.EventLoop;
import hearth.io.net.Peer;
import hearth.io.text.PrintableText;
import java.time.Duration;
import java.util.Arrays;
import org.tinylog.Logger;

/**
 * Tells the log who comes and goes, as many lines as a person can read: all of a home's devices
 * when the power is back, but not all of a program's that connects for every message.
 */
public final class ClientLog {
  private final LineLimit lines;

  public ClientLog(EventLoop loop) {
    this.lines =
        new LineLimit(
            loop,
            new Rate(20, Duration.ofSeconds(6)),
            new Rate(300, Duration.ofSeconds(2)),
            ClientLog::summary);
  }

  /**
   * Writes a line at info, or only counts it.
   *
   * @param text with {@code {}} for each argument, which is cut where it is long
   */
  public void report(Peer peer, String text, Object... arguments) {
    if (lines.admits(peer.network())) {
      Logger.info(text, Arrays.stream(arguments).map(PrintableText::of).toArray());
    }
  }

  private static void summary(long count, String busiest) {
    Logger.info(
        "{} more times clients came or went, which was not logged one by one, most of them of {}",
        count,
        busiest);
  }
}
