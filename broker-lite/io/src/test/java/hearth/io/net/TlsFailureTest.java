package hearth.io.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFailureTest {
  /** As Java up to 17.0.15 and as newer ones word it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Received fatal alert: certificate_expired",
        "(certificate_expired) Received fatal alert: certificate_expired"
      })
  void anAlertIsToldInWords(String message) {
    assertEquals(
        "the peer refused: it takes our certificate for expired: are both clocks right?"
            + " (certificate_expired)",
        TlsFailure.inWords(new SSLHandshakeException(message), false).getMessage());
  }

  @Test
  void whatIsNoAlertStaysAsItIs() {
    IOException cause = new IOException("Connection reset");
    assertSame(cause, TlsFailure.inWords(cause, false));
  }
}
