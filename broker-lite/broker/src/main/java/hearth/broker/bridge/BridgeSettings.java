package hearth.broker.bridge;

import hearth.protocol.packet.MqttVersion;
import java.time.Duration;
import java.util.List;

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
    int rate) {

  /** Of the session at home whose messages leave. No user can have such a session taken over. */
  public String outSession() {
    return "bridge/" + name + "/out";
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
