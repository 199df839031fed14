package hearth.broker.bridge;

import hearth.broker.session.Session;
import hearth.io.net.Channel;
import hearth.protocol.topic.TopicName;

/** What a bridge needs of its own broker. On the loop's thread. */
public interface BridgeHome {
  /** A connection to the broker, not yet opened, which lets the bridge in without a password. */
  Channel connect();

  /** The session of a Client Identifier, or null. */
  Session session(String clientIdentifier);

  /** Whether something is retained of a topic. */
  boolean isRetained(TopicName topic);

  /** How many QoS 1 and 2 messages the broker takes before it has answered one. */
  int receiveMaximum();

  /** The largest packet that the broker takes, in bytes. */
  int maximumPacketSize();
}
