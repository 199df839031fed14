package hearth.broker.bridge;

/**
 * How it is with a bridge.
 *
 * @param isUp whether all of it is connected, and the remote sends all that it is asked for
 * @param queued messages that are to leave
 * @param sent messages, as all that follow since the start
 * @param dropped messages that found the link or the queue full
 * @param refused by the remote, or by a queue that is full
 * @param setAside since connections ended on them, or the remote takes none so large
 * @param ignored that had come by a bridge already, and old commands
 */
public record BridgeStatus(
    String name,
    boolean isUp,
    long queued,
    long queuedBytes,
    long sent,
    long received,
    long dropped,
    long refused,
    long setAside,
    long ignored) {}
