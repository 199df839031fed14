package hearth.broker.bridge;

import hearth.broker.sys.SystemTopics;
import hearth.io.loop.EventLoop;
import hearth.protocol.topic.TopicName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

  /** Null where nothing leaves. */
  private final OutgoingLeg out;

  /** Null where nothing comes. */
  private final IncomingLeg in;

  /** Nothing is connected yet. */
  public Bridge(Parts parts) {
    this.settings = parts.settings();
    this.out = settings.out().isEmpty() ? null : new OutgoingLeg(parts, counts);
    this.in = settings.in().isEmpty() ? null : new IncomingLeg(parts, counts);
  }

  /**
   * Connects, and goes on trying. After what is stored was restored.
   *
   * @param ready runs once the session at home gathers what is to leave, or cannot, be it at once;
   *     what clients publish before is not in it
   */
  public void start(Runnable ready) {
    if (out != null) {
      out.start(ready);
    } else {
      ready.run();
    }
    if (in != null) {
      in.start();
    }
  }

  /** Ends its connections in order. What waits stays in its session. */
  public void end() {
    if (out != null) {
      out.end();
    }
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
    Optional<TopicName> remote =
        settings.out().stream()
            .map(mapping -> mapping.toRemote(topic))
            .filter(Objects::nonNull)
            .findFirst();
    remote.ifPresent(
        name ->
            out.lastWord(
                new LastWord(settings.name(), settings.clientIdentifier(), name, payload), linked));
    return remote.isPresent();
  }

  /** How it is with it. */
  public BridgeStatus status() {
    boolean isUp =
        (out == null || out.state == LegState.RUNNING)
            && (in == null || in.state == LegState.RUNNING);
    Integer queued = out == null ? null : out.queued();
    Long bytes = out == null ? null : out.queuedBytes();
    return new BridgeStatus(
        settings.name(),
        isUp,
        queued == null ? 0 : queued,
        bytes == null ? 0 : bytes,
        counts.sent,
        counts.received,
        out == null ? counts.dropped : out.dropped(),
        out == null ? counts.refused : out.refused(),
        counts.setAside,
        counts.ignored);
  }

  /** Adds what it does to {@code $SYS/broker/bridge/NAME/}. */
  public void showOn(SystemTopics topics) {
    String place = "bridge/" + settings.name() + "/";
    if (out != null) {
      topics.add(place + "out/state", out::said);
      topics.add(place + "out/queued", out::queued);
      topics.add(place + "out/queued bytes", out::queuedBytes);
      topics.add(place + "out/sent", () -> counts.sent);
      topics.add(place + "out/dropped", out::dropped);
      topics.add(place + "out/refused", out::refused);
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
