package hearth.runtime.host;

import static hearth.runtime.config.LimitsSettings.CONNECTIONS;
import static hearth.runtime.config.LimitsSettings.CONNECTIONS_PER_HOST;
import static hearth.runtime.config.LimitsSettings.CONNECTIONS_PER_SECOND;
import static hearth.runtime.config.LimitsSettings.CONNECT_PACKET_SIZE;
import static hearth.runtime.config.LimitsSettings.CONNECT_TIMEOUT;
import static hearth.runtime.config.LimitsSettings.DISCONNECT_UNAUTHORIZED;
import static hearth.runtime.config.LimitsSettings.FOR_EVER;
import static hearth.runtime.config.LimitsSettings.IN_FLIGHT;
import static hearth.runtime.config.LimitsSettings.KEEP_ALIVE_MAXIMUM;
import static hearth.runtime.config.LimitsSettings.OUTPUT_BYTES;
import static hearth.runtime.config.LimitsSettings.PACKET_SIZE;
import static hearth.runtime.config.LimitsSettings.QUEUED_BYTES;
import static hearth.runtime.config.LimitsSettings.QUEUED_MESSAGES;
import static hearth.runtime.config.LimitsSettings.RECEIVE_MAXIMUM;
import static hearth.runtime.config.LimitsSettings.RETAINED_MESSAGES;
import static hearth.runtime.config.LimitsSettings.SESSIONS;
import static hearth.runtime.config.LimitsSettings.SESSIONS_PER_USER;
import static hearth.runtime.config.LimitsSettings.SESSION_EXPIRY;
import static hearth.runtime.config.LimitsSettings.SIMPLE_PACKET_SIZE;
import static hearth.runtime.config.LimitsSettings.STALL_TIMEOUT;
import static hearth.runtime.config.LimitsSettings.SUBSCRIBE_PACKET_SIZE;
import static hearth.runtime.config.LimitsSettings.SUBSCRIPTIONS;
import static hearth.runtime.config.LimitsSettings.TOPIC_ALIASES;
import static hearth.runtime.config.LimitsSettings.TOPIC_LENGTH;
import static hearth.runtime.config.LimitsSettings.TOPIC_LEVELS;

import hearth.broker.BrokerSettings;
import hearth.broker.account.Budget;
import hearth.broker.account.Limits;
import hearth.broker.connection.ConnectionLimits;
import hearth.broker.session.QueueLimits;
import hearth.broker.session.Session;
import hearth.broker.session.SessionLimits;
import hearth.protocol.codec.PacketSizes;
import hearth.runtime.config.LimitsSettings;
import hearth.runtime.config.LimitsSettings.Limit;
import hearth.runtime.config.MemoryPlan;
import hearth.runtime.config.MemoryPlan.Part;
import java.util.Map;

/** The limits of the configuration as the broker has them. */
public final class BrokerLimits {
  private BrokerLimits() {}

  /**
   * @param memory what all clients together may hold
   * @param queues of sessions that have limits of their own
   */
  public static BrokerSettings of(
      LimitsSettings limits, MemoryPlan memory, Map<String, QueueLimits> queues, String version) {
    ConnectionLimits connection =
        new ConnectionLimits(
            new PacketSizes(
                bytes(limits, PACKET_SIZE),
                bytes(limits, CONNECT_PACKET_SIZE),
                bytes(limits, SUBSCRIBE_PACKET_SIZE),
                bytes(limits, SIMPLE_PACKET_SIZE)),
            limits.get(RECEIVE_MAXIMUM),
            limits.get(TOPIC_ALIASES),
            (int) limits.get(KEEP_ALIVE_MAXIMUM).toSeconds(),
            limits.get(CONNECT_TIMEOUT).toNanos(),
            bytes(limits, OUTPUT_BYTES),
            limits.get(STALL_TIMEOUT).toNanos(),
            limits.get(TOPIC_LENGTH),
            limits.get(TOPIC_LEVELS),
            limits.get(DISCONNECT_UNAUTHORIZED));
    boolean forEver = limits.get(SESSION_EXPIRY).compareTo(FOR_EVER) >= 0;
    SessionLimits session =
        new SessionLimits(
            limits.get(SESSIONS),
            limits.get(SESSIONS_PER_USER),
            limits.get(IN_FLIGHT),
            limits.get(QUEUED_MESSAGES),
            limits.get(QUEUED_BYTES),
            limits.get(SUBSCRIPTIONS),
            forEver ? Session.NEVER_EXPIRES : limits.get(SESSION_EXPIRY).toSeconds(),
            queues);
    return new BrokerSettings(
        version,
        connection,
        session,
        limits.get(CONNECTIONS),
        limits.get(CONNECTIONS_PER_HOST),
        limits.get(CONNECTIONS_PER_SECOND),
        limits.get(RETAINED_MESSAGES),
        new Limits(
            Map.of(
                Budget.STRANGERS, memory.bytes(Part.STRANGERS),
                Budget.BUFFERS, memory.bytes(Part.BUFFERS),
                Budget.QUEUES, memory.bytes(Part.QUEUES),
                Budget.RETAINED, memory.bytes(Part.RETAINED),
                Budget.SESSIONS, memory.bytes(Part.SESSIONS))),
        memory.room());
  }

  private static int bytes(LimitsSettings limits, Limit<Long> limit) {
    return Math.toIntExact(limits.get(limit));
  }
}
