package hearth.runtime.host;

import hearth.io.net.TcpListener;
import hearth.runtime.config.ListenerSettings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A port that several listeners have. The kernel gives it to one socket only, where one of them is
 * for every address; Java has no IPV6_V6ONLY, and its socket of {@code [::]} takes IPv4, too. So
 * the widest listens for all, and the address by which a connection came says whose it is:
 *
 * <pre>
 *   its very address  →  0.0.0.0, if it came by IPv4  →  [::]
 * </pre>
 */
final class SharedPort {
  private static final InetAddress ALL_IPV4 = new InetSocketAddress("0.0.0.0", 0).getAddress();

  private final Map<InetAddress, TcpListener.Acceptor> acceptors = new HashMap<>();
  private final TcpListener.Acceptor widest;

  /**
   * @param widest of the listener that has the socket
   */
  SharedPort(TcpListener.Acceptor widest) {
    this.widest = widest;
  }

  /**
   * The listener that listens for this one, too; itself where its port is its own.
   *
   * @param all whose addresses are known
   */
  static ListenerSettings widest(
      ListenerSettings settings, Map<ListenerSettings, InetAddress> all) {
    List<ListenerSettings> wildcards =
        all.keySet().stream()
            .filter(other -> other.address().port() == settings.address().port())
            .filter(other -> settings.address().port() != 0 && all.get(other).isAnyLocalAddress())
            .toList();
    boolean isIpv4 = all.get(settings) instanceof Inet4Address;
    return wildcards.stream()
        .filter(other -> !(all.get(other) instanceof Inet4Address))
        .findFirst()
        .or(() -> wildcards.stream().filter(other -> isIpv4).findFirst())
        .orElse(settings);
  }

  /**
   * Adds a listener without a socket.
   *
   * @return false where one has this address already
   */
  boolean add(InetAddress address, TcpListener.Acceptor acceptor) {
    return acceptors.putIfAbsent(address, acceptor) == null;
  }

  /**
   * Who takes a connection.
   *
   * @param local the address of this machine by which it came
   */
  TcpListener.Acceptor of(InetAddress local) {
    TcpListener.Acceptor exact = acceptors.get(local);
    if (exact == null && local instanceof Inet4Address) {
      exact = acceptors.get(ALL_IPV4);
    }
    return exact == null ? widest : exact;
  }
}
