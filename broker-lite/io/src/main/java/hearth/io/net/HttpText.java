package hearth.io.net;

import hearth.io.loop.EventLoop;
import hearth.io.loop.Timer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One text at one path, made anew for each request, on a listener where nothing else is spoken. It
 * answers GET and HEAD, closes each connection, and reads no body. On the loop's thread.
 *
 * @param path such as {@code /metrics}
 * @param type its media type
 * @param host by which names it may be called
 * @param readers addresses that may read it
 * @param token that a request must have as {@code Authorization: Bearer}; null where none is needed
 * @param timeoutNanos for the head of a request
 * @param text makes it, at once
 */
public record HttpText(
    EventLoop loop,
    String path,
    String type,
    HttpHost host,
    Predicate<String> readers,
    byte[] token,
    long timeoutNanos,
    Supplier<byte[]> text) {
  private static final int MAX_HEAD = 8 * 1024;
  private static final String BEARER = "Bearer ";
  private static final String HEADERS =
      "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";

  /**
   * An acceptor that answers each request.
   *
   * @param failures hears of each that was refused or not finished, with who it was
   */
  public TcpListener.Acceptor accepting(Consumer<? super IOException> failures) {
    return channel -> new Request(channel, failures).begin();
  }

  /** One connection, and its one request. */
  private final class Request implements ChannelHandler {
    private final Channel channel;
    private final Consumer<? super IOException> failures;
    private Timer timeout;

    Request(Channel channel, Consumer<? super IOException> failures) {
      this.channel = channel;
      this.failures = failures;
    }

    void begin() {
      timeout = loop.schedule(timeoutNanos, this::isLate);
      channel.open(this);
    }

    private void isLate() {
      failed(new SocketTimeoutException("it was not finished in time"));
      channel.abort();
    }

    @Override
    public int onBytes(ByteBuffer bytes) {
      try {
        HttpHead head = HttpHead.read(bytes, MAX_HEAD);
        if (head != null) {
          answer(head);
        }
      } catch (HttpRefusal refusal) {
        failed(refusal);
        refusal.answer().forEach(channel::write);
        channel.close();
      }
      return 0;
    }

    private void answer(HttpHead head) throws HttpRefusal {
      String[] words = checked(head);
      byte[] body = text.get();
      String headers = HEADERS + "Content-Type: " + type + "\r\n";
      byte[] sent = words[0].equals("HEAD") ? new byte[0] : body;
      for (byte[] part : HttpAnswer.of("200 OK", headers, body.length, sent).answer()) {
        if (part.length > 0) {
          channel.write(part);
        }
      }
      channel.close();
    }

    private String[] checked(HttpHead head) throws HttpRefusal {
      if (!readers.test(channel.peer().host())) {
        throw new HttpRefusal(
            "403 Forbidden", channel.peer().host() + " is not among those who may read this");
      }
      String[] words = head.firstLine().split(" ");
      String named = head.field("host");
      if (words.length != 3 || !words[2].startsWith("HTTP/1.") || named.isEmpty()) {
        throw new HttpRefusal("400 Bad Request", "this is no request of HTTP/1.1");
      }
      if (!host.isOurs(named)) {
        throw new HttpRefusal("421 Misdirected Request", host.whyNotOurs(named));
      }
      if (!isKnown(head.field("authorization"))) {
        throw new HttpRefusal(
            "401 Unauthorized", "a token is needed here", "WWW-Authenticate: Bearer\r\n");
      }
      if (!words[0].equals("GET") && !words[0].equals("HEAD")) {
        throw new HttpRefusal(
            "405 Method Not Allowed", "only GET and HEAD are answered", "Allow: GET, HEAD\r\n");
      }
      if (!words[1].split("\\?", 2)[0].equals(path)) {
        throw new HttpRefusal("404 Not Found", "there is nothing here but " + path);
      }
      return words;
    }

    /** In a time that says nothing of how much was right. */
    private boolean isKnown(String authorization) {
      boolean isBearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
      String given = isBearer ? authorization.substring(BEARER.length()).strip() : "";
      return token == null
          || MessageDigest.isEqual(token, given.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void failed(IOException cause) {
      failures.accept(
          new IOException(
              "the request of " + channel.peer() + " failed: " + cause.getMessage(), cause));
    }

    @Override
    public void onClosed(IOException cause) {
      timeout.cancel();
    }
  }
}
