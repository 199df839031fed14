package hearth.broker.bridge;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import hearth.protocol.packet.ReasonCode;
import hearth.protocol.topic.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tinylog.Logger;

/**
 * What the remote has refused to send. A cluster one of whose nodes has died refuses some of it
 * until the others have found together (NATS 2.9), in the same words as one that refuses for good.
 * So it is asked again, each time a little later; and where there are other servers, each of them
 * is asked, too.
 *
 * <pre>
 *   asked --refused--> waiting, 1 s, 2 s, 4 s ... --> asked again, until it grants
 *                      waiting --refused for a deadline, not by each server yet--> the next server
 * </pre>
 */
final class RefusedSubscriptions {
  private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();

  private final EventLoop loop;
  private final BridgeSettings settings;
  private final int servers;

  /** In the order of the last SUBSCRIBE. */
  private List<TopicMapping> asked = List.of();

  private List<TopicMapping> refused = List.of();

  /** Refused and told, until they are granted. */
  private final Set<TopicFilter> told = new LinkedHashSet<>();

  private Timer timer;
  private long since;
  private long delay;

  /** How many servers, one after the other, have refused for a deadline. */
  private int refusing;

  RefusedSubscriptions(EventLoop loop, BridgeSettings settings, int servers) {
    this.loop = loop;
    this.settings = settings;
    this.servers = servers;
  }

  /** What is asked for now. */
  void asked(List<TopicMapping> mappings) {
    asked = mappings;
  }

  /**
   * The remote has answered.
   *
   * @param again asks for {@link #toAsk} after a while, or leaves the server
   */
  void answered(List<ReasonCode> codes, Runnable again) {
    List<TopicMapping> errors = new ArrayList<>();
    for (int i = 0; i < Math.min(codes.size(), asked.size()); i++) {
      if (codes.get(i).isError()) {
        errors.add(asked.get(i));
        refused(asked.get(i), codes.get(i));
      } else {
        granted(asked.get(i), codes.get(i));
      }
    }
    refused = errors;
    if (errors.isEmpty()) {
      refusing = 0;
      delay = 0;
      return;
    }
    if (delay == 0) {
      since = loop.clock().nanoTime();
    }
    delay = delay == 0 ? FIRST_NANOS : Math.min(2 * delay, settings.reconnectWithin().toNanos());
    timer = loop.schedule(delay, again);
  }

  private void refused(TopicMapping mapping, ReasonCode code) {
    if (told.add(mapping.remoteFilter())) {
      Logger.error(
          "Bridge {}: the remote refuses the subscription to {}, so nothing of it comes: {}; it is"
              + " asked again",
          settings.name(),
          mapping.remoteFilter(),
          code);
    }
  }

  private void granted(TopicMapping mapping, ReasonCode code) {
    if (told.remove(mapping.remoteFilter())) {
      Logger.info(
          "Bridge {}: the remote grants the subscription to {} now",
          settings.name(),
          mapping.remoteFilter());
    }
    if (code.value() < mapping.qos().level()) {
      Logger.info(
          "Bridge {}: the remote grants QoS {} for {}, not {}",
          settings.name(),
          code.value(),
          mapping.remoteFilter(),
          mapping.qos().level());
    }
  }

  /** Whether to ask another server: this one has refused for a deadline, and not each has yet. */
  boolean leavesServer() {
    boolean isLong = loop.clock().nanoTime() - since >= settings.deadline().toNanos();
    if (!isLong || refusing + 1 >= servers) {
      return false;
    }
    refusing++;
    return true;
  }

  /** What the remote has refused. */
  List<TopicMapping> toAsk() {
    return refused;
  }

  /** For people: empty, or what does not come. */
  String said() {
    return refused.isEmpty()
        ? ""
        : ", which refuses the subscription to "
            + String.join(", ", refused.stream().map(each -> "" + each.remoteFilter()).toList());
  }

  void disconnected() {
    if (timer != null) {
      timer.cancel();
    }
    refused = List.of();
    delay = 0;
  }
}
