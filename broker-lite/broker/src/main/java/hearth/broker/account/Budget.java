package hearth.broker.account;

/** What all of some kinds together may take; each is one setting. */
public enum Budget {
  /** Connections that are served, by their number. */
  CONNECTIONS("limits.connections", 3),
  /** Of those who are not let in yet. */
  STRANGERS("limits.stranger_bytes", 3),
  /** Packets half read or not yet taken. */
  BUFFERS("limits.buffer_bytes", 0),
  /** Messages on their way to clients, until their last acknowledgement. */
  QUEUES("limits.all_queued_bytes", 1),
  /** On disk, each bridge by itself. */
  BRIDGES("queued_bytes of a bridge", 3),
  RETAINED("limits.retained_bytes", 2),
  /** What sessions are made of besides their messages. */
  SESSIONS("limits.session_bytes", 3);

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

  /** Where the count of its holders stands in {@link SharedBytes}. */
  int shift() {
    return shift;
  }

  /** The setting, as the configuration calls it. */
  public String setting() {
    return setting;
  }
}
