package hearth.io.net;

import java.net.InetAddress;
import java.util.function.Predicate;

/** The client that proxies name in {@code X-Forwarded-For}: each adds whom it was asked by. */
final class ForwardedFor {
  private ForwardedFor() {}

  /**
   * Who the client is.
   *
   * @param field the header's value, several joined by commas; empty where there is none
   * @param proxies whose words are believed
   * @return the last address that is none of these proxies; where there is none, the proxy, as one
   *     that does not say who its client is
   */
  static Peer of(String field, Peer proxy, Predicate<String> proxies) throws HttpRefusal {
    if (!proxies.test(proxy.host())) {
      return proxy;
    }
    if (field.isEmpty()) {
      return proxy.throughItself();
    }
    String[] named = field.split(",");
    for (int i = named.length - 1; i >= 0; i--) {
      InetAddress address = NumericAddress.of(withoutPort(named[i].strip()));
      if (address == null) {
        throw new HttpRefusal("400 Bad Request", "X-Forwarded-For holds what is no address");
      }
      if (!proxies.test(address.getHostAddress())) {
        return Peer.through(proxy, address, Peer.NO_PORT);
      }
    }
    return proxy.throughItself();
  }

  private static String withoutPort(String text) {
    if (text.startsWith("[") && text.indexOf(']') > 0) {
      return text.substring(1, text.indexOf(']'));
    }
    boolean isIpv4WithPort = text.indexOf('.') > 0 && text.indexOf(':') == text.lastIndexOf(':');
    return isIpv4WithPort && text.indexOf(':') > 0 ? text.substring(0, text.indexOf(':')) : text;
  }
}
