package hearth.runtime.host;

import hearth.broker.log.LineLimit;
import hearth.broker.log.LineLimit.Rate;
import hearth.io.loop.SelectorLoop;
import hearth.io.net.TcpListener;
import hearth.runtime.config.ListenerSettings;
import hearth.runtime.config.NetworkAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tinylog.Logger;

/** Where the broker listens, and what it says where it cannot. On the loop's thread. */
final class Listeners {
  /** Connections that the kernel holds until they are accepted. */
  private static final int BACKLOG = 128;

  /** How long until an address that the machine does not have yet is tried again. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final SelectorLoop loop;
  private final ListenerLayers layers;
  private final LineLimit acceptFailures;
  private final List<TcpListener> open = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private boolean accepting;
  private boolean closed;

  Listeners(SelectorLoop loop, ListenerLayers layers) {
    this.loop = loop;
    this.layers = layers;
    Rate rate = new Rate(3, Duration.ofMinutes(1));
    this.acceptFailures =
        new LineLimit(
            loop,
            rate,
            rate,
            (count, all) -> Logger.error("{} more connections could not be accepted", count));
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
        SharedPort port = new SharedPort(layers.above(settings));
        ports.put(settings, port);
        listen(settings, port);
      }
    }
    for (ListenerSettings settings : all) {
      SharedPort port = ports.get(SharedPort.widest(settings, hosts));
      if (!ports.containsKey(settings) && !port.add(hosts.get(settings), layers.above(settings))) {
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
          "No network of this machine has the address {} yet; Hearth listens there once one"
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
      Logger.info("Hearth now listens on {}, too", settings.address());
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

  private void acceptFailed(IOException cause) {
    if (acceptFailures.admits("all")) {
      Logger.error(
          "A connection could not be accepted: {}. It is tried again every second",
          cause.getMessage());
    }
  }

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

  /** Where it listens, as configured but with the ports that were chosen, separated by blanks. */
  String addresses() {
    return String.join(" ", addresses);
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
