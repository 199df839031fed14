package hearth.io.net;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a site answers, after which the connection is closed: a page, or why there is none. */
public final class HttpAnswer extends HttpRefusal {
  private static final long serialVersionUID = 1;

  private final transient byte[] body;
  private final boolean refused;

  private HttpAnswer(String status, String message, String headers, byte[] body, boolean refused) {
    super(status, message, headers);
    this.body = body;
    this.refused = refused;
  }

  /**
   * What was asked for.
   *
   * @param headers each with its line end; the length of the body is added
   * @param length that is told of the body, which is not sent where only the head was asked for
   */
  static HttpAnswer of(String status, String headers, int length, byte[] body) {
    return new HttpAnswer(
        status, "a page was served", headers + "Content-Length: " + length + "\r\n", body, false);
  }

  /** A sentence instead of a page, and nobody is to blame. */
  static HttpAnswer sentence(String status, String message, String headers) {
    return new HttpAnswer(status, message, headers, null, false);
  }

  /** A refusal with more headers. */
  static HttpAnswer of(HttpRefusal refusal, String headers) {
    if (refusal instanceof HttpAnswer answer) {
      return answer;
    }
    return new HttpAnswer(
        refusal.status(), refusal.getMessage(), refusal.headers() + headers, null, true);
  }

  /** Whether a failed handshake is none: all that was asked for has been answered. */
  public static boolean isOrderly(Throwable failure) {
    return failure.getCause() instanceof HttpAnswer answer && !answer.refused;
  }

  @Override
  List<byte[]> answer() {
    if (body == null) {
      return super.answer();
    }
    String head = "HTTP/1.1 " + status() + "\r\nConnection: close\r\n" + headers() + "\r\n";
    return List.of(head.getBytes(StandardCharsets.ISO_8859_1), body);
  }
}
