package hearth.io.net;

import java.io.IOException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;

/** Why there is no TLS, in words for whoever has to do something about it. */
final class TlsFailure {
  private static final String ALERT = "Received fatal alert: ";

  /** What a peer means by an alert (RFC 8446, 6.2), by the beginning of its name. */
  private static final String[][] ALERTS = {
    {"unknown_ca", "it does not know the authority that signed our certificate"},
    {"certificate_expired", "it takes our certificate for expired: are both clocks right?"},
    {"certificate_revoked", "our certificate is revoked"},
    {"certificate_required", "it wants a certificate of ours, and there was none"},
    {
      "certificate_unknown",
      "it does not accept our certificate: does it know the authority, is it called by one of the"
          + " certificate's names, and are both clocks right?"
    },
    {"bad_certificate", "it wants a certificate of ours, or does not accept the one there is"},
    {"protocol_version", "it speaks another version of TLS than 1.2 and 1.3"},
    {"handshake_failure", "it has no cipher suite or kind of certificate in common with us"},
  };

  private TlsFailure() {}

  /**
   * Refuses what is no TLS, by the first byte that came.
   *
   * @throws SSLException with what it looks like
   */
  static void requireRecord(byte first) throws SSLException {
    String instead = FirstByte.insteadOf("TLS", first);
    if (instead != null) {
      throw new SSLException(instead);
    }
  }

  /**
   * The same failure with the words of people.
   *
   * @param mute whether we are the client and the server has not said anything
   */
  static IOException inWords(IOException cause, boolean mute) {
    String message = String.valueOf(cause.getMessage());
    if (mute && !(cause instanceof SocketTimeoutException || cause instanceof SSLException)) {
      return new IOException(message + "; perhaps there is no TLS at this port", cause);
    }
    int at = message.indexOf(ALERT); // newer ones of Java write the alert before it, too
    if (at >= 0) {
      String alert = message.substring(at + ALERT.length());
      for (String[] known : ALERTS) {
        if (alert.startsWith(known[0])) {
          return new SSLException("the peer refused: " + known[1] + " (" + alert + ")", cause);
        }
      }
    }
    return cause;
  }
}
