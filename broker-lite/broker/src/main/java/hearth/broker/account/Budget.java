package hearth.broker.account;

/** What all of some kinds together may take; each is one setting. */
public enum Budget {
  /** Connections that are served, by their number. */
  CONNECTIONS(Limit.CONNECTIONS, 3),
  /** Of those who are not let in yet. */
  STRANGERS(Limit.STRANGER_BYTES, 3),
  /** Packets half read or not yet taken. */
  BUFFERS(Limit.BUFFER_BYTES, 0),
  /** Messages on their way to clients, until their last acknowledgement. */
  QUEUES(Limit.ALL_QUEUED_BYTES, 1),
  /** On disk, each bridge by itself. */
  BRIDGES("queued_bytes of a bridge", 3),
  RETAINED(Limit.RETAINED_BYTES, 2),
  /** What sessions are made of besides their messages. */
  SESSIONS(Limit.SESSION_BYTES, 3);

  /** Of the count of those who hold shared bytes for a budget. */
  static final int HOLDERS_BITS = 16;

  private final String setting;
  private final int shift;

  /**
   * @param place of its count in {@link SharedBytes}; what is never shared has one together
   */
  Budget(String setting, int place) {
    this.setting = setting;
    this.shift = place * HOLDERS_BITS;
  }

  Budget(Limit limit, int place) {
    this(limit.toString(), place);
  }

  /** Where the count of its holders stands in {@link SharedBytes}. */
  int shift() {
    return shift;
  }

  /** The setting, as the configuration calls it. */
  public String setting() {
    return setting;
  }
}
