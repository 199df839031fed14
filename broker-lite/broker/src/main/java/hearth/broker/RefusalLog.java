package hearth.broker;

import hearth.broker.access.Refusal;
import hearth.broker.access.RefusalLedger;
import hearth.broker.connection.Refusals;
import hearth.broker.sys.SystemTopics;
import hearth.io.loop.EventLoop;
import hearth.io.net.Peer;
import hearth.protocol.packet.ReasonCode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.tinylog.Logger;

/** Writes refusals to the log, as many as a person can read, and keeps the last ones. */
public final class RefusalLog implements Refusals {
  private static final int KEPT = 100;

  private final EventLoop loop;
  private final RefusalLedger ledger;
  private boolean summaryIsDue;

  public RefusalLog(EventLoop loop) {
    this.loop = loop;
    this.ledger = new RefusalLedger(KEPT, loop.clock().nanoTime());
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
    add(new Refusal(loop.clock().wallTime(), "somebody", "the network", "shake hands", why));
  }

  private void add(Refusal refusal) {
    if (ledger.add(refusal, loop.clock().nanoTime())) {
      Logger.warn("{}", refusal);
    } else if (!summaryIsDue) {
      summaryIsDue = true;
      loop.schedule(TimeUnit.MINUTES.toNanos(1), this::summarize);
    }
  }

  private void summarize() {
    summaryIsDue = false;
    String text = ledger.summary(loop.clock().nanoTime());
    if (text != null) {
      Logger.warn("{}", text);
    }
    if (ledger.needsSummary()) {
      summaryIsDue = true;
      loop.schedule(TimeUnit.MINUTES.toNanos(1), this::summarize);
    }
  }

  /**
   * Shows the refusals below {@code $SYS/broker/refusals}: {@code last}, a line for each, the
   * newest last, and then {@code total}, which comes even where there are none.
   */
  public void showOn(SystemTopics topics) {
    topics.add("refusals/last", this::lines);
    topics.add("refusals/total", this::total);
  }

  private String lines() {
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
