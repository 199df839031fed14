package hearth.runtime.config;

import hearth.io.net.NumericAddress;
import hearth.io.net.Peer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** From where somebody comes: addresses, and all that begin alike. */
public record SourceAddresses(List<Network> networks) {
  /**
   * An address, or all that begin alike.
   *
   * @param bits how many of them are the same
   */
  record Network(InetAddress address, int bits) {
    boolean contains(byte[] other) {
      byte[] own = address.getAddress();
      if (own.length != other.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if (((own[bit / 8] ^ other[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** Those of proxies that are believed when they say whose connection they pass on. */
  static final Scalar<SourceAddresses> PROXIES =
      new Scalar<>(
          "the word from and the proxy's address, such as from 127.0.0.1, or several with commas,"
              + " also as 172.17.0.0/16",
          SourceAddresses::of);

  /** This machine itself. */
  static final SourceAddresses LOOPBACK = of("from 127.0.0.0/8 ::1");

  /**
   * Those of {@code from 127.0.0.1, 172.17.0.0/16}.
   *
   * @throws IllegalArgumentException where it has another form
   */
  static SourceAddresses of(String text) {
    String[] words = text.strip().split("[ ,]+");
    if (words.length < 2 || !words[0].equals("from")) {
      throw new IllegalArgumentException("it does not say from where");
    }
    List<Network> networks = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      networks.add(network(words[i]));
    }
    return new SourceAddresses(List.copyOf(networks));
  }

  private static Network network(String word) {
    String[] parts = word.split("/", 2);
    InetAddress address = NumericAddress.of(parts[0]);
    if (address == null) {
      throw new IllegalArgumentException(word + " is no address in numbers");
    }
    int max = 8 * address.getAddress().length;
    if (parts.length == 1) {
      return new Network(address, max);
    }
    if (!parts[1].matches("[0-9]{1,3}") || Integer.parseInt(parts[1]) > max) {
      throw new IllegalArgumentException(word + " has no length from 0 to " + max);
    }
    return new Network(address, Integer.parseInt(parts[1]));
  }

  /** As it is written. */
  @Override
  public String toString() {
    return networks.stream()
        .map(each -> Peer.text(each.address()) + "/" + each.bits())
        .collect(Collectors.joining(", ", "from ", ""));
  }

  /** Whether a peer's host is one of them. */
  public boolean contains(String host) {
    InetAddress address = NumericAddress.of(host);
    return address != null
        && networks.stream().anyMatch(network -> network.contains(address.getAddress()));
  }
}
