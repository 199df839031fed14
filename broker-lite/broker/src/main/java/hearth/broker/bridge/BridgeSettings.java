package hearth.broker.bridge;

import hearth.broker.session.QueueLimits;
import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a bridge is to do.
 *
 * @param name of the remote, for people and topics of {@code $SYS}
 * @param version null for the newest that a server speaks
 * @param clientIdentifier at the remote, where nobody else may have it; also this broker's name in
 *     the path of a message
 * @param userName null for none
 * @param password null for none
 * @param out what leaves
 * @param in what comes
 * @param exactlyOnce whether a message of QoS 1 leaves with QoS 2
 * @param keepFor seconds that the remote keeps what comes while the link is dead; 0 for nothing
 * @param transit whether what came by a bridge leaves by this one
 * @param deadline for a connection, and how long the remote may be silent
 * @param reconnectWithin the longest time between two attempts to connect
 * @param rate the most messages a second that leave, 0 for no limit
 * @param queue the limits of what waits to leave
 */
public record BridgeSettings(
    String name,
    MqttVersion version,
    String clientIdentifier,
    String userName,
    byte[] password,
    List<TopicMapping> out,
    List<TopicMapping> in,
    boolean exactlyOnce,
    long keepFor,
    boolean transit,
    Duration deadline,
    Duration reconnectWithin,
    int rate,
    QueueLimits queue) {

  /** The limits of their queues, by the sessions that these are of. */
  public static Map<String, QueueLimits> queues(List<BridgeSettings> bridges) {
    Map<String, QueueLimits> queues = new HashMap<>();
    for (BridgeSettings each : bridges) {
      queues.put(each.outSession(), each.queue);
      queues.put(each.latestSession(), each.queue.ofLatest());
    }
    return queues;
  }

  /** What leaves, by the ways it takes; none where nothing does. */
  List<Departure> departures() {
    List<TopicMapping> messages = out.stream().filter(each -> !each.latest()).toList();
    List<TopicMapping> states = out.stream().filter(TopicMapping::latest).toList();
    return Stream.of(
            new Departure("out", outSession(), clientIdentifier, messages, out),
            new Departure("latest", latestSession(), clientIdentifier + "-latest", states, out))
        .filter(each -> !each.topics().isEmpty())
        .toList();
  }

  /** Of the session at home whose messages leave. No user can have such a session taken over. */
  public String outSession() {
    return "bridge/" + name + "/out";
  }

  /** The same, of states of which the latest alone waits. */
  public String latestSession() {
    return "bridge/" + name + "/latest";
  }

  /** Of the session at home by which messages come. */
  public String inSession() {
    return "bridge/" + name + "/in";
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "bridge " + name + " as " + clientIdentifier;
  }
}
