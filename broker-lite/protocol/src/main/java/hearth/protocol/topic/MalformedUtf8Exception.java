package hearth.protocol.topic;

/** Bytes or a text that cannot be an MQTT UTF-8 Encoded String, whatever they were to name. */
public final class MalformedUtf8Exception extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  MalformedUtf8Exception(String message) {
    super(message);
  }
}
