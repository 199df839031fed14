package hearth.runtime.host;

import hearth.broker.RefusalLog;
import hearth.io.loop.OnDemandThread;
import hearth.io.loop.SelectorLoop;
import hearth.io.net.Channel;
import hearth.io.net.HostQuota;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.fleet.Health;
import hearth.runtime.fleet.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Figures for Prometheus of a device whose broker is another's. On the loop's thread. */
final class DeviceMetrics {
  /** For a request, and for a handshake of TLS before it. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** Requests under way: one closes its connection after its answer. */
  private static final int REQUESTS = 32;

  private static final int REQUESTS_OF_HOST = 8;
  private static final Duration THREAD_STAYS = Duration.ofSeconds(10);

  private final HostQuota requests = new HostQuota(REQUESTS_OF_HOST, REQUESTS);
  private final RefusalLog refusals;
  private final OnDemandThread handshaker;
  private final CertificateFiles certificates;
  private final Listeners listeners;

  /** Listens nowhere yet. */
  DeviceMetrics(SelectorLoop loop, Supplier<Health> health) {
    this.refusals = new RefusalLog(loop);
    this.handshaker = new OnDemandThread("hearth-handshakes", THREAD_STAYS, REQUESTS);
    this.certificates = new CertificateFiles(loop, Channel::abort);
    ListenerLayers layers =
        new ListenerLayers(
            loop,
            handshaker,
            new LazySecureRandom(),
            REQUEST_TIMEOUT.toNanos(),
            new HostQuota(REQUESTS_OF_HOST, REQUESTS),
            new HostQuota(REQUESTS, REQUESTS),
            this::admit,
            refusals,
            certificates,
            secure -> null,
            () -> Metrics.of(health.get()),
            (channel, listener, cookies) -> channel.abort());
    this.listeners = new Listeners(loop, layers);
  }

  /**
   * Starts to listen, and to answer.
   *
   * @throws CommandFailure where an address or certificate cannot be had
   */
  void listen(List<ListenerSettings> all) throws CommandFailure {
    listeners.listen(all);
    listeners.accept();
  }

  private boolean admit(Channel channel, int handshakeBytes) {
    String network = channel.peer().network();
    if (!requests.begin(network)) {
      refusals.handshakeFailed("the request of " + channel.peer() + " is one of too many at once");
      channel.abort();
      return false;
    }
    channel.whenClosed(closed -> requests.end(network));
    return true;
  }

  /** Where it listens, as configured but with the ports that were chosen. */
  String addresses() {
    return listeners.addresses();
  }

  /** Reads certificates anew. On a thread that may read files. */
  List<String> reload() {
    return certificates.reload();
  }

  /** Answers nobody any more. */
  void close() {
    listeners.close();
    handshaker.stop();
  }
}
