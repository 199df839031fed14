package hearth.io.net;

import java.io.IOException;

/**
 * A peer that does not keep to RFC 6455, and the status code of the Close frame that tells it so.
 */
final class WebSocketException extends IOException {
  static final int PROTOCOL_ERROR = 1002;
  static final int UNSUPPORTED_DATA = 1003;
  static final int INVALID_PAYLOAD = 1007;
  static final int TOO_BIG = 1009;

  private static final long serialVersionUID = 1;

  private final int status;

  WebSocketException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
