package hearth.broker;

import hearth.broker.access.Refusal;
import hearth.broker.access.RefusalLedger;
import hearth.broker.log.LineLimit;
import hearth.broker.log.LineLimit.Rate;
import hearth.broker.log.RefusalListener;
import hearth.broker.sys.SystemTopics;
import hearth.io.loop.EventLoop;
import hearth.io.net.Peer;
import hearth.protocol.packet.ReasonCode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.tinylog.Logger;

/** Writes refusals to the log, as many as a person can read, and keeps the last ones. */
public final class RefusalLog implements RefusalListener {
  private static final int KEPT = 100;

  private final EventLoop loop;
  private final RefusalLedger ledger = new RefusalLedger(KEPT);
  private final LineLimit lines;

  public RefusalLog(EventLoop loop) {
    this.loop = loop;
    this.lines =
        new LineLimit(
            loop,
            new Rate(10, Duration.ofMinutes(1)),
            new Rate(100, Duration.ofSeconds(10)),
            RefusalLog::summary);
  }

  @Override
  public void refused(
      Peer peer,
      String clientIdentifier,
      String userName,
      String what,
      ReasonCode reasonCode,
      String why) {
    add(
        peer.network(),
        new Refusal(
            loop.clock().wallTime(),
            Refusal.who(clientIdentifier, userName),
            peer.host(),
            what,
            why));
  }

  /**
   * A handshake of TLS or WebSocket failed.
   *
   * @param why a sentence that names the peer
   */
  public void handshakeFailed(String why) {
    String host = "the network";
    add(host, new Refusal(loop.clock().wallTime(), "somebody", host, "shake hands", why));
  }

  private void add(String network, Refusal refusal) {
    ledger.add(refusal);
    if (lines.admits(network)) {
      Logger.warn("{}", refusal);
    }
  }

  private static void summary(long count, String busiest) {
    Logger.warn(
        "{} more refusals were not logged one by one, most of them of {}; 'hearth refusals' shows"
            + " the last ones",
        count,
        busiest);
  }

  /**
   * Shows the refusals below {@code $SYS/broker/refusals}: {@code last}, a line for each, the
   * newest last, and then {@code total}, which comes even where there are none.
   */
  public void showOn(SystemTopics topics) {
    topics.add("refusals/last", this::lastLines);
    topics.add("refusals/total", this::total);
  }

  private String lastLines() {
    return ledger.total() == 0
        ? null
        : ledger.last().stream()
            .map(refusal -> refusal.when().truncatedTo(ChronoUnit.SECONDS) + " " + refusal)
            .collect(Collectors.joining("\n"));
  }

  /** The last refusals, the newest last. On the loop's thread. */
  public List<Refusal> last() {
    return ledger.last();
  }

  /** How many there were since the start. */
  public long total() {
    return ledger.total();
  }
}
