package hearth.runtime.host;

import hearth.broker.RefusalLog;
import hearth.broker.access.AccessFileException;
import hearth.broker.access.Reloadable;
import hearth.broker.log.LineLimit;
import hearth.broker.log.LineLimit.Rate;
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
import hearth.runtime.config.NetworkAddress;
import hearth.runtime.config.Secret;
import hearth.runtime.config.TlsSettings;
import hearth.runtime.config.WebSocketSettings;
import hearth.runtime.fleet.Metrics;
import hearth.runtime.panel.PanelAssets;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.tinylog.Logger;

/** Where the broker listens: TCP, and TLS and WebSocket above it. On the loop's thread. */
final class Listeners {
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

  /** Connections that the kernel holds until they are accepted. */
  private static final int BACKLOG = 128;

  private static final int MAX_HTTP_HEAD = 8 * 1024;

  /** How long until an address that the machine does not have yet is tried again. */
  private static final Duration RETRY = Duration.ofSeconds(5);

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
  private final LineLimit acceptFailures;
  private final List<TcpListener> open = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private final List<Reloadable<ListenerCertificates>> certificates = new ArrayList<>();

  private final CertifiedChannels certified;

  /** Null until a listener has the page. */
  private HttpPages pages;

  private boolean accepting;
  private boolean closed;

  /**
   * @param worker calculates for handshakes
   * @param random masks what WebSocket asks to be masked
   * @param handshakeNanos how long TLS, and then WebSocket, may take to shake hands
   * @param handshakes how many of them may be under way
   * @param handshakesOfProxies the same of proxies, each of which brings those of many
   * @param admits whether a connection that has come may go on
   * @param cutOff ends a connection whose certificate is revoked
   * @param visitors who is let in again at a listener with the page, by https or not
   * @param metrics makes the figures that a listener may have
   * @param accepted takes each connection that has come through its handshakes
   */
  Listeners(
      SelectorLoop loop,
      Executor worker,
      RandomGenerator random,
      long handshakeNanos,
      HostQuota handshakes,
      HostQuota handshakesOfProxies,
      Admits admits,
      RefusalLog refusals,
      Consumer<Channel> cutOff,
      Function<Boolean, HttpSite.Visitors> visitors,
      Supplier<byte[]> metrics,
      Accepted accepted) {
    this.visitors = visitors;
    this.loop = loop;
    this.worker = worker;
    this.random = random;
    this.handshakeNanos = handshakeNanos;
    this.handshakes = handshakes;
    this.handshakesOfProxies = handshakesOfProxies;
    this.admits = admits;
    this.refusals = refusals;
    this.metrics = metrics;
    this.accepted = accepted;
    this.certified = new CertifiedChannels(cutOff);
    Rate rate = new Rate(3, Duration.ofMinutes(1));
    this.acceptFailures =
        new LineLimit(
            loop,
            rate,
            rate,
            (count, all) -> Logger.error("{} more times nobody could be accepted", count));
  }

  /**
   * Starts to listen. The kernel keeps whoever comes until {@link #accept}.
   *
   * @throws CommandFailure where an address or certificate cannot be had, saying why and what to do
   */
  void listen(List<ListenerSettings> all) throws CommandFailure {
    Map<ListenerSettings, InetAddress> hosts = new LinkedHashMap<>();
    for (ListenerSettings settings : all) {
      hosts.put(settings, resolve(settings.address()).getAddress());
    }
    Map<ListenerSettings, SharedPort> ports = new HashMap<>();
    for (ListenerSettings settings : all) {
      if (SharedPort.widest(settings, hosts).equals(settings)) {
        SharedPort port = new SharedPort(layered(settings));
        ports.put(settings, port);
        listen(settings, port);
      }
    }
    for (ListenerSettings settings : all) {
      SharedPort port = ports.get(SharedPort.widest(settings, hosts));
      if (!ports.containsKey(settings) && !port.add(hosts.get(settings), layered(settings))) {
        throw new CommandFailure(
            settings.address() + " stands twice under 'listen:' (" + settings.where() + ")");
      }
      if (!ports.containsKey(settings)) {
        addresses.add(settings.address().toString());
      }
    }
  }

  private void listen(ListenerSettings settings, SharedPort acceptor) throws CommandFailure {
    InetSocketAddress address = resolve(settings.address());
    try {
      opened(settings, listener(address, acceptor));
    } catch (BindException e) {
      boolean isExtra = settings.panel() != null || settings.metrics() != null;
      if (isExtra && reason(e).contains("in use")) {
        // A home must not stay cold for want of a page, or of figures.
        Logger.error(
            "There {} until the port is free: {}",
            settings.panel() != null ? "is no page" : "are no metrics",
            notListening(settings, e));
        later(settings, address, acceptor);
        return;
      }
      if (!reason(e).contains("assign")) {
        throw new CommandFailure(notListening(settings, e), e);
      }
      Logger.warn(
          "No network of this machine has the address {} yet; the broker listens there once one"
              + " has (ip address shows all; write 0.0.0.0 for every network)",
          settings.address());
      later(settings, address, acceptor);
    } catch (IOException e) {
      throw new CommandFailure("cannot listen on " + settings.address() + ": " + e.getMessage(), e);
    }
  }

  private TcpListener listener(InetSocketAddress address, SharedPort acceptor) throws IOException {
    return TcpListener.shared(loop, address, BACKLOG, acceptor::of, this::acceptFailed);
  }

  /** Whoever has come, and comes, is let in from now on. */
  void accept() {
    accepting = true;
    open.forEach(TcpListener::accept);
  }

  private void opened(ListenerSettings settings, TcpListener listener) {
    open.add(listener);
    if (!accepting) {
      listener.hold();
    }
    int port = listener.address().getPort();
    addresses.add(new NetworkAddress(settings.address().host(), port).toString());
  }

  /** A service must not wait for a network that may never come. */
  private void later(ListenerSettings settings, InetSocketAddress address, SharedPort acceptor) {
    loop.schedule(RETRY.toNanos(), () -> tryAgain(settings, address, acceptor));
  }

  private void tryAgain(ListenerSettings settings, InetSocketAddress address, SharedPort acceptor) {
    if (closed) {
      return;
    }
    try {
      opened(settings, listener(address, acceptor));
      Logger.info("Now the broker listens on {}, too", settings.address());
    } catch (IOException e) {
      later(settings, address, acceptor);
    }
  }

  private static InetSocketAddress resolve(NetworkAddress written) throws CommandFailure {
    InetSocketAddress address = new InetSocketAddress(written.host(), written.port());
    if (address.isUnresolved()) {
      throw new CommandFailure(
          "cannot listen on "
              + written
              + ": no address is known for the name; write 0.0.0.0 for every network of this"
              + " machine, or 127.0.0.1 for this machine only");
    }
    return address;
  }

  // ---- layers

  private TcpListener.Acceptor layered(ListenerSettings settings) throws CommandFailure {
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
      Reloadable<ListenerCertificates> files = certificates(settings);
      TlsServer tls = new TlsServer(loop, worker, () -> files.current().context(), handshakeNanos);
      acceptor = remembering(files, acceptor);
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

  private void acceptFailed(IOException cause) {
    if (acceptFailures.admits("all")) {
      Logger.error(
          "A connection could not be accepted: {}. It is tried again every second",
          cause.getMessage());
    }
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

  private Reloadable<ListenerCertificates> certificates(ListenerSettings settings)
      throws CommandFailure {
    TlsSettings tls = settings.tls();
    CertificateCheck check = new CertificateCheck(Instant.now());
    check.look(settings);
    check.errors().forEach(error -> Logger.error("Certificates: {}", error));
    check.warnings().forEach(warning -> Logger.warn("Certificates: {}", warning));
    try {
      Reloadable<ListenerCertificates> files =
          new Reloadable<>(
              "the certificate " + tls.certificates().get(0), () -> ListenerCertificates.read(tls));
      certificates.add(files);
      return files;
    } catch (IOException | AccessFileException | GeneralSecurityException e) {
      throw new CommandFailure(
          "the certificate of a listener cannot be used: "
              + e.getMessage()
              + "; 'hearth tls init' makes one for this machine",
          e);
    }
  }

  /** A certificate that is revoked later, or was during the handshake, takes its connection. */
  private TcpListener.Acceptor remembering(
      Reloadable<ListenerCertificates> files, TcpListener.Acceptor next) {
    return channel -> {
      boolean isCertified = channel.peer().certificate() != null;
      if (!isCertified || certified.add(channel, each -> isRevoked(files, each))) {
        next.accepted(channel);
      }
    };
  }

  /** Whether by now a list of a listener has a certificate that a client has shown. */
  boolean isRevoked(Peer peer) {
    return certificates.stream()
        .filter(files -> files.current().trust() != null)
        .anyMatch(
            files ->
                isRevoked(files, peer.certificate())
                    || peer.issuers().stream().anyMatch(each -> isRevoked(files, each)));
  }

  private static boolean isRevoked(
      Reloadable<ListenerCertificates> files, X509Certificate certificate) {
    return files.current().trust().isRevoked(certificate);
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

  // ---- words

  private static String reason(BindException e) {
    return String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
  }

  private static String notListening(ListenerSettings settings, BindException e) {
    String reason = reason(e);
    String what = "cannot listen on " + settings.address() + ": ";
    String host = settings.address().bracketedHost();
    String other =
        settings.where().file().equals(BrokerHost.LISTEN)
            ? "choose another port with " + BrokerHost.LISTEN + " " + host + ":PORT"
            : "choose another port under 'listen:' in "
                + settings.where().file()
                + ", line "
                + settings.where().line();
    if (reason.contains("in use")) {
      return what
          + "another program has port "
          + settings.address().port()
          + " (ss -ltnp shows which; if it is Debian's mosquitto, sudo systemctl disable --now"
          + " mosquitto ends it), or "
          + other;
    }
    if (reason.contains("ermission")) {
      return what + "ports below 1024 are for root only; " + other;
    }
    return what + reason + "; " + other;
  }

  // ---- the rest

  /** Where it listens, as configured but with the ports that were chosen, separated by blanks. */
  String addresses() {
    return String.join(" ", addresses);
  }

  /**
   * Reads the certificates anew; those that cannot be read stay as they were. On a worker.
   *
   * @return what went wrong, a sentence each
   */
  List<String> reload() {
    List<String> problems = new ArrayList<>();
    for (Reloadable<ListenerCertificates> certificate : List.copyOf(certificates)) {
      String problem = certificate.reload();
      if (problem != null) {
        problems.add(problem);
      }
    }
    loop.execute(certified::closeRevoked);
    return problems;
  }

  /** Accepts nobody any more. */
  void close() {
    closed = true;
    for (TcpListener listener : open) {
      try {
        listener.close();
      } catch (IOException e) {
        Logger.warn("A listener was not closed: {}", e.getMessage());
      }
    }
  }
}
