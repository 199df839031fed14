package hearth.runtime.host;

import hearth.broker.BrokerSettings;
import hearth.broker.account.Budget;
import hearth.broker.account.Limits;
import hearth.broker.connection.ConnectionLimits;
import hearth.broker.session.QueueLimits;
import hearth.broker.session.Session;
import hearth.broker.session.SessionLimits;
import hearth.protocol.codec.PacketSizes;
import hearth.runtime.config.LimitsSettings;
import hearth.runtime.config.MemoryPlan;
import hearth.runtime.config.MemoryPlan.Part;
import java.util.Map;

/** The limits of the configuration as the broker has them. */
final class BrokerLimits {
  private BrokerLimits() {}

  /**
   * @param memory what all clients together may hold
   * @param queues of sessions that have limits of their own
   */
  static BrokerSettings of(
      LimitsSettings limits, MemoryPlan memory, Map<String, QueueLimits> queues, String version) {
    ConnectionLimits connection =
        new ConnectionLimits(
            new PacketSizes(
                (int) limits.packetSize(),
                (int) limits.connectPacketSize(),
                (int) limits.subscribePacketSize(),
                (int) limits.simplePacketSize()),
            limits.receiveMaximum(),
            limits.topicAliases(),
            (int) limits.keepAliveMaximum().toSeconds(),
            limits.connectTimeout().toNanos(),
            (int) limits.outputBytes(),
            limits.stallTimeout().toNanos(),
            limits.topicLength(),
            limits.topicLevels(),
            limits.disconnectUnauthorized());
    boolean forEver = limits.sessionExpiry().compareTo(LimitsSettings.FOR_EVER) >= 0;
    SessionLimits session =
        new SessionLimits(
            limits.sessions(),
            limits.sessionsPerUser(),
            limits.inFlight(),
            limits.queuedMessages(),
            limits.queuedBytes(),
            limits.subscriptions(),
            forEver ? Session.NEVER_EXPIRES : limits.sessionExpiry().toSeconds(),
            queues);
    return new BrokerSettings(
        version,
        connection,
        session,
        limits.connections(),
        limits.connectionsPerHost(),
        limits.connectionsPerSecond(),
        limits.retainedMessages(),
        new Limits(
            Map.of(
                Budget.STRANGERS, memory.bytes(Part.STRANGERS),
                Budget.BUFFERS, memory.bytes(Part.BUFFERS),
                Budget.QUEUES, memory.bytes(Part.QUEUES),
                Budget.RETAINED, memory.bytes(Part.RETAINED),
                Budget.SESSIONS, memory.bytes(Part.SESSIONS))));
  }
}
