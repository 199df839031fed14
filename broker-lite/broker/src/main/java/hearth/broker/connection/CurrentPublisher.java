package hearth.broker.connection;

/** Whose message is being routed at this moment, so that a slow reader can hold it back. */
public final class CurrentPublisher {
  private Connection connection;

  /** The publisher, or null where the message is the broker's own. */
  Connection get() {
    return connection;
  }

  void set(Connection publisher) {
    connection = publisher;
  }
}
