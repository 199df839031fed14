package hearth.broker.session;

import java.util.Map;

/**
 * How many sessions are kept, and what one may hold.
 *
 * @param kept sessions that outlive their connections
 * @param keptPerUser those of one user, or of all who are let in without a name
 * @param inFlight messages of QoS 1 and 2 sent and not completed, 1 to 65535; the client's Receive
 *     Maximum may be lower
 * @param queuedMessages messages waiting
 * @param queuedBytes memory of the messages waiting and in flight; one alone may exceed it in
 *     flight
 * @param subscriptions Topic Filters
 * @param expiryMaximum seconds a session is kept without a connection at the most; {@link
 *     Session#NEVER_EXPIRES} where that is for ever
 * @param queues of sessions that have limits of their own, by their Client Identifiers
 */
public record SessionLimits(
    int kept,
    int keptPerUser,
    int inFlight,
    int queuedMessages,
    long queuedBytes,
    int subscriptions,
    long expiryMaximum,
    Map<String, QueueLimits> queues) {

  /** Those without limits of their own. */
  public SessionLimits(
      int kept,
      int keptPerUser,
      int inFlight,
      int queuedMessages,
      long queuedBytes,
      int subscriptions,
      long expiryMaximum) {
    this(
        kept,
        keptPerUser,
        inFlight,
        queuedMessages,
        queuedBytes,
        subscriptions,
        expiryMaximum,
        Map.of());
  }

  /** These, with sessions that have limits of their own. */
  public SessionLimits withQueues(Map<String, QueueLimits> queues) {
    return new SessionLimits(
        kept,
        keptPerUser,
        inFlight,
        queuedMessages,
        queuedBytes,
        subscriptions,
        expiryMaximum,
        queues);
  }
}
