package hearth.broker.account;

import java.util.Locale;

/**
 * The limits that a sentence names when something is refused because of one. What they are set to
 * comes from above; whoever reads a configuration has a key of this name for each, which a test
 * there asks for.
 */
public enum Limit {
  PACKET_SIZE,
  CONNECT_PACKET_SIZE,
  SUBSCRIBE_PACKET_SIZE,
  SIMPLE_PACKET_SIZE,
  CONNECTIONS,
  CONNECTIONS_PER_HOST,
  CONNECTIONS_PER_SECOND,
  CONNECT_TIMEOUT,
  STRANGER_BYTES,
  BUFFER_BYTES,
  RECEIVE_MAXIMUM,
  TOPIC_ALIASES,
  TOPIC_LENGTH,
  TOPIC_LEVELS,
  SUBSCRIPTIONS,
  QUEUED_MESSAGES,
  QUEUED_BYTES,
  ALL_QUEUED_BYTES,
  RETAINED_MESSAGES,
  RETAINED_BYTES,
  SESSION_BYTES,
  SESSIONS,
  SESSIONS_PER_USER;

  private final String text = "limits." + name().toLowerCase(Locale.ROOT);

  /** As a person reads it, such as {@code limits.topic_length}. */
  @Override
  public String toString() {
    return text;
  }
}
