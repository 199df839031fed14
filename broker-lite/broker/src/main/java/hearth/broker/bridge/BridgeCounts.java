package hearth.broker.bridge;

/** What a bridge has done since the start, for {@code $SYS}. On the loop's thread. */
final class BridgeCounts {
  long sent;
  long received;

  /** QoS 0 messages that found the link full. */
  long dropped;

  /** Messages that the remote has refused by a Reason Code. */
  long refused;

  /** Messages that the broker at home has refused: the bridge may not publish them. */
  long refusedAtHome;

  /** Messages on which connections ended again and again, or that are too large for the remote. */
  long setAside;

  /** Messages that had come by a bridge already, and old commands. */
  long ignored;
}
