package hearth.broker;

import hearth.broker.connection.ConnectionLimits;
import hearth.broker.session.Session;
import hearth.broker.session.SessionLimits;
import hearth.protocol.codec.PacketSizes;

/**
 * What can be set of a broker; the defaults suit a home on a machine of 512 MB.
 *
 * @param version shown on {@code $SYS/broker/version}
 * @param connections most connections at a time
 * @param connectionsPerHost most of them from one address
 * @param connectionsPerSecond how many one address may open in a second, on average; ten times as
 *     many at once
 * @param bufferBytes most memory of packets that are half read or not yet taken by their clients,
 *     of all connections together
 * @param retainedMessages most topics with a retained message
 * @param retainedBytes most memory of retained messages
 * @param queuedBytes most memory of messages queued in all sessions together
 */
public record BrokerSettings(
    String version,
    ConnectionLimits connection,
    SessionLimits session,
    int connections,
    int connectionsPerHost,
    int connectionsPerSecond,
    long bufferBytes,
    int retainedMessages,
    long retainedBytes,
    long queuedBytes) {

  public static final BrokerSettings DEFAULTS =
      new BrokerSettings(
          "hearth",
          new ConnectionLimits(
              new PacketSizes(8 << 20, 512 << 10, 256 << 10, 16 << 10),
              1024,
              64,
              0,
              10_000_000_000L,
              256 << 10,
              1_000_000_000L,
              1024,
              64,
              false),
          new SessionLimits(10_000, 256, 1000, 4 << 20, 1000, Session.NEVER_EXPIRES),
          2000,
          1000,
          200,
          24L << 20,
          100_000,
          48L << 20,
          48L << 20);

  public BrokerSettings withConnection(ConnectionLimits limits) {
    return new BrokerSettings(
        version,
        limits,
        session,
        connections,
        connectionsPerHost,
        connectionsPerSecond,
        bufferBytes,
        retainedMessages,
        retainedBytes,
        queuedBytes);
  }

  public BrokerSettings withSession(SessionLimits limits) {
    return new BrokerSettings(
        version,
        connection,
        limits,
        connections,
        connectionsPerHost,
        connectionsPerSecond,
        bufferBytes,
        retainedMessages,
        retainedBytes,
        queuedBytes);
  }
}
