package hearth.broker.bridge;

/**
 * What one direction of a bridge is doing.
 *
 * <pre>
 *   AT_HOME -- its session at home is there --> CONNECTING -- a channel --> AWAITING_CONNACK
 *   AWAITING_CONNACK -- CONNACK --> SPLICING -- both sessions are ready --> RUNNING
 *   AT_HOME -- the clock of the machine is not set --> WAITING
 *   any of them -- a failure --> WAITING -- the delay is over --> AT_HOME or CONNECTING
 *   any of them -- end() --> ENDED
 * </pre>
 */
enum LegState {
  /** The session at home is made ready, the remote not asked yet. */
  AT_HOME,
  CONNECTING,
  AWAITING_CONNACK,
  /** The remote has answered; the session at home is opened. */
  SPLICING,
  RUNNING,
  WAITING,
  ENDED
}
