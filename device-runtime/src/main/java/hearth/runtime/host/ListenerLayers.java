package hearth.runtime.host;

import hearth.broker.RefusalLog;
import hearth.broker.access.Reloadable;
import hearth.io.loop.SelectorLoop;
import hearth.io.net.Channel;
import hearth.io.net.HostQuota;
import hearth.io.net.HttpAnswer;
import hearth.io.net.HttpHost;
import hearth.io.net.HttpPages;
import hearth.io.net.HttpSite;
import hearth.io.net.HttpText;
import hearth.io.net.Peer;
import hearth.io.net.ProxyProtocolServer;
import hearth.io.net.TcpListener;
import hearth.io.net.TlsServer;
import hearth.io.net.TlsServer.ClientCertificate;
import hearth.io.net.TooManyHandshakesException;
import hearth.io.net.WebSocketLayer;
import hearth.io.net.WebSocketServer;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.MetricsSettings;
import hearth.runtime.config.Secret;
import hearth.runtime.config.TlsSettings;
import hearth.runtime.config.WebSocketSettings;
import hearth.runtime.fleet.Metrics;
import hearth.runtime.panel.PanelAssets;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What stands above the TCP of a listener: a proxy's header, TLS with its certificates, WebSocket
 * and the page, or figures. On the loop's thread.
 */
final class ListenerLayers {
  /** Counts connections that come. */
  interface Admits {
    /**
     * One has come, or a proxy's request.
     *
     * @param handshakeBytes memory that it takes until its client is let in
     * @return whether it may go on; where not, it is ended already
     */
    boolean admit(Channel channel, int handshakeBytes);
  }

  /** Takes connections. */
  interface Accepted {
    /**
     * One has come through its handshakes.
     *
     * @param cookies what our own page knows its user by, or empty
     */
    void accepted(Channel channel, ListenerSettings listener, String cookies);
  }

  private static final int MAX_HTTP_HEAD = 8 * 1024;

  private final SelectorLoop loop;
  private final Executor worker;
  private final RandomGenerator random;
  private final long handshakeNanos;
  private final HostQuota handshakes;
  private final HostQuota handshakesOfProxies;
  private final Admits admits;
  private final RefusalLog refusals;
  private final Accepted accepted;
  private final Function<Boolean, HttpSite.Visitors> visitors;
  private final Supplier<byte[]> metrics;
  private final CertificateFiles certificates;

  /** Null until a listener has the page. */
  private HttpPages pages;

  /**
   * @param worker calculates for handshakes
   * @param random masks what WebSocket asks to be masked
   * @param handshakeNanos how long TLS, and then WebSocket, may take to shake hands
   * @param handshakes how many of them may be under way
   * @param handshakesOfProxies the same of proxies, each of which brings those of many
   * @param admits whether a connection that has come may go on
   * @param certificates of all listeners with TLS
   * @param visitors who is let in again at a listener with the page, by https or not
   * @param metrics makes the figures that a listener may have
   * @param accepted takes each connection that has come through its handshakes
   */
  ListenerLayers(
      SelectorLoop loop,
      Executor worker,
      RandomGenerator random,
      long handshakeNanos,
      HostQuota handshakes,
      HostQuota handshakesOfProxies,
      Admits admits,
      RefusalLog refusals,
      CertificateFiles certificates,
      Function<Boolean, HttpSite.Visitors> visitors,
      Supplier<byte[]> metrics,
      Accepted accepted) {
    this.loop = loop;
    this.worker = worker;
    this.random = random;
    this.handshakeNanos = handshakeNanos;
    this.handshakes = handshakes;
    this.handshakesOfProxies = handshakesOfProxies;
    this.admits = admits;
    this.refusals = refusals;
    this.certificates = certificates;
    this.visitors = visitors;
    this.metrics = metrics;
    this.accepted = accepted;
  }

  /**
   * What takes the connections of a listener, from their first byte on.
   *
   * @throws CommandFailure where a certificate, or the page, cannot be read
   */
  TcpListener.Acceptor above(ListenerSettings settings) throws CommandFailure {
    TcpListener.Acceptor acceptor =
        settings.metrics() == null
            ? channel -> arrived(channel, settings, "")
            : metrics(settings.metrics());
    if (settings.webSocket() != null) {
      acceptor =
          webSocket(settings)
              .acceptingVisitors(
                  handshakes(settings),
                  (channel, cookies) -> arrived(channel, settings, cookies),
                  this::failed);
    }
    if (settings.tls() != null) {
      Reloadable<ListenerCertificates> files = certificates.read(settings);
      TlsServer tls = new TlsServer(loop, worker, () -> files.current().context(), handshakeNanos);
      acceptor = certificates.remembering(files, acceptor);
      acceptor =
          tls.accepting(clientCertificate(settings.tls()), handshakes, acceptor, this::failed);
    }
    // Counted before their handshakes, which are worth an attack, too.
    TcpListener.Acceptor next = acceptor;
    int handshakeBytes = settings.tls() == null ? 0 : TlsServer.HANDSHAKE_BYTES;
    TcpListener.Acceptor admitting =
        channel -> {
          if (settings.isForwarder(channel.peer().host())
              || admits.admit(channel, handshakeBytes)) {
            next.accepted(channel);
          }
        };
    if (settings.proxyProtocol() == null) {
      return admitting;
    }
    TcpListener.Acceptor proxied =
        new ProxyProtocolServer(loop, handshakeNanos)
            .accepting(handshakesOfProxies, admitting, this::failed);
    return channel ->
        (settings.usesProxyProtocol(channel.peer().host()) ? proxied : admitting).accepted(channel);
  }

  private TcpListener.Acceptor metrics(MetricsSettings settings) throws CommandFailure {
    Secret token = settings.token();
    return new HttpText(
            loop,
            Metrics.PATH,
            Metrics.TYPE,
            ownNames(settings.names()),
            settings.readers()::contains,
            token == null ? null : token.reveal().getBytes(StandardCharsets.UTF_8),
            handshakeNanos,
            metrics)
        .accepting(this::failed);
  }

  private static HttpHost ownNames(List<String> more) throws CommandFailure {
    try {
      List<String> names = new ArrayList<>(MachineNames.ask().inBrowsers());
      names.addAll(more);
      return new HttpHost(names);
    } catch (IOException e) {
      throw new CommandFailure("this machine's names cannot be read: " + e.getMessage(), e);
    }
  }

  private void arrived(Channel channel, ListenerSettings settings, String cookies) {
    // A proxy's request is counted by the address that it names.
    Peer peer = channel.peer();
    String asking = peer.proxy() == null ? peer.host() : peer.proxy();
    if (!settings.isForwarder(asking) || admits.admit(channel, 0)) {
      accepted.accepted(channel, settings, cookies);
    }
  }

  private HostQuota handshakes(ListenerSettings settings) {
    return settings.webSocket().forwarders() == null ? handshakes : handshakesOfProxies;
  }

  private WebSocketServer webSocket(ListenerSettings listener) throws CommandFailure {
    WebSocketSettings settings = listener.webSocket();
    return new WebSocketServer(
        loop,
        random,
        new WebSocketLayer.Settings(
            settings.path(),
            settings::allows,
            MAX_HTTP_HEAD,
            WebSocketLayer.Settings.DEFAULT.maximumMessageBytes(),
            handshakeNanos),
        listener::isForwarder,
        site(listener));
  }

  private HttpSite site(ListenerSettings listener) throws CommandFailure {
    if (listener.panel() == null) {
      return null;
    }
    try {
      if (pages == null) {
        pages = PanelAssets.read();
      }
      boolean secure = listener.tls() != null;
      return new HttpSite(
          pages, ownNames(listener.panel().names()), secure, visitors.apply(secure));
    } catch (IOException e) {
      throw new CommandFailure("the page cannot be read: " + e.getMessage(), e);
    }
  }

  private static ClientCertificate clientCertificate(TlsSettings tls) {
    if (tls.clientAuthority() == null) {
      return ClientCertificate.NONE;
    }
    return tls.requireCertificate() ? ClientCertificate.NEEDED : ClientCertificate.WANTED;
  }

  /** A handshake that failed names its peer in its message. */
  private void failed(IOException cause) {
    if (!HttpAnswer.isOrderly(cause)) {
      refusals.handshakeFailed(cause.getMessage() + limit(cause));
    }
  }

  /** The setting behind it, which the channels do not know. */
  private static String limit(IOException failure) {
    if (failure instanceof TooManyHandshakesException) {
      return " (limits.handshakes)";
    }
    return failure.getCause() instanceof SocketTimeoutException ? " (limits.connect_timeout)" : "";
  }
}
