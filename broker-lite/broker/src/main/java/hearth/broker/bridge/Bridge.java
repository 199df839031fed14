package hearth.broker.bridge;

import hearth.broker.sys.SystemTopics;
import hearth.io.loop.EventLoop;
import hearth.protocol.topic.TopicName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/** A bridge to one remote: messages leave by one pair of connections and come by another. */
public final class Bridge {
  /**
   * What a bridge is made of.
   *
   * @param servers at least one; any of them will do
   * @param names this broker's names in paths: the Client Identifiers of all its bridges
   * @param random for delays and Client Identifiers
   */
  public record Parts(
      EventLoop loop,
      BridgeSettings settings,
      BridgeHome home,
      List<BridgeServer> servers,
      Set<String> names,
      RandomGenerator random) {}

  private final BridgeSettings settings;
  private final BridgeCounts counts = new BridgeCounts();

  /** Empty where nothing leaves. */
  private final List<OutgoingLeg> out;

  /** Null where nothing comes. */
  private final IncomingLeg in;

  /** Nothing is connected yet. */
  public Bridge(Parts parts) {
    this.settings = parts.settings();
    this.out =
        settings.departures().stream().map(each -> new OutgoingLeg(parts, counts, each)).toList();
    this.in = settings.in().isEmpty() ? null : new IncomingLeg(parts, counts);
    if (in != null) {
      // A node that is cut off from its cluster sends nothing either, and nothing else says so.
      out.forEach(
          each -> each.whenLeft(server -> in.leave(server, "it answers pings alone"), in::verify));
    }
  }

  /**
   * Connects, and goes on trying. After what is stored was restored.
   *
   * @param ready runs once the session at home gathers what is to leave, or cannot, be it at once;
   *     what clients publish before is not in it
   */
  public void start(Runnable ready) {
    int[] waiting = {out.size()};
    for (OutgoingLeg each : out) {
      each.start(
          () -> {
            waiting[0]--;
            if (waiting[0] == 0) {
              ready.run();
            }
          });
    }
    if (out.isEmpty()) {
      ready.run();
    }
    if (in != null) {
      in.start();
    }
  }

  /** Ends its connections in order. What waits stays in its session. */
  public void end() {
    out.forEach(OutgoingLeg::end);
    if (in != null) {
      in.end();
    }
  }

  /**
   * Has the remote say something of this home when the link dies, retained; nothing where the topic
   * is none of those that leave. Before {@link #start}.
   *
   * @param topic at home
   * @param payload made for each connection
   * @param linked hears whenever the link is there again
   * @return whether the topic leaves
   */
  public boolean lastWord(TopicName topic, Supplier<byte[]> payload, Runnable linked) {
    Optional<OutgoingLeg> leg =
        out.stream().filter(each -> each.departure.takes(topic)).findFirst();
    leg.ifPresent(
        each -> {
          String client = settings.clientIdentifier();
          TopicName remote = each.departure.toRemote(topic);
          each.lastWord(new LastWord(settings.name(), client, remote, payload), linked);
        });
    return leg.isPresent();
  }

  /** How it is with it. */
  public BridgeStatus status() {
    boolean isUp = out.stream().allMatch(OutgoingLeg::isWhole) && (in == null || in.isWhole());
    return new BridgeStatus(
        settings.name(),
        isUp,
        sum(OutgoingLeg::queued),
        sum(OutgoingLeg::queuedBytes),
        counts.sent,
        counts.received,
        dropped(),
        refused(),
        counts.setAside,
        counts.ignored);
  }

  private long sum(ToLongFunction<OutgoingLeg> of) {
    return out.stream().mapToLong(of).sum();
  }

  private long dropped() {
    return counts.dropped + sum(OutgoingLeg::dropped);
  }

  /** By the remote, and at home since a queue was full. */
  private long refused() {
    return counts.refused + sum(OutgoingLeg::refused);
  }

  /** Adds what it does to {@code $SYS/broker/bridge/NAME/}. */
  public void showOn(SystemTopics topics) {
    String place = "bridge/" + settings.name() + "/";
    for (OutgoingLeg each : out) {
      String direction = place + each.departure.direction();
      topics.add(direction + "/state", each::said);
      topics.add(direction + "/queued", each::queued);
      topics.add(direction + "/queued bytes", each::queuedBytes);
      topics.add(direction + "/superseded", each::superseded);
    }
    if (!out.isEmpty()) {
      topics.add(place + "out/sent", () -> counts.sent);
      topics.add(place + "out/dropped", this::dropped);
      topics.add(place + "out/refused", this::refused);
      topics.add(place + "out/set aside", () -> counts.setAside);
    }
    if (in != null) {
      topics.add(place + "in/state", in::said);
      topics.add(place + "in/received", () -> counts.received);
      topics.add(place + "in/refused", () -> counts.refusedAtHome);
    }
    topics.add(place + "ignored", () -> counts.ignored);
  }
}
