package hearth.io.net;

import java.io.IOException;

/** A connection was cut off since as many others as may be are at their handshakes. */
public final class TooManyHandshakesException extends IOException {
  private static final long serialVersionUID = 1;

  TooManyHandshakesException(Peer peer) {
    super("handshakes with others are under way, and " + peer + " would be one too many");
  }
}
