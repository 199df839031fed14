package hearth.runtime.host;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a home's network calls this machine.
 *
 * @param names the host's name, with {@code .local} (multicast DNS), and localhost
 * @param addresses those that stay: not the link-local ones, nor public IPv6 addresses, which
 *     change by the day
 */
public record MachineNames(List<String> names, List<InetAddress> addresses) {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /** Which names of the public DNS do not have: RFC 8375 with its errata, .internal, and usage. */
  private static final List<String> HOME_DOMAINS =
      List.of(".lan", ".home", ".home.arpa", ".internal", ".fritz.box");

  /** The first byte of a unique local IPv6 address (RFC 4193), without its last bit. */
  private static final int UNIQUE_LOCAL = 0xFC;

  /** Asks the operating system. */
  public static MachineNames ask() throws IOException {
    return new MachineNames(namesOf(Files.readString(HOST_NAME).strip()), ownAddresses());
  }

  private static List<InetAddress> ownAddresses() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .filter(MachineNames::isUp)
        .flatMap(NetworkInterface::inetAddresses)
        .filter(MachineNames::stays)
        .toList();
  }

  /** The IPv4 addresses under which others in the home find this machine; often one. */
  public static List<String> inHome() {
    try {
      return inHome(ownAddresses()).toList();
    } catch (SocketException e) {
      return List.of();
    }
  }

  private static Stream<String> inHome(List<InetAddress> addresses) {
    return addresses.stream()
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .map(InetAddress::getHostAddress);
  }

  /** The names of a host, of which only the first part counts in a home. */
  public static List<String> namesOf(String hostName) {
    String host = hostName.split("\\.")[0].toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        ? List.of("localhost")
        : List.of(host, host + ".local", "localhost");
  }

  /** Those names, and what the routers of homes make of them. */
  public List<String> inBrowsers() {
    List<String> all = new ArrayList<>(names);
    if (names.size() > 1) {
      HOME_DOMAINS.forEach(domain -> all.add(names.get(0) + domain));
    }
    return all;
  }

  /** The name that a phone in the same network finds. */
  public String localName() {
    return names.stream().filter(name -> name.endsWith(".local")).findFirst().orElse("localhost");
  }

  /**
   * The address to try where a phone does not find this name: {@code (or 192.168.1.7)}, or nothing.
   */
  public String otherwise(String name) {
    return inHome(addresses)
        .filter(address -> !address.equals(name))
        .findFirst()
        .map(address -> "  (or " + address + ")")
        .orElse("");
  }

  private static boolean isUp(NetworkInterface network) {
    try {
      return network.isUp();
    } catch (SocketException e) {
      return false; // it has just gone
    }
  }

  private static boolean stays(InetAddress address) {
    boolean uniqueLocal = (address.getAddress()[0] & 0xFE) == UNIQUE_LOCAL;
    return !address.isLinkLocalAddress()
        && (address instanceof Inet4Address || address.isLoopbackAddress() || uniqueLocal);
  }
}
