package hearth.broker.account;

/** What all of some kinds together may take; each is one setting. */
public enum Budget {
  /** Connections that are served, by their number. */
  CONNECTIONS("limits.connections"),
  /** Of those who are not let in yet. */
  STRANGERS("limits.stranger_bytes"),
  /** Packets half read or not yet taken. */
  BUFFERS("limits.buffer_bytes"),
  /** Messages on their way to clients, until their last acknowledgement. */
  QUEUES("limits.all_queued_bytes"),
  RETAINED("limits.retained_bytes"),
  /** What sessions are made of besides their messages. */
  SESSIONS("limits.session_bytes");

  private final String setting;

  Budget(String setting) {
    this.setting = setting;
  }

  /** The setting, as the configuration calls it. */
  public String setting() {
    return setting;
  }
}
