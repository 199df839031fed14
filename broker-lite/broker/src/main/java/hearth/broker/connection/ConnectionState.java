package hearth.broker.connection;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a Network Connection stands.
 *
 * <pre>
 *   AWAITING_CONNECT --CONNECT--> AUTHENTICATING --accepted--> ACCEPTED --CONNACK--> CONNECTED
 *          |                            |                         |                     |
 *          +----------------- refused, cut or timed out: CLOSED <-+---------------------+
 * </pre>
 */
enum ConnectionState {
  AWAITING_CONNECT,
  /** The user's password, or an AUTH exchange, is being looked at. */
  AUTHENTICATING,
  /** The session is the client's, and its CONNACK waits for the disk. */
  ACCEPTED,
  CONNECTED,
  CLOSED;

  private Set<ConnectionState> next;

  static {
    AWAITING_CONNECT.next = EnumSet.of(AUTHENTICATING, CLOSED);
    AUTHENTICATING.next = EnumSet.of(ACCEPTED, CLOSED);
    ACCEPTED.next = EnumSet.of(CONNECTED, CLOSED);
    CONNECTED.next = EnumSet.of(CLOSED);
    CLOSED.next = EnumSet.noneOf(ConnectionState.class);
  }

  ConnectionState to(ConnectionState state) {
    if (!next.contains(state)) {
      throw new IllegalStateException("a connection does not go from " + this + " to " + state);
    }
    return state;
  }
}
