package hearth.io.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A request that is not answered with an upgrade, and what it is answered with instead. */
class HttpRefusal extends IOException {
  private static final long serialVersionUID = 1;

  private final String status;
  private final String headers;

  /**
   * Refuses.
   *
   * @param status code and reason phrase
   */
  HttpRefusal(String status, String message) {
    this(status, message, "");
  }

  /**
   * Refuses.
   *
   * @param headers more of them, each with its line end
   */
  HttpRefusal(String status, String message, String headers) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  final String status() {
    return status;
  }

  final String headers() {
    return headers;
  }

  /** The whole answer, in parts, after which the connection is closed. */
  List<byte[]> answer() {
    String body = getMessage() + "\n";
    String answer =
        "HTTP/1.1 "
            + status
            + "\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length
            + "\r\n"
            + headers
            + "\r\n"
            + body;
    return List.of(answer.getBytes(StandardCharsets.UTF_8));
  }
}
