package hearth.io.net;

import hearth.io.loop.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Puts WebSocket, with the subprotocols of MQTT, on top of channels of one loop, as a client;
 * {@link WebSocketServer} is the other end.
 */
public final class WebSocketLayer {
  private final EventLoop loop;
  private final RandomGenerator random;
  private final Settings settings;
  private final WriteQueuePool queues = new WriteQueuePool();

  /**
   * Limits, and whom a server answers.
   *
   * @param path where WebSocket is spoken, such as {@code /mqtt}; null for a server that answers
   *     everywhere
   * @param origins which pages' scripts may connect, as {@code https://home.example}; programs that
   *     are no browsers have no origin and are not asked
   * @param maximumHeadBytes of the HTTP request or answer
   * @param maximumMessageBytes of one WebSocket message, the headers of its frames included
   * @param handshakeTimeoutNanos for the HTTP part
   */
  public record Settings(
      String path,
      Predicate<String> origins,
      int maximumHeadBytes,
      long maximumMessageBytes,
      long handshakeTimeoutNanos) {
    private static final long MAX_PACKET = 268_435_460;

    /** Any path and origin, 8 KB of head, messages as long as the longest packet, 10 s. */
    public static final Settings DEFAULT =
        new Settings(null, origin -> true, 8 * 1024, MAX_PACKET, 10_000_000_000L);
  }

  /**
   * Makes a layer.
   *
   * @param random masks what a client sends; nobody outside may foresee it
   */
  public WebSocketLayer(EventLoop loop, RandomGenerator random, Settings settings) {
    this.loop = loop;
    this.random = random;
    this.settings = settings;
  }

  /**
   * Asks a server, over a channel that is not yet opened.
   *
   * @param host the name by which the server is called
   * @return completed on the loop's thread with a channel that is not yet opened, or with an {@link
   *     java.io.IOException} that names the peer
   */
  public CompletableFuture<Channel> client(Channel below, String host, int port) {
    return shakeHands(below, new WebSocketClientOpening(settings, host, port, random));
  }

  CompletableFuture<Channel> shakeHands(Channel below, WebSocketOpening opening) {
    WebSocketCodec codec = new WebSocketCodec(opening, settings, random);
    LayeredChannel channel = new LayeredChannel(loop, queues, below, codec);
    return Handshake.begin(loop, channel, "WebSocket handshake", settings.handshakeTimeoutNanos());
  }

  /** A connector that connects as another does and asks for WebSocket. */
  public Connector above(Connector below) {
    return (host, port, timeoutNanos) ->
        Handshake.above(
            below.connect(host, port, timeoutNanos), channel -> client(channel, host, port));
  }
}
