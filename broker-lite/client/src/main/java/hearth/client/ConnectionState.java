package hearth.client;

import java.util.Map;
import java.util.Set;

/**
 * Where a client stands. The allowed transitions, and nothing else:
 *
 * <pre>
 *                 connect()              channel open              CONNACK
 * DISCONNECTED ------------> CONNECTING -------------> HANDSHAKING -------> CONNECTED
 *   ^   ^   ^                 ^  |                        |                  |    |
 *   |   |   |           timer |  | failed          failed |             lost |    |
 *   |   |   |                 |  v                        |                  |    |
 *   |   |   +-- gave up ---- WAITING &lt;--------------------+&lt;-----------------+    |
 *   |   |                                                                         |
 *   |   +-- closed -- DISCONNECTING &lt;------------------------ disconnect() -------+
 *   |
 *   +-- CONNECTING, HANDSHAKING, CONNECTED too, where no further attempt is wanted
 *
 * every state -- close() --> CLOSED, the last one
 * </pre>
 */
public enum ConnectionState {
  /** No connection, and none wanted. */
  DISCONNECTED,
  /** The network connection is being opened. */
  CONNECTING,
  /** CONNECT is sent, CONNACK is awaited. */
  HANDSHAKING,
  /** CONNACK has come with success. */
  CONNECTED,
  /** The next attempt waits for its time. */
  WAITING,
  /** DISCONNECT is sent, the channel is closing. */
  DISCONNECTING,
  /** The client is closed for good. */
  CLOSED;

  private static final Map<ConnectionState, Set<ConnectionState>> NEXT =
      Map.of(
          DISCONNECTED, Set.of(CONNECTING, CLOSED),
          CONNECTING, Set.of(HANDSHAKING, WAITING, DISCONNECTED, CLOSED),
          HANDSHAKING, Set.of(CONNECTED, WAITING, DISCONNECTED, CLOSED),
          CONNECTED, Set.of(WAITING, DISCONNECTING, DISCONNECTED, CLOSED),
          WAITING, Set.of(CONNECTING, DISCONNECTED, CLOSED),
          DISCONNECTING, Set.of(DISCONNECTED, CLOSED),
          CLOSED, Set.of());

  /** Whether the table has the transition. */
  public boolean mayBecome(ConnectionState next) {
    return NEXT.get(this).contains(next);
  }
}
