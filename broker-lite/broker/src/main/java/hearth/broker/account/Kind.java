package hearth.broker.account;

/**
 * What memory is held for. The commonest stand first: an account has room for no more than it uses.
 */
public enum Kind {
  /** A session itself, with its Client Identifier and user name. */
  SESSION("sessions", Budget.SESSIONS),
  /** A connection itself. */
  CONNECTION("connections", Budget.CONNECTIONS),
  SUBSCRIPTION("subscriptions", Budget.SESSIONS),
  /** Messages of QoS 1 and 2 that wait for a client. */
  QUEUED("queued", Budget.QUEUES),
  /** Messages that wait for a client on disk alone: no memory, but within the same limit. */
  ON_DISK("queued on disk", Budget.QUEUES),
  /** Those that wait on disk for a bridge, whose queue has a limit of its own. */
  ON_DISK_FOR_BRIDGE("queued on disk for bridges", Budget.BRIDGES),
  /** Those that were sent and are not completed. */
  IN_FLIGHT("in flight", Budget.QUEUES),
  /** What a client has not taken yet. */
  OUTPUT("output", Budget.BUFFERS),
  /** Packets whose end has not come, of clients that are let in. */
  HALF_PACKET("half packets", Budget.BUFFERS),
  /** SUBSCRIBE and UNSUBSCRIBE of very many Topic Filters, until they are done. */
  REQUEST("requests", Budget.BUFFERS),
  WILL("wills", Budget.SESSIONS),
  /** Topic Aliases, those of both directions. */
  ALIAS("topic aliases", Budget.SESSIONS),
  /** Packet Identifiers of QoS 2 messages from clients, and answers that wait for the disk. */
  IDENTIFIER("identifiers", Budget.SESSIONS),
  /** An exchange of AUTH packets of a client that is let in. */
  AUTHENTICATION("authentication", Budget.SESSIONS),
  /** Packets whose end has not come, of those who are not let in yet. */
  FIRST_PACKET("first packets", Budget.STRANGERS),
  /** What a handshake of TLS takes, from the accept until the client is let in. */
  HANDSHAKE("handshakes", Budget.STRANGERS),
  /** A CONNECT until it is answered, with the exchange of AUTH packets that it begins. */
  CONNECT("connects", Budget.STRANGERS),
  RETAINED("retained", Budget.RETAINED),
  /** What the recorder holds of topics that are recorded, until it is on disk. */
  RECORDED("recorded", Budget.RETAINED);

  private final String words;
  private final Budget budget;

  Kind(String words, Budget budget) {
    this.words = words;
    this.budget = budget;
  }

  /** Whether it takes memory. */
  boolean isMemory() {
    return this != ON_DISK && this != ON_DISK_FOR_BRIDGE;
  }

  public Budget budget() {
    return budget;
  }

  /** As {@code $SYS} and people call it. */
  @Override
  public String toString() {
    return words;
  }
}
