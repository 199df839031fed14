package hearth.protocol.packet;

import java.util.Objects;

/**
 * What the peer sent cannot be answered within the protocol: the connection ends, in 5.0 with the
 * Reason Code where one may be sent.
 */
public class MqttProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ReasonCode reasonCode;

  /**
   * @param message a plain sentence for the log and the Reason String, without secrets
   */
  public MqttProtocolException(ReasonCode reasonCode, String message) {
    super(message, null, false, false); // no stack trace: an attacker pays for each, not we
    this.reasonCode = Objects.requireNonNull(reasonCode);
  }

  public ReasonCode reasonCode() {
    return reasonCode;
  }
}
