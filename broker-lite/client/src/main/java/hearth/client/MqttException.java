package hearth.client;

import hearth.protocol.packet.ReasonCode;
import java.util.Objects;

/**
 * What was asked of the client did not happen. The message is a sentence for the person who reads
 * it: what happened, to what, and what to do.
 */
public final class MqttException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ReasonCode reasonCode;

  /** A failure that no peer named: the network, a limit, a client that was closed. */
  public MqttException(String message) {
    this(message, null, null);
  }

  /** A failure with what led to it. */
  public MqttException(String message, Throwable cause) {
    this(message, null, cause);
  }

  /**
   * A failure that the server, or the specification, has a name for.
   *
   * @param reasonCode what the server answered, or what the client found wrong
   */
  public MqttException(String message, ReasonCode reasonCode) {
    this(message, Objects.requireNonNull(reasonCode), null);
  }

  MqttException(String message, ReasonCode reasonCode, Throwable cause) {
    super(message, cause);
    this.reasonCode = reasonCode;
  }

  /** The Reason Code of 5.0, that of 3.1.1 mapped to it, or null where there is none. */
  public ReasonCode reasonCode() {
    return reasonCode;
  }
}
