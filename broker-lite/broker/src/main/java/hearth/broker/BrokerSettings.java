package hearth.broker;

import hearth.broker.account.Budget;
import hearth.broker.account.Limits;
import hearth.broker.account.Owners;
import hearth.broker.connection.ConnectionLimits;
import hearth.broker.session.SessionLimits;

/**
 * What can be set of a broker. What is usual is known to whoever reads a configuration.
 *
 * @param version shown on {@code $SYS/broker/version}
 * @param connections most connections at a time
 * @param connectionsPerHost most of them from one address
 * @param connectionsPerSecond how many one address may open in a second, on average; ten times as
 *     many at once
 * @param retainedMessages most topics with a retained message
 * @param memory the most that all together may hold
 * @param memoryBytes how much memory there is for all of that; load is shed before it is full
 */
public record BrokerSettings(
    String version,
    ConnectionLimits connection,
    SessionLimits session,
    int connections,
    int connectionsPerHost,
    int connectionsPerSecond,
    int retainedMessages,
    Limits memory,
    long memoryBytes) {

  /** One address may take so large a part of what all have who are not let in yet. */
  private static final int ADDRESSES_SHARE = 4;

  /** One user may take so large a part of what all sessions have. */
  private static final int USERS_SHARE = 2;

  /**
   * So large a part is left to others: by one user's retained messages of what all may have, and by
   * one address without a name of what all such may have.
   */
  private static final int OTHERS_SHARE = 4;

  /** The accounts of who holds memory, with these limits. */
  Owners owners() {
    long ofAddress = memory.of(Budget.STRANGERS) / ADDRESSES_SHARE;
    long sessions = memory.of(Budget.SESSIONS) / USERS_SHARE;
    long retained = memory.of(Budget.RETAINED) - memory.of(Budget.RETAINED) / OTHERS_SHARE;
    long unnamed = sessions - sessions / OTHERS_SHARE;
    return new Owners(
        memory,
        Limits.NONE.with(Budget.STRANGERS, ofAddress),
        Limits.NONE.with(Budget.SESSIONS, sessions).with(Budget.RETAINED, retained),
        Limits.NONE.with(Budget.SESSIONS, unnamed));
  }

  public BrokerSettings withConnection(ConnectionLimits limits) {
    return new BrokerSettings(
        version,
        limits,
        session,
        connections,
        connectionsPerHost,
        connectionsPerSecond,
        retainedMessages,
        memory,
        memoryBytes);
  }

  public BrokerSettings withSession(SessionLimits limits) {
    return new BrokerSettings(
        version,
        connection,
        limits,
        connections,
        connectionsPerHost,
        connectionsPerSecond,
        retainedMessages,
        memory,
        memoryBytes);
  }

  /** These with so many bytes of one budget. */
  public BrokerSettings withMemory(Budget budget, long bytes) {
    return new BrokerSettings(
        version,
        connection,
        session,
        connections,
        connectionsPerHost,
        connectionsPerSecond,
        retainedMessages,
        memory.with(budget, bytes),
        memoryBytes);
  }

  /** These with so much memory in all. */
  public BrokerSettings withMemoryBytes(long bytes) {
    return new BrokerSettings(
        version,
        connection,
        session,
        connections,
        connectionsPerHost,
        connectionsPerSecond,
        retainedMessages,
        memory,
        bytes);
  }
}
