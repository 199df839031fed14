package hearth.io.net;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The server's end of a {@link WebSocketLayer}; in a class of its own, which no client needs. */
public final class WebSocketServer {
  private final EventLoop loop;
  private final WebSocketLayer layer;
  private final WebSocketLayer.Settings settings;
  private final Predicate<String> proxies;

  /** Null where nothing but WebSocket is answered. */
  private final HttpSite site;

  /** Makes a layer. */
  public WebSocketServer(EventLoop loop, RandomGenerator random, WebSocketLayer.Settings settings) {
    this(loop, random, settings, host -> false, null);
  }

  /**
   * Makes a layer, behind proxies or beside pages.
   *
   * @param proxies addresses that are believed when they say in X-Forwarded-For whose request they
   *     pass on
   * @param site the pages that are served beside, or null; WebSocket then has a path of its own
   */
  public WebSocketServer(
      EventLoop loop,
      RandomGenerator random,
      WebSocketLayer.Settings settings,
      Predicate<String> proxies,
      HttpSite site) {
    this.loop = loop;
    this.site = site;
    this.proxies = proxies;
    this.layer = new WebSocketLayer(loop, random, settings);
    this.settings = settings;
  }

  /**
   * Answers a client's request, over a channel that is not yet opened.
   *
   * @return as {@link WebSocketLayer#client}
   */
  public CompletableFuture<Channel> server(Channel below) {
    return layer.shakeHands(
        below, new WebSocketServerOpening(settings, below.peer(), proxies, site));
  }

  /**
   * An acceptor that answers each request and passes on whom that succeeds with.
   *
   * @param underWay how many handshakes may be under way; who comes beyond that is cut off
   * @param failures hears of each handshake that failed
   */
  public TcpListener.Acceptor accepting(
      HostQuota underWay, TcpListener.Acceptor next, Consumer<? super IOException> failures) {
    return acceptingVisitors(underWay, (channel, cookies) -> next.accepted(channel), failures);
  }

  /** Takes over a channel that has been accepted, with what our own page knows its user by. */
  public interface Visited {
    /**
     * A handshake has succeeded.
     *
     * @param cookies as in the header field Cookie; empty where it is not our own page that asked
     */
    void accepted(Channel channel, String cookies);
  }

  /** The same, for who wants to know the cookies. */
  public TcpListener.Acceptor acceptingVisitors(
      HostQuota underWay, Visited next, Consumer<? super IOException> failures) {
    return below -> {
      var opening = new WebSocketServerOpening(settings, below.peer(), proxies, site);
      new HandshakeAcceptor(
              loop,
              channel -> layer.shakeHands(channel, opening),
              underWay,
              channel -> next.accepted(channel, opening.takeCookies()),
              failures)
          .accepted(below);
    };
  }
}
