package hearth.broker.access.tls;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whom a home's authority may vouch for, so that its key, once stolen, does not pass for a bank on
 * the family's phones: the machine's names, what is below {@code .local}, and private addresses.
 */
final class Scope {
  /** Address and mask of what is never routed on the Internet (RFC 1918, 3927, 4193, 4291). */
  private static final List<String> PRIVATE =
      List.of(
          "0a000000 ff000000", // 10.0.0.0/8
          "ac100000 fff00000", // 172.16.0.0/12
          "c0a80000 ffff0000", // 192.168.0.0/16
          "a9fe0000 ffff0000", // 169.254.0.0/16
          "7f000000 ff000000", // 127.0.0.0/8
          "fc" + "00".repeat(15) + "fe" + "00".repeat(15), // fc00::/7
          "fe80" + "00".repeat(14) + "ffc0" + "00".repeat(14), // fe80::/10
          "00".repeat(15) + "01" + "ff".repeat(16)); // ::1

  private Scope() {}

  /** The names, as domains. */
  static List<String> names(List<String> names) {
    Set<String> all = new LinkedHashSet<>(List.of("local", "localhost"));
    for (String name : names) {
      all.add(name.startsWith("*.") ? name.substring(2) : name);
    }
    return List.copyOf(all);
  }

  /** The private networks, and each further address by itself. */
  static List<byte[]> networks(List<InetAddress> addresses) {
    List<byte[]> all = new ArrayList<>();
    PRIVATE.forEach(network -> all.add(HexFormat.of().parseHex(network.replace(" ", ""))));
    for (InetAddress address : addresses) {
      byte[] bytes = address.getAddress();
      byte[] network = new byte[2 * bytes.length];
      System.arraycopy(bytes, 0, network, 0, bytes.length);
      Arrays.fill(network, bytes.length, network.length, (byte) 0xFF);
      all.add(network);
    }
    return all;
  }
}
