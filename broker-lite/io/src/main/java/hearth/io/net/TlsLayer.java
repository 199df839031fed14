package hearth.io.net;

import hearth.io.loop.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Puts TLS 1.2 and 1.3 on top of channels of one loop, as a client; {@link TlsServer} is the other
 * end. The certificates are asked for at each handshake, so that new ones are used from the next
 * connection on and the old connections stay.
 */
public final class TlsLayer {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final EventLoop loop;
  private final Executor worker;
  private final Supplier<SSLContext> contexts;
  private final long handshakeTimeoutNanos;
  private final Consumer<SSLParameters> adjusts;
  private final TlsBuffers buffers = new TlsBuffers();

  /**
   * Makes a layer.
   *
   * @param worker runs the calculations of handshakes
   * @param contexts the certificates and authorities of the moment
   * @param adjusts has the last word on the parameters of each connection: versions, cipher suites,
   *     ALPN, names
   */
  public TlsLayer(
      EventLoop loop,
      Executor worker,
      Supplier<SSLContext> contexts,
      long handshakeTimeoutNanos,
      Consumer<SSLParameters> adjusts) {
    this.loop = loop;
    this.worker = worker;
    this.contexts = contexts;
    this.handshakeTimeoutNanos = handshakeTimeoutNanos;
    this.adjusts = adjusts;
  }

  /**
   * Shakes hands as a client, over a channel that is not yet opened.
   *
   * @param host the name that the server's certificate must bear
   * @param anyName whether, instead, it may bear any
   * @return completed on the loop's thread with a channel that is not yet opened and whose peer
   *     bears the subject of its certificate, or with an {@link IOException} that names the peer
   */
  public CompletableFuture<Channel> client(Channel below, String host, int port, boolean anyName) {
    SSLEngine engine = context().createSSLEngine(host, port);
    engine.setUseClientMode(true);
    return shakeHands(below, engine, anyName ? null : "HTTPS");
  }

  /**
   * A connector that connects as another does and shakes hands as a client.
   *
   * @param anyName as in {@link #client}
   */
  public Connector above(Connector below, boolean anyName) {
    return (host, port, timeoutNanos) ->
        Handshake.above(
            below.connect(host, port, timeoutNanos),
            channel -> client(channel, host, port, anyName));
  }

  /** The certificates and authorities of the moment. */
  SSLContext context() {
    return contexts.get();
  }

  /**
   * Begins the handshake.
   *
   * @param identification the rules by which the peer's name is checked, or null
   */
  CompletableFuture<Channel> shakeHands(Channel below, SSLEngine engine, String identification) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    List<String> suites = new ArrayList<>(List.of(parameters.getCipherSuites()));
    suites.removeIf(TlsLayer::isWeak);
    parameters.setCipherSuites(suites.toArray(new String[0]));
    parameters.setEndpointIdentificationAlgorithm(identification);
    adjusts.accept(parameters);
    engine.setSSLParameters(parameters);
    TlsCodec codec = new TlsCodec(engine, worker, buffers);
    LayeredChannel channel = new LayeredChannel(loop, buffers.queues, below, codec);
    return Handshake.begin(loop, channel, "TLS handshake", handshakeTimeoutNanos);
  }

  /** CBC has failed again and again; without (EC)DHE a stolen key opens what was said before. */
  private static boolean isWeak(String suite) {
    return suite.contains("_CBC_") || suite.startsWith("TLS_RSA_") || suite.startsWith("TLS_ECDH_");
  }
}
